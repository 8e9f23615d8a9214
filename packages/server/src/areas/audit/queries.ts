import type { Kysely } from 'kysely';
import type { AuditTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

/** Which entries; instants are ISO 8601 UTC, the range is half-open. */
export interface EntryFilter {
  action?: string | undefined;
  actor?: string | undefined;
  site?: string | undefined;
  from?: string | undefined;
  before?: string | undefined;
}

export interface EntryPage {
  limit: number;
  /** Id of the last entry of the page before. */
  after?: string | undefined;
}

/** Newest first. */
export function entriesOf(
  db: Db,
  orgId: string,
  filter: EntryFilter,
  { limit, after }: EntryPage,
): Promise<AuditTable[]> {
  const { action, actor, site, from, before } = filter;
  return db
    .selectFrom('audit')
    .where('org_id', '=', orgId)
    .$if(action !== undefined, (rows) => rows.where('action', '=', action!))
    .$if(actor !== undefined, (rows) => rows.where('actor_id', '=', actor!))
    .$if(site !== undefined, (rows) => rows.where('site_id', '=', site!))
    .$if(from !== undefined, (rows) => rows.where('at', '>=', from!))
    .$if(before !== undefined, (rows) => rows.where('at', '<', before!))
    .$if(after !== undefined, (rows) => rows.where('id', '<', after!))
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function deleteOldEntries(db: Db, before: string): Promise<void> {
  await db.deleteFrom('audit').where('at', '<', before).execute();
}
