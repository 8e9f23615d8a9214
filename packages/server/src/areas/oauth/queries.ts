import type { Kysely, Selectable } from 'kysely';
import type { OAuthAttemptsTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;
export type Attempt = Selectable<OAuthAttemptsTable>;

export async function insertAttempt(db: Db, attempt: Attempt): Promise<void> {
  await db.insertInto('oauth_attempts').values(attempt).execute();
}

/** Each is taken once: of two that come back with it, one finds nothing. */
export function takeAttempt(db: Db, stateHash: string): Promise<Attempt | undefined> {
  return db
    .deleteFrom('oauth_attempts')
    .where('state_hash', '=', stateHash)
    .returningAll()
    .executeTakeFirst();
}

/** Sign-ins that nobody came back from. */
export async function deleteExpiredAttempts(db: Db, nowMs: number): Promise<void> {
  await db
    .deleteFrom('oauth_attempts')
    .where('expires_at', '<', new Date(nowMs).toISOString())
    .execute();
}

export interface MethodRow {
  id: string;
  provider_id: string;
  label: string | null;
  created_at: string;
}

/** The ways into an account, oldest first. */
export function methodsOf(db: Db, userId: string): Promise<MethodRow[]> {
  return db
    .selectFrom('identities')
    .where('user_id', '=', userId)
    .select(['id', 'provider_id', 'label', 'created_at'])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Makes others that change the account's ways in wait for the end of the transaction. */
export async function holdAccount(trx: Db, userId: string): Promise<void> {
  await trx
    .updateTable('users')
    .set(({ ref }) => ({ name: ref('name') }))
    .where('id', '=', userId)
    .execute();
}

export async function deleteMethod(db: Db, methodId: string): Promise<void> {
  await db.deleteFrom('identities').where('id', '=', methodId).execute();
}
