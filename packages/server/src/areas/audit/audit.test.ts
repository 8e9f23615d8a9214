import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry, Member } from '@purestat/vocabulary';
import { recordAudit, SYSTEM } from '../../access/index.ts';
import { NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';
import { deleteOldEntries } from './index.ts';

const DAY_MS = 86_400_000;

let app: TestApp;
let clock: { now: number; nowMs(): number };
let cookies: Record<string, string>;
let ids: Record<string, string>;
let orgId: string;
let org: string;

beforeEach(async () => {
  clock = { now: NOW_MS, nowMs: () => clock.now };
  app = await openTestApp({ deps: { clock } });
  cookies = {};
  ids = {};
  await register('ann');
  orgId = (await ask('ann', 'POST', '/api/org', { name: 'Acme' })).body.org.id;
  org = `/api/org/${orgId}`;
});
afterEach(() => app.close());

const ask = (by: string, method: string, path: string, body?: unknown) =>
  app.ask(method, path, { as: cookies[by]!, body });

async function register(name: string) {
  cookies[name] = await app.register(name);
  ids[name] = (await ask(name, 'GET', '/api/me')).body.user.id;
}

async function join(name: string, role: string) {
  await register(name);
  const body = { email: `${name}@example.com`, role };
  const { code } = (await ask('ann', 'POST', `${org}/invite`, body)).body.invite;
  await ask(name, 'POST', `/api/invite/${code}/accept`);
}

const read = (query = '', by = 'ann') => ask(by, 'GET', `${org}/audit${query}`);
const entries = async (query = ''): Promise<AuditEntry[]> => (await read(query)).body.entries;
/** Newest first, in short. */
const told = async (query = '') =>
  (await entries(query)).map(({ action, actor, site, details }) => [
    action,
    actor.name,
    site?.domain ?? null,
    details,
  ]);

describe('the log of an organization', () => {
  test('tells who did what, where and when, with what was and what is', async () => {
    await join('bob', 'viewer');
    const { members } = (await ask('ann', 'GET', `${org}/member`)).body;
    const bob = members.find(({ user }: Member) => user.name === 'bob').id;
    await ask('ann', 'PUT', `${org}/member/${bob}`, { role: 'admin' });
    const { site } = (await ask('bob', 'POST', `${org}/site`, { domain: 'example.com' })).body;
    const path = `${org}/site/${site.id}`;
    await ask('bob', 'PUT', path, { domain: 'example.org', name: 'example.com' });
    const signup = { goal_type: 'event', event_name: 'signup' };
    const { goal } = (await ask('bob', 'POST', `${path}/goal`, signup)).body;
    await ask('bob', 'DELETE', `${path}/goal/${goal.id}`);
    const key = { name: 'CI', scopes: ['stats:read'] };
    const { api_key } = (await ask('bob', 'POST', `${path}/api-key`, key)).body;
    await ask('bob', 'DELETE', `${path}/api-key/${api_key.id}`);
    await ask('bob', 'DELETE', path);
    await ask('bob', 'PUT', org, { name: 'Zenith' });
    await ask('ann', 'DELETE', `${org}/member/${bob}`);
    const { key_prefix } = api_key;
    expect(await told()).toEqual([
      ['member:delete', 'ann', null, { member: 'bob', role: 'admin', left: false }],
      ['org:update', 'bob', null, { name: { from: 'Acme', to: 'Zenith' } }],
      ['site:delete', 'bob', 'example.org', {}],
      ['api-key:delete', 'bob', 'example.org', { key: 'CI', key_prefix }],
      [
        'api-key:create',
        'bob',
        'example.org',
        { key: 'CI', key_prefix, scopes: ['stats:read'], expires_at: null },
      ],
      ['goal:delete', 'bob', 'example.org', { goal: 'signup' }],
      ['goal:create', 'bob', 'example.org', { goal: 'signup' }],
      ['site:update', 'bob', 'example.com', { domain: { from: 'example.com', to: 'example.org' } }],
      ['site:create', 'bob', 'example.com', { timezone: 'UTC' }],
      ['member:update', 'ann', null, { member: 'bob', role: { from: 'viewer', to: 'admin' } }],
      ['invite:accept', 'bob', null, { role: 'viewer' }],
      ['invite:create', 'ann', null, { role: 'viewer' }],
      ['org:create', 'ann', null, {}],
    ]);
    const first = (await entries()).at(-1);
    expect(first).toEqual({
      id: expect.any(String),
      at: new Date(NOW_MS).toISOString(),
      action: 'org:create',
      actor: { kind: 'person', id: ids['ann'], name: 'ann' },
      site: null,
      details: {},
    });
  });

  test('holds nothing of what was refused, and nothing of questions', async () => {
    await ask('ann', 'PUT', org, { name: '' });
    await ask('ann', 'POST', `${org}/site`, { domain: 'not a domain' });
    await ask('ann', 'GET', `${org}/member`);
    expect(await told()).toEqual([['org:create', 'ann', null, {}]]);
  });

  test('holds neither secrets nor addresses', async () => {
    await join('bob', 'admin');
    const { site } = (await ask('ann', 'POST', `${org}/site`, { domain: 'example.com' })).body;
    const body = { name: 'CI', scopes: ['stats:read'] };
    const made = await ask('ann', 'POST', `${org}/site/${site.id}/api-key`, body);
    const text = JSON.stringify(
      await app.deps.configStore.db.selectFrom('audit').selectAll().execute(),
    );
    expect([text.includes('@'), text.includes(made.body.api_key.key)]).toEqual([false, false]);
  });

  test('keeps the name of somebody whose account is gone', async () => {
    await join('bob', 'admin');
    await ask('bob', 'PUT', org, { name: 'Zenith' });
    await ask('bob', 'DELETE', '/api/me', { current_password: 'correct horse' });
    expect((await told()).slice(0, 2)).toEqual([
      ['member:delete', 'bob', null, { member: 'bob', role: 'admin', left: true }],
      ['org:update', 'bob', null, { name: { from: 'Acme', to: 'Zenith' } }],
    ]);
  });

  test('is for its owners and admins', async () => {
    await join('bob', 'admin');
    await join('cyd', 'viewer');
    await register('eve');
    const statuses = [];
    for (const by of ['ann', 'bob', 'cyd', 'eve']) statuses.push((await read('', by)).status);
    expect(statuses).toEqual([200, 200, 403, 404]);
  });

  test('ends with the organization', async () => {
    await ask('ann', 'DELETE', org);
    const rows = await app.deps.configStore.db.selectFrom('audit').selectAll().execute();
    expect(rows).toEqual([]);
  });

  test('takes in what other parts tell, also what the server did by itself', async () => {
    const { db } = app.deps.configStore;
    const details = { plan: { from: 'free', to: 'pro' } };
    const entry = { orgId, atMs: NOW_MS, action: 'plan:update', actor: SYSTEM, details };
    await recordAudit(db, entry);
    expect((await entries())[0]).toMatchObject({
      action: 'plan:update',
      actor: { kind: 'system', id: null, name: null },
      details,
    });
  });
});

describe('an entry that cannot be written', () => {
  test('is told to the log, and written once the database takes it, at its own time', async () => {
    const { db } = app.deps.configStore;
    await sql`alter table audit rename to elsewhere`.execute(db);
    const answer = await ask('ann', 'PUT', org, { name: 'Zenith' });
    await expect(app.deps.audit.flush()).rejects.toThrow(/audit/);
    await sql`alter table elsewhere rename to audit`.execute(db);
    clock.now += DAY_MS;
    await app.deps.audit.flush();
    await app.deps.audit.flush();
    expect(answer.status).toBe(200);
    expect(app.lines.join('')).toContain('An audit entry could not be written yet');
    expect((await entries()).map(({ action, at }) => [action, at])).toEqual([
      ['org:update', new Date(NOW_MS).toISOString()],
      ['org:create', new Date(NOW_MS).toISOString()],
    ]);
  });

  test('is let go when its organization has gone meanwhile', async () => {
    const { db } = app.deps.configStore;
    await app.deps.audit.record({ orgId: 'gone', action: 'org:update', actor: SYSTEM });
    await app.deps.audit.flush();
    const rows = await db.selectFrom('audit').select('org_id').execute();
    expect(rows).toEqual([{ org_id: orgId }]);
  });
});

const rename = async (name: string, atMs: number, by = 'ann') => {
  clock.now = atMs;
  await ask(by, 'PUT', org, { name });
};
const names = async (query: string) =>
  (await entries(query)).map(({ details }) => (details['name'] as { to: string } | undefined)?.to);

describe('pages and filters', () => {
  beforeEach(async () => {
    await join('bob', 'admin');
    await rename('One', NOW_MS + DAY_MS);
    await rename('Two', NOW_MS + 2 * DAY_MS, 'bob');
    await rename('Three', Date.parse('2026-03-12T23:59:59.999Z'));
  });

  test.each([
    ['?action=org:update', ['Three', 'Two', 'One']],
    ['?action=member:update', []],
    ['?from=2026-03-12', ['Three', 'Two']],
    ['?from=2026-03-11&to=2026-03-11', ['One']],
    ['?from=2026-03-11T12:00:00Z&to=2026-03-12T12:00:00Z', ['One']],
    ['?from=2026-03-12&to=2026-03-12', ['Three', 'Two']],
    ['?site=none', []],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test('by who did it', async () => {
    expect(await names(`?actor=${ids['bob']}`)).toEqual(['Two', undefined]);
  });

  test('by site, also one that is gone', async () => {
    const { site } = (await ask('ann', 'POST', `${org}/site`, { domain: 'example.com' })).body;
    await ask('ann', 'DELETE', `${org}/site/${site.id}`);
    expect((await entries(`?site=${site.id}`)).map(({ action }) => action)).toEqual([
      'site:delete',
      'site:create',
    ]);
  });

  test('a page goes on where the one before ended, also while entries are added', async () => {
    const first = await read('?limit=2');
    await rename('Four', clock.now);
    const second = await read(`?limit=4&cursor=${first.body.next_cursor}`);
    const all = [...first.body.entries, ...second.body.entries];
    expect(all.map(({ action }: AuditEntry) => action)).toEqual([
      'org:update',
      'org:update',
      'org:update',
      'invite:accept',
      'invite:create',
      'org:create',
    ]);
    expect(second.body.next_cursor).toBeNull();
  });

  test.each([
    ['?limit=0', 'limit', 'must be a whole number from 1 to 200'],
    ['?limit=201', 'limit', 'must be a whole number from 1 to 200'],
    ['?limit=x', 'limit', 'must be a whole number from 1 to 200'],
    ['?format=xlsx', 'format', 'must be one of json, csv, ndjson'],
    [
      '?from=yesterday',
      'from',
      'must be a date such as 2026-03-01 (UTC) or a time such as 2026-03-01T12:00:00Z',
    ],
  ])('%s is refused, naming the field', async (query, path, message) => {
    const answer = await read(query);
    expect([answer.status, answer.body.error.details]).toEqual([400, [{ path, message }]]);
  });
});

describe('the file', () => {
  test('as CSV holds all that the filters leave, and no formula', async () => {
    await ask('ann', 'PUT', org, { name: '=HYPERLINK("http://evil.example")' });
    await ask('ann', 'PUT', '/api/me', { name: '+ann, "the" admin' });
    await ask('ann', 'PUT', org, { name: 'Acme' });
    const { headers, body } = await read('?format=csv&limit=1');
    const at = new Date(NOW_MS).toISOString();
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="purestat-activity-2026-03-10.csv"',
    );
    expect(body.split('\r\n')).toEqual([
      'at,action,actor_kind,actor_id,actor_name,site_id,site_domain,details',
      `${at},org:update,person,${ids['ann']},"'+ann, ""the"" admin",,,"name: =HYPERLINK(""http://evil.example"") → Acme"`,
      `${at},org:update,person,${ids['ann']},ann,,,"name: Acme → =HYPERLINK(""http://evil.example"")"`,
      `${at},org:create,person,${ids['ann']},ann,,,`,
      '',
    ]);
  });

  test('as NDJSON holds entries as the API shows them, more than one piece of them', async () => {
    const { db } = app.deps.configStore;
    for (let index = 0; index < 600; index += 1) {
      const details = { index };
      await recordAudit(db, { orgId, atMs: NOW_MS + index, action: 'a:b', actor: SYSTEM, details });
    }
    const { body } = await read('?format=ndjson&action=a:b');
    const lines = (body as string)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ details }) => details.index)).toEqual(
      Array.from({ length: 600 }, (_, index) => 599 - index),
    );
    expect(lines[0]).toEqual((await entries('?action=a:b&limit=1'))[0]);
  });
});

test('entries are forgotten after a year', async () => {
  const { db } = app.deps.configStore;
  await deleteOldEntries(db, new Date(NOW_MS).toISOString());
  expect(await told()).toHaveLength(1);
  await deleteOldEntries(db, new Date(NOW_MS + 1).toISOString());
  expect(await told()).toEqual([]);
});
