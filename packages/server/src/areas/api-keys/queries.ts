import type { Kysely } from 'kysely';
import type { ApiKeysTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

const heldKeys = (db: Db, siteId: string) =>
  db.selectFrom('api_keys').where('site_id', '=', siteId).where('revoked_at', 'is', null);

/** Keys that have not been revoked, oldest first, with who made them. */
export function keysOf(db: Db, siteId: string) {
  return heldKeys(db, siteId)
    .leftJoin('users', 'users.id', 'api_keys.created_by')
    .selectAll('api_keys')
    .select('users.name as created_by_name')
    .orderBy('api_keys.created_at')
    .orderBy('api_keys.id')
    .execute();
}

export type KeyRow = Awaited<ReturnType<typeof keysOf>>[number];

export async function countKeys(db: Db, siteId: string): Promise<number> {
  const { keys } = await heldKeys(db, siteId)
    .select((column) => column.fn.countAll<number>().as('keys'))
    .executeTakeFirstOrThrow();
  return Number(keys);
}

export async function insertKey(db: Db, row: ApiKeysTable): Promise<void> {
  await db.insertInto('api_keys').values(row).execute();
}

/** @returns the key as it was, undefined when the site has no such key that holds */
export function revokeKey(
  db: Db,
  ids: { siteId: string; keyId: string },
  revokedAt: string,
): Promise<ApiKeysTable | undefined> {
  return db
    .updateTable('api_keys')
    .set({ revoked_at: revokedAt })
    .where('site_id', '=', ids.siteId)
    .where('id', '=', ids.keyId)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Never back: another process may have noted a later use. */
export async function setLastUsed(db: Db, keyId: string, at: string): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: at })
    .where('id', '=', keyId)
    .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<', at)]))
    .execute();
}

export async function deleteRevokedKeys(db: Db, revokedBefore: string): Promise<void> {
  await db.deleteFrom('api_keys').where('revoked_at', '<', revokedBefore).execute();
}
