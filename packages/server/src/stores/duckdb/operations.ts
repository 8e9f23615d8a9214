/** What the worker does for each call that is more than a statement. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { LOG_COLUMNS, VISIT_PROPERTIES } from '../event-record.ts';
import type {
  Appended,
  DayRows,
  OpenVisitRow,
  ResultRow,
  Segment,
  SiteDay,
} from '../event-store.ts';
import { pageviewsOf } from '../pageview-months.ts';
import { readSegmentRows, type EventRow } from '../segment-file.ts';
import { appendInAnyOrder, noteSealedDays, noteUnorderedDays } from './any-order.ts';
import { appendRows } from './append.ts';
import { inTransaction } from './database.ts';
import { daysListed, reopenMonths, unsealDays } from './days.ts';
import { appendEventIds } from './event-ids.ts';
import { addPageviews } from './pageview-months.ts';
import type { Sealer } from './sealer.ts';

export interface AppendedSites extends Appended {
  /** Sites that got rows. */
  sites: number[];
  /** Those of them of which sealed days or months may have been opened again. */
  unsealed: number[];
}

const NOTHING: AppendedSites = { rows: 0, sites: [], unsealed: [] };

/** All rows of the segment with its number, or nothing; a number stored before is skipped. */
export async function appendSegment(
  writer: DuckDBConnection,
  segment: Segment,
  sealer: Pick<Sealer, 'whenFree'>,
): Promise<AppendedSites> {
  const stored = await writer.runAndReadAll('SELECT number FROM stored_segment');
  if (segment.number <= Number(stored.getRows()[0]![0])) return NOTHING;
  const rows = readSegmentRows(segment.path);
  const days = daysOf(rows);
  await sealer.whenFree((site, present) =>
    days.some((touched) => touched.site === site && touched.day.startsWith(present)),
  );
  const done = await inTransaction(writer, async () => {
    const appended = await append(writer, rows, days);
    await appendEventIds(writer, rows);
    await addPageviews(writer, pageviewsOf(rows));
    await writer.run('UPDATE stored_segment SET number = ?::UBIGINT', [segment.number]);
    return appended;
  });
  const sites = [...new Set(days.map(({ site }) => site))];
  return {
    rows: rows.length,
    ...(done.noVisit.length > 0 && { noVisit: done.noVisit }),
    sites,
    unsealed: done.hasUnsealed ? sites : [],
  };
}

/** Nearly always all rows go where rows come in order. */
async function append(
  writer: DuckDBConnection,
  rows: readonly EventRow[],
  days: readonly SiteDay[],
): Promise<{ noVisit: DayRows[]; hasUnsealed: boolean }> {
  const back = rows.filter((row) => row[VISIT_STARTED] === null);
  await noteUnorderedDays(writer, daysOf(back));
  const sealed = await daysListed(writer, days, { table: 'sealed_days' });
  await noteSealedDays(writer, sealed);
  const unordered = daySet(await daysListed(writer, days, { table: 'unordered_days' }));
  const isOrdered = (row: EventRow) =>
    unordered.get(row[SITE] as number)?.has(row[DAY] as string) !== true;
  await appendRows(writer, unordered.size === 0 ? rows : rows.filter(isOrdered), {
    table: 'hot_events',
  });
  const noVisit = await appendInAnyOrder(
    writer,
    unordered.size === 0 ? [] : rows.filter((row) => !isOrdered(row)),
    days,
  );
  if (sealed.length > 0) await unsealDays(writer, sealed);
  const hasReopened = await reopenMonths(writer, days);
  return { noVisit, hasUnsealed: sealed.length > 0 || hasReopened };
}

const VISIT_STARTED = LOG_COLUMNS.indexOf('visit_started');
const SITE = LOG_COLUMNS.indexOf('site');
const DAY = LOG_COLUMNS.indexOf('day');

/** The days the rows belong to, each once. */
function daysOf(rows: readonly EventRow[]): SiteDay[] {
  const sites = daySet(rows.map((row) => ({ site: row[SITE] as number, day: row[DAY] as string })));
  return [...sites].flatMap(([site, days]) => [...days].map((day) => ({ site, day })));
}

function daySet(listed: readonly SiteDay[]): Map<number, Set<string>> {
  const sites = new Map<number, Set<string>>();
  for (const { site, day } of listed) {
    const days = sites.get(site);
    if (days === undefined) sites.set(site, new Set([day]));
    else days.add(day);
  }
  return sites;
}

const TABLES_OF_SITES = [
  'hot_events',
  'waiting_engagement',
  'unordered_days',
  'events',
  'visits',
  'sealed_days',
  'sealed_months',
  'event_ids',
  'day_figures',
  'day_figures_long',
  'month_figures_long',
];

export async function deleteSite(
  writer: DuckDBConnection,
  site: number,
  sealer: Pick<Sealer, 'whenFree'>,
): Promise<null> {
  await sealer.whenFree((present) => present === site);
  return inTransaction(writer, async () => {
    for (const table of TABLES_OF_SITES) {
      await writer.run(`DELETE FROM ${table} WHERE site = ?::UINTEGER`, [site]);
    }
    return null;
  });
}

/** Two parameters, both the instant in ms. A site's date may differ from UTC's by a day; it finds the blocks to read. */
export const OPEN_VISITS = `
  SELECT site, day, visitor::VARCHAR AS visitor, visit_started, max(ts) AS last_ts,
    ${VISIT_PROPERTIES.map((name) => `any_value(${name}) AS ${name}`).join(', ')}
  FROM all_events
  WHERE day >= (epoch_ms(?::BIGINT) - INTERVAL 1 DAY)::DATE
  GROUP BY site, day, visitor, visit_started
  HAVING max(ts) >= epoch_ms(?::BIGINT)`;

export function toOpenVisit(row: ResultRow): OpenVisitRow {
  return {
    site: Number(row.site),
    day: String(row.day),
    visitor: String(row.visitor),
    visit_started: Number(row.visit_started),
    last_ts: Number(row.last_ts),
    properties: Object.fromEntries(VISIT_PROPERTIES.map((name) => [name, String(row[name])])),
  };
}
