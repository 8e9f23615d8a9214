/** An organization's log, as its owners and admins read it. */
import type { Kysely } from 'kysely';
import type { AuditActor, AuditDetails, AuditEntry } from '@purestat/vocabulary';
import type { Schema } from '../../db/index.ts';
import type { AuditTable } from '../../db/schema.ts';
import * as queries from './queries.ts';
import type { AuditQuery } from './schema.ts';

const DAY_MS = 86_400_000;
/** Rows of the database that an export holds at a time. */
const EXPORT_PAGE = 500;

function toEntry(row: AuditTable): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    action: row.action,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name } as AuditActor,
    site: row.site_id === null ? null : { id: row.site_id, domain: row.site_name ?? '' },
    details: JSON.parse(row.details) as AuditDetails,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isDay = (text: string): boolean => !text.includes('T');

function filterOf({ action, actor, site, from, to }: AuditQuery): queries.EntryFilter {
  return {
    action,
    actor,
    site,
    from: from === undefined ? undefined : iso(Date.parse(from)),
    before: to === undefined ? undefined : iso(Date.parse(to) + (isDay(to) ? DAY_MS : 0)),
  };
}

/** @returns a page of the log, newest first, and where the next one begins */
export async function listEntries(db: Kysely<Schema>, orgId: string, query: AuditQuery) {
  const { limit, cursor } = query;
  const page = { limit: limit + 1, after: cursor };
  const rows = await queries.entriesOf(db, orgId, filterOf(query), page);
  const entries = rows.slice(0, limit).map(toEntry);
  return { entries, next_cursor: rows.length > limit ? entries.at(-1)!.id : null };
}

/** Every entry that the query asks for, newest first, a piece at a time. */
export async function* allEntries(
  db: Kysely<Schema>,
  orgId: string,
  query: AuditQuery,
): AsyncGenerator<AuditEntry[]> {
  let after = query.cursor;
  for (;;) {
    const page = { limit: EXPORT_PAGE, after };
    const rows = await queries.entriesOf(db, orgId, filterOf(query), page);
    if (rows.length > 0) yield rows.map(toEntry);
    if (rows.length < EXPORT_PAGE) return;
    after = rows.at(-1)!.id;
  }
}
