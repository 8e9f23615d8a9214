/** API keys and the log of changes, in memory. */
import type { ApiKey, AuditEntry } from '@purestat/vocabulary';
import { type ApiAnswer, type FakeRoute, ok, refuse } from './fake-answers.ts';
import type { FakeApi } from './fake-api.ts';

/** As JANE of fake-api. */
const WHO = { id: 'user1', name: 'Jane Doe' };

export const NEW_KEY = 'ps_live_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6';

/** A key of a site; `number` makes its id. */
export function fakeKey(number: number, name: string, changes: Partial<ApiKey> = {}): ApiKey {
  return {
    id: `key${number}`,
    name,
    key_prefix: NEW_KEY.slice(0, 12),
    scopes: ['stats:read'],
    created_by: WHO,
    created_at: '2026-11-20T08:00:00.000Z',
    last_used_at: null,
    expires_at: null,
    ...changes,
  };
}

/** Something that Jane did; `number` makes its id. */
export function fakeEntry(
  number: number,
  action: string,
  changes: Partial<AuditEntry> = {},
): AuditEntry {
  return {
    id: `entry${number}`,
    at: '2026-11-20T08:00:00.000Z',
    action,
    actor: { kind: 'person', ...WHO },
    site: null,
    details: {},
    ...changes,
  };
}

function createKey(api: FakeApi, _: string[], body: Record<string, unknown>): ApiAnswer {
  const { name, scopes, expires_at } = body as Pick<ApiKey, 'name' | 'scopes' | 'expires_at'>;
  if (name === '') {
    return refuse(400, 'VALIDATION_ERROR', 'must not be empty: 1 to 100 characters', 'name');
  }
  if (scopes.length === 0) {
    return refuse(400, 'VALIDATION_ERROR', 'must hold at least one of stats:read', 'scopes');
  }
  if (expires_at !== null && Number.isNaN(Date.parse(expires_at))) {
    return refuse(400, 'VALIDATION_ERROR', 'must be a time in ISO 8601', 'expires_at');
  }
  const key = fakeKey(api.apiKeys.length + 1, name, { scopes, expires_at });
  api.apiKeys.push(key);
  return { status: 201, body: { api_key: { ...key, key: NEW_KEY } } };
}

function revokeKey(api: FakeApi, [id]: string[]): ApiAnswer {
  if (!api.apiKeys.some((known) => known.id === id)) {
    return refuse(404, 'NOT_FOUND', 'No such API key, or you may not see it.');
  }
  api.apiKeys = api.apiKeys.filter((known) => known.id !== id);
  return { status: 204 };
}

function listAudit(
  api: FakeApi,
  _params: string[],
  _body: object,
  asked: URLSearchParams,
): ApiAnswer {
  const [action, actor, cursor] = ['action', 'actor', 'cursor'].map((name) => asked.get(name));
  const wanted = api.audit.filter(
    (entry) =>
      (action === null || entry.action === action) && (actor === null || entry.actor.id === actor),
  );
  const start = wanted.findIndex(({ id }) => id === cursor) + 1;
  const entries = wanted.slice(start, start + 2);
  const hasMore = wanted.length > start + 2;
  return ok({ entries, next_cursor: hasMore ? entries.at(-1)!.id : null });
}

export const KEY_ROUTES: readonly FakeRoute[] = [
  ['GET', /^\/org\/\w+\/site\/\w+\/api-key$/, (api) => ok({ api_keys: api.apiKeys })],
  ['POST', /^\/org\/\w+\/site\/\w+\/api-key$/, createKey],
  ['DELETE', /^\/org\/\w+\/site\/\w+\/api-key\/(\w+)$/, revokeKey],
  ['GET', /^\/org\/\w+\/audit$/, listAudit],
];
