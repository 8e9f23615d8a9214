/**
 * What a program shows instead of a session. Every request asks the database anew: a key that is
 * revoked opens nothing from that moment on, in any process.
 */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ApiKeyScope } from '@purestat/vocabulary';
import type { Schema, SitesTable } from '../db/schema.ts';
import { AppError } from '../errors.ts';

/** A key that holds, with its site. */
export interface ApiKeyAccess {
  id: string;
  name: string;
  scopes: readonly ApiKeyScope[];
  site: SitesTable;
}

/** What a request showed: a key that holds, or why it does not. */
export type ShownKey = { key: ApiKeyAccess } | { refusal: AppError };

const FORM = /^ps_live_[0-9A-Za-z]{32}$/;
const BEARER = /^Bearer +(.*)$/i;

const HOW =
  'Send one as "X-API-Key: ps_live_…" or "Authorization: Bearer ps_live_…"; owners and admins create keys on the site’s page API keys.';

/**
 * @param header reads a header of the request
 * @returns the key as it was sent, in whatever form; null when the request sends none
 */
export function sentKey(header: (name: string) => string | undefined): string | null {
  const own = header('x-api-key');
  if (own !== undefined) return own.trim();
  return BEARER.exec(header('authorization') ?? '')?.[1]?.trim() ?? null;
}

/** Plain, for a key is 190 random bits: nobody finds it from its hash, however fast that is made. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

const refused = (why: string): ShownKey => ({
  refusal: new AppError('UNAUTHORIZED', `${why} ${HOW}`),
});

async function keyByHash(db: Kysely<Schema>, keyHash: string) {
  return db
    .selectFrom('api_keys')
    .innerJoin('sites', 'sites.id', 'api_keys.site_id')
    .where('api_keys.key_hash', '=', keyHash)
    .selectAll('sites')
    .select(['api_keys.id as key_id', 'api_keys.name as key_name'])
    .select('api_keys.scopes as key_scopes')
    .select(['api_keys.expires_at as key_expires_at', 'api_keys.revoked_at as key_revoked_at'])
    .executeTakeFirst();
}

/** Looks the key up with its site, and tells what is wrong with it. */
export async function findApiKey(
  db: Kysely<Schema>,
  sent: string,
  nowIso: string,
): Promise<ShownKey> {
  const row = FORM.test(sent) ? await keyByHash(db, hashApiKey(sent)) : undefined;
  if (row === undefined) return refused('There is no such API key.');
  const { key_id, key_name, key_scopes, key_expires_at, key_revoked_at, ...site } = row;
  if (key_revoked_at !== null) return refused(`This API key was revoked on ${key_revoked_at}.`);
  if (key_expires_at !== null && key_expires_at <= nowIso) {
    return refused(`This API key expired on ${key_expires_at}.`);
  }
  const scopes = JSON.parse(key_scopes) as ApiKeyScope[];
  return { key: { id: key_id, name: key_name, scopes, site } };
}
