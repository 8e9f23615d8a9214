/** API keys: a program's way in, for one site and what its scopes say. */
import type { Kysely } from 'kysely';
import type { ApiKey, ApiKeyScope, User } from '@purestat/vocabulary';
import { hashApiKey } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import { newId, type Schema } from '../../db/index.ts';
import type { ApiKeysTable } from '../../db/schema.ts';
import { AppError, invalidField } from '../../errors.ts';
import { newApiKey, prefixOf } from './key.ts';
import * as queries from './queries.ts';
import type { CreateKeyInput } from './schema.ts';
import type { KeyUses } from './uses.ts';

/** More than anybody can look after; it bounds what one site can pile up. */
const MAX_KEYS = 100;

export interface ApiKeysParts {
  db: Kysely<Schema>;
  clock: Clock;
  uses: KeyUses;
  /** Called when a key opens nothing any more: what is open for it has to end. */
  onAccessEnded(keyId: string): void;
}

export type NewApiKey = ApiKey & { key: string };

function later(one: string | null, other: string | null): string | null {
  return (one ?? '') > (other ?? '') ? one : other;
}

function toApiKey(row: queries.KeyRow, unwrittenUse: string | null): ApiKey {
  const { id, name, key_prefix, created_by, created_by_name, created_at, expires_at } = row;
  return {
    id,
    name,
    key_prefix,
    scopes: JSON.parse(row.scopes) as ApiKeyScope[],
    created_by: created_by === null ? null : { id: created_by, name: created_by_name ?? '' },
    created_at,
    last_used_at: later(row.last_used_at, unwrittenUse),
    expires_at,
  };
}

/** @throws AppError VALIDATION_ERROR */
function checkedExpiry(input: string | null | undefined, nowIso: string): string | null {
  if (input === null || input === undefined) return null;
  const at = new Date(input).toISOString();
  if (at > nowIso) return at;
  throw invalidField('expires_at', `must be in the future; it is ${nowIso} now`);
}

/** @throws AppError CONFLICT */
async function refuseTooMany(trx: Kysely<Schema>, siteId: string): Promise<void> {
  if ((await queries.countKeys(trx, siteId)) < MAX_KEYS) return;
  throw new AppError(
    'CONFLICT',
    `A site has at most ${MAX_KEYS} API keys. Revoke one that is no longer needed first.`,
  );
}

export function createApiKeys({ db, clock, uses, onAccessEnded }: ApiKeysParts) {
  const nowIso = (): string => new Date(clock.nowMs()).toISOString();

  return {
    /** @throws AppError VALIDATION_ERROR, CONFLICT when the site has too many */
    async create(
      ids: { siteId: string; creator: Pick<User, 'id' | 'name'> },
      input: CreateKeyInput,
    ): Promise<NewApiKey> {
      const { siteId, creator } = ids;
      const key = newApiKey();
      const row: ApiKeysTable = {
        id: newId(),
        site_id: siteId,
        name: input.name,
        key_hash: hashApiKey(key),
        key_prefix: prefixOf(key),
        scopes: JSON.stringify(input.scopes),
        created_by: creator.id,
        created_at: nowIso(),
        expires_at: checkedExpiry(input.expires_at, nowIso()),
        last_used_at: null,
        revoked_at: null,
      };
      await db.transaction().execute(async (trx) => {
        await refuseTooMany(trx, siteId);
        await queries.insertKey(trx, row);
      });
      return { ...toApiKey({ ...row, created_by_name: creator.name }, null), key };
    },

    async list(siteId: string): Promise<ApiKey[]> {
      const rows = await queries.keysOf(db, siteId);
      return rows.map((row) => toApiKey(row, uses.unwritten(row.id)));
    },

    /**
     * From when this resolves the key opens nothing, and what it had open is being ended.
     * @returns what it was called
     * @throws AppError NOT_FOUND when the site has no such key
     */
    async revoke(siteId: string, keyId: string): Promise<Pick<ApiKey, 'name' | 'key_prefix'>> {
      const revoked = await queries.revokeKey(db, { siteId, keyId }, nowIso());
      if (revoked === undefined) {
        throw new AppError('NOT_FOUND', 'No such API key, or you may not see it.');
      }
      onAccessEnded(keyId);
      return { name: revoked.name, key_prefix: revoked.key_prefix };
    },
  };
}

export type ApiKeys = ReturnType<typeof createApiKeys>;
