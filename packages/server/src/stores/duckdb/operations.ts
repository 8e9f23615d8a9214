/** What the worker does for each call that is more than a statement. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { VISIT_PROPERTIES } from '../event-record.ts';
import type { OpenVisitRow, ResultRow, Segment, SiteDay } from '../event-store.ts';
import { readSegment } from '../segment-file.ts';
import { appendRecords } from './append.ts';
import { inTransaction } from './database.ts';
import { inBatches, unsealDays } from './days.ts';

/** All rows of the segment with its number, or nothing; a number stored before is skipped. */
export async function appendSegment(
  writer: DuckDBConnection,
  segment: Segment,
): Promise<{ rows: number; sites: number[] }> {
  const stored = await writer.runAndReadAll('SELECT number FROM stored_segment');
  if (segment.number <= Number(stored.getRows()[0]![0])) return { rows: 0, sites: [] };
  const records = readSegment(segment.path);
  const days = new Map<string, SiteDay>();
  for (const { site, day } of records) days.set(JSON.stringify([site, day]), { site, day });
  await inTransaction(writer, async () => {
    for (const batch of inBatches([...days.values()])) await unsealDays(writer, batch);
    await appendRecords(writer, records);
    await writer.run('UPDATE stored_segment SET number = ?::UBIGINT', [segment.number]);
  });
  return { rows: records.length, sites: [...new Set(records.map((record) => record.site))] };
}

export function deleteSite(writer: DuckDBConnection, site: number): Promise<null> {
  return inTransaction(writer, async () => {
    for (const table of ['hot_events', 'events', 'visits', 'sealed_days']) {
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
