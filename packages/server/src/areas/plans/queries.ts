import type { Kysely } from 'kysely';
import type { OrgPlan } from '@purestat/vocabulary';
import type { Schema } from '../../db/schema.ts';
import { AppError } from '../../errors.ts';

type Db = Kysely<Schema>;

export interface LockedOrg {
  name: string;
  plan: OrgPlan;
}

/**
 * Two additions to an organization happen one after the other, on every engine, and its plan stays
 * as it is until the end of the transaction.
 * @throws AppError NOT_FOUND when it has gone: the gate's look was before that
 */
export function lockOrg(trx: Db, orgId: string): Promise<LockedOrg> {
  return trx
    .updateTable('orgs')
    .set((column) => ({ id: column.ref('id') }))
    .where('id', '=', orgId)
    .returning(['name', 'plan'])
    .executeTakeFirstOrThrow(
      () => new AppError('NOT_FOUND', 'No such organization, or you may not see it.'),
    );
}

export async function countSites(db: Db, orgId: string): Promise<number> {
  const { sites } = await db
    .selectFrom('sites')
    .where('org_id', '=', orgId)
    .select((column) => column.fn.countAll<number>().as('sites'))
    .executeTakeFirstOrThrow();
  return Number(sites);
}

/** Invitations: those that can still be accepted. */
export async function countMembers(
  db: Db,
  orgId: string,
  now: string,
): Promise<{ members: number; invites: number }> {
  const { members } = await db
    .selectFrom('members')
    .where('org_id', '=', orgId)
    .select((column) => column.fn.countAll<number>().as('members'))
    .executeTakeFirstOrThrow();
  const { invites } = await db
    .selectFrom('invites')
    .where('org_id', '=', orgId)
    .where('status', '=', 'pending')
    .where('expires_at', '>', now)
    .select((column) => column.fn.countAll<number>().as('invites'))
    .executeTakeFirstOrThrow();
  return { members: Number(members), invites: Number(invites) };
}

export function allPlans(db: Db): Promise<Array<{ id: string; plan: OrgPlan }>> {
  return db.selectFrom('orgs').select(['id', 'plan']).execute();
}

/** Whose pageviews the ones of each site are; sites that were deleted since among them. */
export function meteredSites(db: Db): Promise<Array<{ site_number: number; org_id: string }>> {
  return db.selectFrom('metered_sites').selectAll().execute();
}

/** Notes whose pageviews the site's are, for as long as the organization is there. */
export async function insertMeteredSite(db: Db, number: number, orgId: string): Promise<void> {
  await db.insertInto('metered_sites').values({ site_number: number, org_id: orgId }).execute();
}

export function sitesOf(db: Db, orgId: string) {
  return db
    .selectFrom('sites')
    .where('org_id', '=', orgId)
    .select(['id', 'number', 'domain'])
    .orderBy('number')
    .execute();
}

/** @returns whether nobody had noted it before */
export async function insertNotice(db: Db, row: Schema['usage_notices']): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('usage_notices')
    .values(row)
    .onConflict((conflict) => conflict.columns(['org_id', 'month', 'plan', 'percent']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

/** Addresses of the organization's owners, its name, and its plan. */
export function ownersOf(db: Db, orgId: string) {
  return db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .innerJoin('orgs', 'orgs.id', 'members.org_id')
    .where('members.org_id', '=', orgId)
    .where('members.role', '=', 'owner')
    .select(['users.email', 'users.email_verified', 'orgs.name as org_name', 'orgs.plan'])
    .orderBy('members.created_at')
    .execute();
}

/**
 * Those who may be mailed. The organization's name is a text of somebody's: where mails leave the server,
 * none goes to an address that nobody has confirmed.
 */
export function mailable<T extends { email_verified: number }>(
  owners: readonly T[],
  { isOn }: { isOn: boolean },
): T[] {
  return owners.filter(({ email_verified }) => !isOn || Boolean(email_verified));
}

/** Forgets notices of months long past. */
export async function deleteOldNotices(db: Db, beforeMonth: string): Promise<void> {
  await db.deleteFrom('usage_notices').where('month', '<', beforeMonth).execute();
}
