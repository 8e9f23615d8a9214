import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { API_KEY_SCOPES, type ApiKeyScope } from '@purestat/vocabulary';
import { BASE_URL, NO_STATS, NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';
import { deleteRevokedKeys } from './index.ts';

const PROOF = { current_password: 'correct horse' };

const DAY_MS = 86_400_000;
const WRONG = `ps_live_${'0'.repeat(32)}`;

let app: TestApp;
let clock: { now: number; nowMs(): number };
let as: string;
let org: string;
let site: string;

async function open(env: Record<string, string> = {}) {
  clock = { now: NOW_MS, nowMs: () => clock.now };
  app = await openTestApp({
    env,
    deps: {
      clock,
      stats: {
        ...NO_STATS,
        runStats: async () => ({ metrics: {} }) as never,
        runStatsBatch: async () => ({ results: {} }) as never,
        runRealtime: async () => ({ visitors: 1 }) as never,
      },
      events: { acceptAll: async () => ({ accepted: 0, duplicates: 0, dropped: 0, errors: [] }) },
    },
  });
  as = await app.register('ann');
  ({ org, site } = await addSite('example.com'));
}

async function addSite(domain: string) {
  const made = await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } });
  const orgPath = `/api/org/${made.body.org.id}`;
  const { body } = await app.ask('POST', `${orgPath}/site`, { as, body: { domain } });
  return { org: orgPath, site: `${orgPath}/site/${body.site.id}` };
}

const create = (body: object = {}, path = site) =>
  app.ask('POST', `${path}/api-key`, {
    as,
    body: { name: 'CI Dashboard', scopes: ['stats:read', 'realtime:read'], ...body },
  });
const newKey = async (body?: object): Promise<string> => (await create(body)).body.api_key.key;
const list = async () => (await app.ask('GET', `${site}/api-key`, { as })).body.api_keys;
const revoke = (id: string) => app.ask('DELETE', `${site}/api-key/${id}`, { as });

const by = (key: string) => ({ headers: { 'x-api-key': key } });
const stats = (key: string, path = site) =>
  app.ask('POST', `${path}/stats`, { ...by(key), body: {} });
const realtime = (key: string, path = site) => app.ask('GET', `${path}/realtime`, by(key));

/** What a key of these scopes is told of a batch, with live figures or without. */
async function batch(scopes: ApiKeyScope[], isLive: boolean) {
  const key = await newKey({ scopes });
  const body = { queries: {}, realtime: isLive };
  const answer = await app.ask('POST', `${site}/stats/batch`, { ...by(key), body });
  return [answer.status, answer.body.error?.message];
}

const BY_SCOPE: Partial<Record<ApiKeyScope, (key: string) => ReturnType<TestApp['ask']>>> = {
  'stats:read': stats,
  'realtime:read': realtime,
  'events:write': (key) => app.ask('POST', `${site}/events`, { ...by(key), body: [] }),
};

const standing = ({ status, headers }: Awaited<ReturnType<typeof stats>>) => [
  status,
  headers.get('ratelimit-limit'),
  headers.get('ratelimit-remaining'),
];

const lastUsed = async () => (await list())[0].last_used_at;

const stored = async () =>
  (
    await app.deps.configStore.db
      .selectFrom('api_keys')
      .select('last_used_at')
      .executeTakeFirstOrThrow()
  ).last_used_at;

beforeEach(() => open());
afterEach(() => app.close());

