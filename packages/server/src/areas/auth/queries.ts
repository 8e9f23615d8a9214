import type { Kysely } from 'kysely';
import type { AccountDeletion } from '@purestat/vocabulary';
import type { Schema } from '../../db/schema.ts';
import { SESSION_DAYS_AT_MOST, WAITING_MINUTES } from './session-limits.ts';

type Db = Kysely<Schema>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The organizations that would have no owner without the person, with what they hold, by name. */
export async function orgsOnlyOwnedBy(db: Db, userId: string): Promise<AccountDeletion['orgs']> {
  const rows = await db
    .selectFrom('orgs')
    .innerJoin('members', 'members.org_id', 'orgs.id')
    .where('members.role', '=', 'owner')
    .groupBy(['orgs.id', 'orgs.name'])
    .having((group) => group.fn.min('members.user_id'), '=', userId)
    .having((group) => group.fn.max('members.user_id'), '=', userId)
    .select(['orgs.id', 'orgs.name'])
    .select(({ selectFrom }) => [
      selectFrom('sites')
        .whereRef('sites.org_id', '=', 'orgs.id')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('sites'),
      selectFrom('members as others')
        .whereRef('others.org_id', '=', 'orgs.id')
        .where('others.user_id', '!=', userId)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('other_members'),
    ])
    .orderBy('orgs.name')
    .orderBy('orgs.id')
    .execute();
  return rows.map(({ sites, other_members, ...org }) => ({
    ...org,
    sites: Number(sites),
    other_members: Number(other_members),
  }));
}

/** Sessions, identities, memberships and mailed links go with it. */
export async function deleteUser(db: Db, userId: string): Promise<void> {
  await deleteLinksOf(db, userId);
  await db.deleteFrom('users').where('id', '=', userId).execute();
}

/**
 * Takes back the mailed links of the account.
 * @param exceptKind of links whose value names the account, then the kind
 */
export async function deleteLinksOf(db: Db, userId: string, exceptKind?: string): Promise<void> {
  await deleteResetLinks(db, userId);
  // As `MailedLinks` and `EmailChange` write them; ids hold no sign that means something to LIKE.
  await db
    .deleteFrom('verifications')
    .where('value', 'like', `["${userId}",%`)
    .$if(exceptKind !== undefined, (query) =>
      query.where('value', 'not like', `["${userId}","${exceptKind}",%`),
    )
    .execute();
}

/** Sessions that count, latest first. */
export function sessionsOf(db: Db, userId: string, limits: { now: string; startedAfter: string }) {
  return db
    .selectFrom('sessions')
    .where('user_id', '=', userId)
    .where('awaits_second_factor', '=', 0)
    .where('expires_at', '>', limits.now)
    .where('created_at', '>', limits.startedAfter)
    .select(['id', 'device', 'created_at', 'updated_at'])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/** @returns false when the person has no such session */
export async function deleteSession(db: Db, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** @param exceptId the one that stays, if any */
export async function deleteSessions(
  db: Db,
  userId: string,
  exceptId: string | null,
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(exceptId !== null, (query) => query.where('id', '!=', exceptId!))
    .execute();
}

const isoBefore = (nowMs: number, ms: number) => new Date(nowMs - ms).toISOString();

/** Sessions nobody can use any more. @returns how many there were */
export async function deleteExpiredSessions(db: Db, nowMs: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where(({ eb, or, and }) =>
      or([
        eb('expires_at', '<', isoBefore(nowMs, 0)),
        eb('created_at', '<', isoBefore(nowMs, SESSION_DAYS_AT_MOST * DAY_MS)),
        and([
          eb('awaits_second_factor', '=', 1),
          eb('created_at', '<', isoBefore(nowMs, WAITING_MINUTES * MINUTE_MS)),
        ]),
      ]),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** @returns null for an account that signs in by a provider alone */
export async function passwordHashOf(db: Db, userId: string): Promise<string | null> {
  const identity = await db
    .selectFrom('identities')
    .where('user_id', '=', userId)
    .where('provider_id', '=', 'credential')
    .select('password')
    .executeTakeFirst();
  return identity?.password ?? null;
}

/**
 * Takes back the links that would still open the account to whoever knew its password before: those to
 * a new password, and those that confirm another address. Ones that confirm the present address, or
 * take a change of it back, stay.
 */
export async function deleteLinksThatOpen(db: Db, userId: string): Promise<void> {
  await deleteResetLinks(db, userId);
  await db
    .deleteFrom('verifications')
    .where('value', 'like', `["${userId}","change-email",%`)
    .execute();
}

async function deleteResetLinks(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('verifications').where('value', '=', userId).execute();
}

/** @returns whether the mailed link was still there: of several who use it at once, one is told so */
export async function useLink(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('verifications')
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export interface AddressHolder {
  id: string;
  isConfirmed: boolean;
  /** Whether it is a member anywhere: what there is belongs to organizations. */
  ownsAnything: boolean;
}

export async function holderOf(db: Db, email: string): Promise<AddressHolder | undefined> {
  const holder = await db
    .selectFrom('users')
    .leftJoin('members', 'members.user_id', 'users.id')
    .where('users.email', '=', email)
    .select(['users.id', 'users.email_verified', 'members.id as member_id'])
    .executeTakeFirst();
  if (holder === undefined) return undefined;
  const { id, email_verified, member_id } = holder;
  return { id, isConfirmed: Boolean(email_verified), ownsAnything: member_id !== null };
}

export async function setEmail(db: Db, userId: string, email: string): Promise<void> {
  await db.updateTable('users').set({ email }).where('id', '=', userId).execute();
}

/** Ends sessions, password and providers: what is left is a link to a new password. */
export async function deleteWaysIn(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('identities').where('user_id', '=', userId).execute();
  await deleteSessions(db, userId, null);
}

/** Leaves the password as the only way in. */
export async function unlinkProviders(db: Db, userId: string): Promise<void> {
  await db
    .deleteFrom('identities')
    .where('user_id', '=', userId)
    .where('provider_id', '!=', 'credential')
    .execute();
}

/** An account as whoever runs the server sees it. */
export interface Person {
  id: string;
  email: string;
  name: string;
  created_at: string;
  email_verified: boolean;
  two_factor: boolean;
  orgs: Array<{ id: string; name: string; role: string }>;
}

/** @param email lower case; everybody unless given. @returns them in the order in which they came */
export async function peopleByEmail(db: Db, email?: string): Promise<Person[]> {
  let people = db.selectFrom('users').selectAll().orderBy('created_at').orderBy('email');
  if (email !== undefined) people = people.where('email', '=', email);
  const memberships = await db
    .selectFrom('members')
    .innerJoin('orgs', 'orgs.id', 'members.org_id')
    .select(['members.user_id', 'orgs.id', 'orgs.name', 'members.role'])
    .orderBy('orgs.name')
    .execute();
  const orgsOf = Map.groupBy(memberships, ({ user_id }) => user_id);
  return (await people.execute()).map((user) => ({
    id: user.id,
    email: user.email,
    name: user.name,
    created_at: new Date(user.created_at).toISOString(),
    email_verified: Boolean(user.email_verified),
    two_factor: Boolean(user.two_factor),
    orgs: (orgsOf.get(user.id) ?? []).map(({ id, name, role }) => ({ id, name, role })),
  }));
}
