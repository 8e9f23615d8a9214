import type { Kysely } from 'kysely';
import type { Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

/** @returns names of the organizations that would have no owner without the person */
export async function orgsOnlyOwnedBy(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('orgs')
    .innerJoin('members', 'members.org_id', 'orgs.id')
    .where('members.role', '=', 'owner')
    .groupBy(['orgs.id', 'orgs.name'])
    .having((group) => group.fn.min('members.user_id'), '=', userId)
    .having((group) => group.fn.max('members.user_id'), '=', userId)
    .select('orgs.name')
    .orderBy('orgs.name')
    .execute();
  return rows.map((row) => row.name);
}

/** Sessions, identities, memberships and mailed links go with it. */
export async function deleteUser(db: Db, userId: string): Promise<void> {
  await deleteResetLinks(db, userId);
  // As `MailedLinks` writes them; ids hold no sign that means something to LIKE.
  await db.deleteFrom('verifications').where('value', 'like', `["${userId}",%`).execute();
  await db.deleteFrom('users').where('id', '=', userId).execute();
}

/** Sessions nobody can use any more. @returns how many there were */
export async function deleteExpiredSessions(db: Db, nowMs: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('expires_at', '<', new Date(nowMs).toISOString())
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Takes back the links for a new password that the account still has. */
export async function deleteResetLinks(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('verifications').where('value', '=', userId).execute();
}
