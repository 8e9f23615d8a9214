/** What the worker does for each call that is more than a statement. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { LOG_COLUMNS, VISIT_PROPERTIES } from '../event-record.ts';
import type { OpenVisitRow, ResultRow, Segment, SiteDay } from '../event-store.ts';
import { readSegmentRows, type EventRow } from '../segment-file.ts';
import { appendRows } from './append.ts';
import { inTransaction } from './database.ts';
import { appendEventIds } from './event-ids.ts';
import { inBatches, unsealDays } from './days.ts';
import type { Sealer } from './sealer.ts';

export interface Appended {
  rows: number;
  /** Sites that got rows. */
  sites: number[];
  /** Those of them of which sealed days may have been opened again. */
  unsealed: number[];
}

/** All rows of the segment with its number, or nothing; a number stored before is skipped. */
export async function appendSegment(
  writer: DuckDBConnection,
  segment: Segment,
  sealer: Pick<Sealer, 'whenFree'>,
): Promise<Appended> {
  const stored = await writer.runAndReadAll('SELECT number FROM stored_segment');
  if (segment.number <= Number(stored.getRows()[0]![0]))
    return { rows: 0, sites: [], unsealed: [] };
  const rows = readSegmentRows(segment.path);
  const days = daysOf(rows);
  await sealer.whenFree((site, present) =>
    days.some((touched) => touched.site === site && touched.day.startsWith(present)),
  );
  let hasUnsealed = false;
  await inTransaction(writer, async () => {
    for (const batch of inBatches(days)) {
      if (await unsealDays(writer, batch)) hasUnsealed = true;
    }
    await appendRows(writer, rows);
    await appendEventIds(writer, rows);
    await writer.run('UPDATE stored_segment SET number = ?::UBIGINT', [segment.number]);
  });
  const sites = [...new Set(days.map(({ site }) => site))];
  return { rows: rows.length, sites, unsealed: hasUnsealed ? sites : [] };
}

const SITE = LOG_COLUMNS.indexOf('site');
const DAY = LOG_COLUMNS.indexOf('day');

/** The days the rows belong to, each once. */
function daysOf(rows: readonly EventRow[]): SiteDay[] {
  const sites = new Map<number, Set<string>>();
  for (const row of rows) {
    const site = row[SITE] as number;
    const days = sites.get(site) ?? new Set();
    if (days.size === 0) sites.set(site, days);
    days.add(row[DAY] as string);
  }
  return [...sites].flatMap(([site, days]) => [...days].map((day) => ({ site, day })));
}

const TABLES_OF_SITES = [
  'hot_events',
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
