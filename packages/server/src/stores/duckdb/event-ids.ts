/** The ids that senders gave their events: written with the events, asked for in batches. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { LOG_COLUMNS } from '../event-record.ts';
import type { EventRow } from '../segment-file.ts';

const SITE = LOG_COLUMNS.indexOf('site');
const EVENT_ID = LOG_COLUMNS.indexOf('event_id');

/** One text parameter for any number of ids; the engine splits it faster than it binds a list. */
const IDS = `unnest(string_split(?, ','))::UUID`;

/** Notes the ids of the rows, within the transaction that stores the rows themselves. */
export async function appendEventIds(
  writer: DuckDBConnection,
  rows: readonly EventRow[],
): Promise<void> {
  const sites = new Map<number, string[]>();
  for (const row of rows) {
    const id = (row[EVENT_ID] ?? null) as string | null;
    if (id === null) continue;
    const site = row[SITE] as number;
    const ids = sites.get(site);
    if (ids === undefined) sites.set(site, [id]);
    else ids.push(id);
  }
  for (const [site, ids] of sites) {
    await writer.run(`INSERT INTO event_ids SELECT ?::UINTEGER, ${IDS}`, [site, ids.join(',')]);
  }
}

/** @returns those of the ids that the site's events have, in no order */
export async function knownEventIds(
  reader: DuckDBConnection,
  { site, ids }: { site: number; ids: readonly string[] },
): Promise<string[]> {
  const found = await reader.runAndReadAll(
    `SELECT replace(id::VARCHAR, '-', '') FROM event_ids WHERE site = ?::UINTEGER AND id IN (SELECT ${IDS})`,
    [site, ids.join(',')],
  );
  return found.getRows().map(([id]) => String(id));
}
