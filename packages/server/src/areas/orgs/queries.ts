import type { Insertable, Kysely } from 'kysely';
import type { MembersTable, OrgsTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

/** @returns every slug that starts with the text */
export async function slugsStartingWith(db: Db, slug: string): Promise<Set<string>> {
  // A slug holds letters, digits and hyphens, so nothing in it is a wildcard.
  const rows = await db
    .selectFrom('orgs')
    .select('slug')
    .where('slug', 'like', `${slug}%`)
    .execute();
  return new Set(rows.map((row) => row.slug));
}

export async function insertOrg(
  db: Db,
  org: Insertable<OrgsTable>,
  owner: MembersTable,
): Promise<void> {
  await db.insertInto('orgs').values(org).execute();
  await db.insertInto('members').values(owner).execute();
}

export async function countOwned(db: Db, userId: string): Promise<number> {
  const { owned } = await db
    .selectFrom('members')
    .where('user_id', '=', userId)
    .where('role', '=', 'owner')
    .select((column) => column.fn.countAll<number>().as('owned'))
    .executeTakeFirstOrThrow();
  return Number(owned);
}

/** Organizations the person belongs to, with his role, oldest first. */
export function orgsOf(db: Db, userId: string) {
  return db
    .selectFrom('orgs')
    .innerJoin('members', 'members.org_id', 'orgs.id')
    .where('members.user_id', '=', userId)
    .selectAll('orgs')
    .select('members.role')
    .orderBy('orgs.created_at')
    .orderBy('orgs.id')
    .execute();
}

export async function renameOrg(db: Db, orgId: string, name: string): Promise<void> {
  await db.updateTable('orgs').set({ name }).where('id', '=', orgId).execute();
}

export async function deleteOrg(db: Db, orgId: string): Promise<void> {
  await db.deleteFrom('orgs').where('id', '=', orgId).execute();
}

export async function setTwoFactorRequired(
  db: Db,
  orgId: string,
  required: boolean,
): Promise<void> {
  await db
    .updateTable('orgs')
    .set({ two_factor_required: Number(required) })
    .where('id', '=', orgId)
    .execute();
}

/** @returns accounts of the organization's members that have no second factor */
export async function membersWithoutTwoFactor(db: Db, orgId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .where('members.org_id', '=', orgId)
    .where('users.two_factor', '=', 0)
    .select('users.id')
    .execute();
  return rows.map((row) => row.id);
}
