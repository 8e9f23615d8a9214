import type { Kysely } from 'kysely';
import type { InvitesTable, MembersTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

/** Those that can still be accepted, oldest first. */
export function pendingInvitesOf(db: Db, orgId: string, now: string): Promise<InvitesTable[]> {
  return db
    .selectFrom('invites')
    .where('org_id', '=', orgId)
    .where('status', '=', 'pending')
    .where('expires_at', '>', now)
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Makes room for another invitation of the same address. */
export async function closeExpired(db: Db, orgId: string, now: string): Promise<void> {
  await db
    .updateTable('invites')
    .set({ status: 'expired' })
    .where('org_id', '=', orgId)
    .where('status', '=', 'pending')
    .where('expires_at', '<=', now)
    .execute();
}

export async function insertInvite(db: Db, row: InvitesTable): Promise<void> {
  await db.insertInto('invites').values(row).execute();
}

/** @returns the invite with its organization's name */
export function inviteByHash(db: Db, codeHash: string) {
  return db
    .selectFrom('invites')
    .innerJoin('orgs', 'orgs.id', 'invites.org_id')
    .where('invites.code_hash', '=', codeHash)
    .selectAll('invites')
    .select('orgs.name as org_name')
    .executeTakeFirst();
}

/** @returns whether it was pending: of several who accept or revoke at once, one is told so */
export async function endInvite(
  db: Db,
  ids: { orgId: string; inviteId: string; now: string },
  status: 'accepted' | 'revoked',
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('invites')
    .set({ status })
    .where('id', '=', ids.inviteId)
    .where('org_id', '=', ids.orgId)
    .where('status', '=', 'pending')
    .where('expires_at', '>', ids.now)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function isMember(db: Db, orgId: string, userId: string): Promise<boolean> {
  const member = db
    .selectFrom('members')
    .where('org_id', '=', orgId)
    .where('user_id', '=', userId)
    .select('id');
  return (await member.executeTakeFirst()) !== undefined;
}

/** Whether the person is one of those who invite, owners and admins. */
export async function mayInvite(db: Db, orgId: string, userId: string): Promise<boolean> {
  const member = db
    .selectFrom('members')
    .where('org_id', '=', orgId)
    .where('user_id', '=', userId)
    .where('role', 'in', ['owner', 'admin'])
    .select('id');
  return (await member.executeTakeFirst()) !== undefined;
}

export async function hasMemberWithEmail(db: Db, orgId: string, email: string): Promise<boolean> {
  const member = db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .where('members.org_id', '=', orgId)
    .where('users.email', '=', email)
    .select('members.id');
  return (await member.executeTakeFirst()) !== undefined;
}

export async function insertMember(db: Db, row: MembersTable): Promise<void> {
  await db.insertInto('members').values(row).execute();
}

/** Forgets invitations, and the addresses in them, that came to their end long ago. */
export async function deleteOldInvites(db: Db, expiredBefore: string): Promise<void> {
  await db.deleteFrom('invites').where('expires_at', '<', expiredBefore).execute();
}