describe('a key', () => {
  test('is answered once, and listed without it', async () => {
    const { status, body, headers } = await create();
    const me = (await app.ask('GET', '/api/me', { as })).body.user;
    const listed = {
      id: body.api_key.id,
      name: 'CI Dashboard',
      key_prefix: body.api_key.key.slice(0, 12),
      scopes: ['stats:read', 'realtime:read'],
      created_by: { id: me.id, name: 'ann' },
      created_at: new Date(NOW_MS).toISOString(),
      last_used_at: null,
      expires_at: null,
    };
    expect([status, body]).toEqual([
      201,
      { api_key: { ...listed, key: expect.stringMatching(/^ps_live_[0-9A-Za-z]{32}$/) } },
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await list()).toEqual([listed]);
  });

  test('lies nowhere: neither in the database nor in the log', async () => {
    const key = await newKey();
    await stats(key);
    const files = ['purestat.db', 'purestat.db-wal'].map((name) => join(app.dir, name));
    const held = files.map((file) => readFileSync(file, 'latin1')).join('') + app.lines.join('');
    expect([held.includes('CI Dashboard'), held.includes(key.slice(12))]).toEqual([true, false]);
  });

  test('is another one each time, from all of the alphabet', async () => {
    const keys = await Promise.all(Array.from({ length: 40 }, () => newKey()));
    expect(new Set(keys).size).toBe(40);
    expect(new Set(keys.flatMap((key) => key.slice(8).split(''))).size).toBe(62);
  });

  test('may be sent in either header, from any origin, with spaces around it', async () => {
    const key = await newKey();
    const foreign = { origin: 'https://elsewhere.example' };
    const sent: Array<[string, string]> = [
      ['x-api-key', key],
      ['x-api-key', ` ${key} `],
      ['authorization', `Bearer ${key}`],
      ['authorization', `bearer  ${key}`],
    ];
    const answers = sent.map(([name, value]) =>
      app.ask('POST', `${site}/stats`, { headers: { [name]: value, ...foreign }, body: {} }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test.each(API_KEY_SCOPES)('of scope %s may do that and nothing else', async (scope) => {
    const key = await newKey({ scopes: [scope] });
    const answers = await Promise.all(
      Object.entries(BY_SCOPE).map(async ([wanted, ask]) => {
        const { status, body } = await ask(key);
        return [wanted, status < 300 ? 'ok' : [status, body.error.message]];
      }),
    );
    const expected = Object.keys(BY_SCOPE).map((wanted) => [
      wanted,
      wanted === scope ? 'ok' : [403, `This needs the scope ${wanted}; this API key has ${scope}.`],
    ]);
    expect(answers).toEqual(expected);
  });

  test('sees live figures beside others only with the scope that live figures need', async () => {
    expect([
      await batch(['stats:read'], true),
      await batch(['stats:read'], false),
      await batch(['stats:read', 'realtime:read'], true),
    ]).toEqual([
      [403, 'This needs the scope realtime:read; this API key has stats:read.'],
      [200, undefined],
      [200, undefined],
    ]);
  });

  test('opens neither another site nor another organization, nor what needs a person', async () => {
    const key = await newKey();
    const sibling = await app.ask('POST', `${org}/site`, { as, body: { domain: 'b.example' } });
    const other = await addSite('c.example');
    const crossed = other.site.replace(other.org, org);
    const answers = [
      await stats(key, `${org}/site/${sibling.body.site.id}`),
      await stats(key, other.site),
      await stats(key, crossed),
      await stats(key, `${other.org}/site/${site.split('/').at(-1)}`),
      await app.ask('GET', other.org, by(key)),
      await app.ask('GET', `${org}/member`, by(key)),
      await app.ask('GET', `${site}/api-key`, by(key)),
      await app.ask('GET', '/api/me', by(key)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 403, 403, 403]);
    expect(answers[1]!.body).toEqual({
      error: {
        code: 'NOT_FOUND',
        message: 'No such organization, or this API key may not see it.',
      },
    });
    expect(answers.at(-1)!.body.error.message).toBe('API keys may not do this; sign in instead.');
  });

  test('that ends says so: revoked, expired, unknown', async () => {
    const { id, key } = (await create()).body.api_key;
    const expiring = await newKey({ expires_at: new Date(NOW_MS + DAY_MS).toISOString() });
    expect((await stats(expiring)).status).toBe(200);
    expect([(await revoke(id)).status, (await revoke(id)).status]).toEqual([204, 404]);
    clock.now += DAY_MS;
    const messages: unknown[] = [];
    for (const sent of [key, expiring, WRONG, 'ps_live_x', '']) {
      const { status, body } = await stats(sent);
      messages.push([status, body.error.code, body.error.message.split('. ')[0]]);
    }
    expect(messages).toEqual([
      [401, 'UNAUTHORIZED', 'This API key was revoked on 2026-03-10T12:00:00.000Z'],
      [401, 'UNAUTHORIZED', 'This API key expired on 2026-03-11T12:00:00.000Z'],
      [401, 'UNAUTHORIZED', 'There is no such API key'],
      [401, 'UNAUTHORIZED', 'There is no such API key'],
      [401, 'UNAUTHORIZED', 'There is no such API key'],
    ]);
    expect((await list()).map(({ expires_at }: { expires_at: string }) => expires_at)).toEqual([
      '2026-03-11T12:00:00.000Z',
    ]);
  });

  test('that was revoked is forgotten in the end', async () => {
    const { id, key } = (await create()).body.api_key;
    await revoke(id);
    const { db } = app.deps.configStore;
    await deleteRevokedKeys(db, new Date(NOW_MS).toISOString());
    expect((await stats(key)).body.error.message).toMatch(/revoked/);
    await deleteRevokedKeys(db, new Date(NOW_MS + 1).toISOString());
    expect((await stats(key)).body.error.message).toMatch(/no such/);
  });

  test('goes with its site, and stays when its maker goes', async () => {
    const bob = await app.register('bob');
    const { code } = (
      await app.ask('POST', `${org}/invite`, { as, body: { email: 'bob@b.co', role: 'admin' } })
    ).body.invite;
    await app.ask('POST', `/api/invite/${code}/accept`, { as: bob });
    const body = { name: 'Bob’s', scopes: ['stats:read'] };
    const made = await app.ask('POST', `${site}/api-key`, { as: bob, body });
    await app.ask('DELETE', '/api/me', { as: bob, body: PROOF });
    expect((await list())[0]).toMatchObject({ name: 'Bob’s', created_by: null });
    expect((await stats(made.body.api_key.key)).status).toBe(200);
    await app.ask('DELETE', site, { as });
    expect((await stats(made.body.api_key.key)).status).toBe(401);
  });
});

describe('a session beside a key', () => {
  test('lends it nothing: the key that is sent is what counts', async () => {
    const key = await newKey();
    const answers = [
      await app.ask('GET', `${site}/realtime`, { as, headers: { 'x-api-key': WRONG } }),
      await app.ask('GET', `${site}/realtime`, {
        as,
        headers: { authorization: `Bearer ${WRONG}` },
      }),
      await app.ask('GET', `${org}/member`, { as, headers: { 'x-api-key': key } }),
      await app.ask('GET', `${org}/member`, { as, headers: { authorization: 'Basic YTpi' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 403, 200]);
  });

  test('is not even seen by what reads cookies itself, so no origin need be asked', async () => {
    const headers = { 'x-api-key': WRONG, origin: 'https://evil.example' };
    const out = await app.ask('POST', '/api/auth/logout', { as, headers });
    const me = await app.ask('GET', '/api/me', { as });
    expect([out.status, me.status]).toEqual([200, 200]);
  });
});

describe('limits', () => {
  beforeEach(async () => {
    await app.close();
    await open({ RATE_LIMIT_STATS: '2', RATE_LIMIT_API: '100' });
  });

  test('count a key for itself, from wherever it is used, with every answer', async () => {
    const [one, two] = [await newKey(), await newKey({ scopes: ['events:write'] })];
    const answers = [
      await app.ask('POST', `${site}/stats`, { ...by(one), body: {}, peer: '198.51.100.1' }),
      await app.ask('POST', `${site}/stats`, { ...by(two), body: {} }),
      await app.ask('POST', `${site}/stats`, { ...by(one), body: '{', peer: '198.51.100.2' }),
      await stats(one),
    ];
    expect(answers.map(standing)).toEqual([
      [200, '2', '1'],
      [403, '2', '1'],
      [400, '2', '0'],
      [429, '2', '0'],
    ]);
    const last = answers[3]!;
    expect([last.headers.get('retry-after'), last.headers.get('ratelimit-reset')]).toEqual([
      expect.stringMatching(/^\d+$/),
      expect.stringMatching(/^\d+$/),
    ]);
    expect(last.body.error.code).toBe('RATE_LIMITED');
  });

  test('count what is no key for the client', async () => {
    const key = await newKey();
    const answers = [await stats(WRONG), await stats('ps_live_x'), await stats(WRONG)];
    expect([...answers, await stats(key)].map(standing)).toEqual([
      [401, '2', '1'],
      [401, '2', '0'],
      [429, '2', '0'],
      [200, '2', '1'],
    ]);
  });
});

describe('the last use', () => {
  test('is seen at once and written with the next minute, not with the request', async () => {
    const key = await newKey();
    clock.now += 1_000;
    await realtime(key);
    const used = new Date(clock.now).toISOString();
    expect([await lastUsed(), await stored()]).toEqual([used, null]);
    await app.deps.keyUses.flush();
    expect([await lastUsed(), await stored()]).toEqual([used, used]);
  });

  test('does not go back when another process has seen a later one', async () => {
    const key = await newKey();
    await realtime(key);
    const later = new Date(NOW_MS + 5_000).toISOString();
    await app.deps.configStore.db.updateTable('api_keys').set({ last_used_at: later }).execute();
    await app.deps.keyUses.flush();
    expect(await stored()).toBe(later);
  });

  test('is none where the key did not let the request pass', async () => {
    await stats(await newKey({ scopes: ['events:write'] }));
    expect(await lastUsed()).toBeNull();
  });
});

describe('what is asked for', () => {
  const SCOPES = API_KEY_SCOPES.join(', ');

  test.each([
    [{ name: undefined }, 'name', 'is required: text of 1 to 100 characters'],
    [{ name: ' ' }, 'name', 'must not be empty: 1 to 100 characters'],
    [{ name: 'x'.repeat(101) }, 'name', 'is too long: 1 to 100 characters'],
    [{ scopes: undefined }, 'scopes', `must be a list of ${SCOPES}`],
    [{ scopes: 'stats:read' }, 'scopes', `must be a list of ${SCOPES}`],
    [{ scopes: [] }, 'scopes', `must hold at least one of ${SCOPES}`],
    [{ scopes: ['stats:read', 'stats:write'] }, 'scopes.1', `must be one of ${SCOPES}`],
    [
      { expires_at: '2027-03-01' },
      'expires_at',
      'must be a time in ISO 8601 with Z or an offset, such as 2027-03-01T00:00:00Z',
    ],
    [
      { expires_at: new Date(NOW_MS).toISOString() },
      'expires_at',
      'must be in the future; it is 2026-03-10T12:00:00.000Z now',
    ],
  ])('%j is refused, naming the field', async (body, path, message) => {
    const answer = await create(body);
    expect([answer.status, answer.body.error.details]).toEqual([400, [{ path, message }]]);
    expect(await list()).toEqual([]);
  });

  test('may name a scope twice and give a time with an offset or none', async () => {
    const scopes = ['events:write', 'stats:read', 'events:write'];
    const first = await create({ scopes, expires_at: '2027-03-01T01:00:00+01:00' });
    const second = await create({ expires_at: null });
    expect([first.body.api_key.scopes, first.body.api_key.expires_at]).toEqual([
      ['stats:read', 'events:write'],
      '2027-03-01T00:00:00.000Z',
    ]);
    expect(second.body.api_key.expires_at).toBeNull();
  });

  test('is one of at most 100 keys that hold', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 100; made += 1) ids.push((await create()).body.api_key.id);
    expect((await create()).body.error).toEqual({
      code: 'CONFLICT',
      message: 'A site has at most 100 API keys. Revoke one that is no longer needed first.',
    });
    await revoke(ids[0]!);
    expect((await create()).status).toBe(201);
  });
});

test('a change with a key and no cookie needs no origin; with a cookie alone it does', async () => {
  const key = await newKey();
  const foreign = { origin: 'https://evil.example' };
  const statuses = [
    await app.ask('POST', `${site}/stats`, { headers: { ...foreign, 'x-api-key': key }, body: {} }),
    await app.ask('POST', `${site}/stats`, { headers: { ...foreign, cookie: as }, body: {} }),
    await app.ask('POST', `${site}/stats`, { headers: { cookie: as, origin: BASE_URL }, body: {} }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([200, 403, 200]);
});
