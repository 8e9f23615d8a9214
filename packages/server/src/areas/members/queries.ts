import type { Kysely } from 'kysely';
import type { Role } from '@purestat/vocabulary';
import type { Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

function membersWithAccounts(db: Db, orgId: string) {
  return db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .where('members.org_id', '=', orgId)
    .select(['members.id', 'members.role', 'members.created_at'])
    .select(['users.id as user_id', 'users.name', 'users.email']);
}

export type MemberRow = Awaited<ReturnType<typeof membersOf>>[number];

/** Members with their accounts, oldest first. */
export function membersOf(db: Db, orgId: string) {
  return membersWithAccounts(db, orgId)
    .orderBy('members.created_at')
    .orderBy('members.id')
    .execute();
}

export function memberOf(db: Db, orgId: string, memberId: string): Promise<MemberRow | undefined> {
  return membersWithAccounts(db, orgId).where('members.id', '=', memberId).executeTakeFirst();
}

/** Two changes of an organization's members happen one after the other, on every engine. */
export async function lockOrg(trx: Db, orgId: string): Promise<void> {
  await trx
    .updateTable('orgs')
    .set((column) => ({ id: column.ref('id') }))
    .where('id', '=', orgId)
    .execute();
}

/** @returns how many owners there are besides the member */
export async function countOtherOwners(db: Db, orgId: string, memberId: string): Promise<number> {
  const { owners } = await db
    .selectFrom('members')
    .where('org_id', '=', orgId)
    .where('role', '=', 'owner')
    .where('id', '!=', memberId)
    .select((column) => column.fn.countAll<number>().as('owners'))
    .executeTakeFirstOrThrow();
  return Number(owners);
}

export async function setRole(db: Db, memberId: string, role: Role): Promise<void> {
  await db.updateTable('members').set({ role }).where('id', '=', memberId).execute();
}

export async function deleteMember(db: Db, memberId: string): Promise<void> {
  await db.deleteFrom('members').where('id', '=', memberId).execute();
}

/** Ends the links that the person has made and nobody has used. */
export async function revokeInvitesBy(db: Db, orgId: string, userId: string): Promise<void> {
  await db
    .updateTable('invites')
    .set({ status: 'revoked' })
    .where('org_id', '=', orgId)
    .where('invited_by', '=', userId)
    .where('status', '=', 'pending')
    .execute();
}
