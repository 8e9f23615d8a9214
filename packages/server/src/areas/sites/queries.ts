import type { Kysely } from 'kysely';
import type { Schema, SitesTable } from '../../db/schema.ts';

type Db = Kysely<Schema>;

export function allSites(db: Db): Promise<SitesTable[]> {
  return db.selectFrom('sites').selectAll().orderBy('number').execute();
}

/** Oldest first. */
export function sitesOf(db: Db, orgId: string): Promise<SitesTable[]> {
  return db
    .selectFrom('sites')
    .where('org_id', '=', orgId)
    .selectAll()
    .orderBy('created_at')
    .orderBy('number')
    .execute();
}

/** @returns a number that no site has had */
export async function takeSiteNumber(db: Db): Promise<number> {
  const { value } = await db
    .updateTable('counters')
    .set((counter) => ({ value: counter('value', '+', 1) }))
    .where('name', '=', 'site')
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}

export async function insertSite(db: Db, row: SitesTable): Promise<void> {
  await db.insertInto('sites').values(row).execute();
}

/** @returns the row as it is now, undefined when it has gone meanwhile */
export function updateSite(
  db: Db,
  id: string,
  changes: Partial<Pick<SitesTable, 'name' | 'domain' | 'timezone'>>,
): Promise<SitesTable | undefined> {
  return db
    .updateTable('sites')
    .set(changes)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export async function setFirstEvent(db: Db, number: number, at: string): Promise<void> {
  await db
    .updateTable('sites')
    .set({ first_event_at: at })
    .where('number', '=', number)
    .where((is) => is.or([is('first_event_at', 'is', null), is('first_event_at', '>', at)]))
    .execute();
}

/** Takes the site away and notes that its events have to go too; for a transaction. */
export async function startSiteDeletion(
  trx: Db,
  number: number,
  requestedAt: string,
): Promise<void> {
  await trx.deleteFrom('sites').where('number', '=', number).execute();
  await trx
    .insertInto('site_deletions')
    .values({ number, requested_at: requestedAt })
    .onConflict((conflict) => conflict.column('number').doNothing())
    .execute();
}

export async function endSiteDeletion(db: Db, number: number): Promise<void> {
  await db.deleteFrom('site_deletions').where('number', '=', number).execute();
}

/** Numbers of the sites whose events are still to be deleted. */
export async function unfinishedDeletions(db: Db): Promise<number[]> {
  const rows = await db.selectFrom('site_deletions').select('number').orderBy('number').execute();
  return rows.map((row) => row.number);
}
