/**
 * Who gets which answer, for every route there is: a route without a row fails, and so does one that
 * names something of which `addOrg` makes none. From the rows the rest follows: what each kind of API
 * key is answered, and that nothing of another organization, or of another parent, is ever found.
 */
import { createRoute } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_KEY_SCOPES, type ApiKeyScope, type Role } from '@purestat/vocabulary';
import { newId } from '../db/index.ts';
import { NO_STATS, NOW_MS, openTestApp, type TestApp } from '../testing/http-app.ts';
import type { EventStore } from '../stores/event-store.ts';
import { isAudited } from './actions.ts';
import { defineRoute, UndeclaredRouteError, type Routes } from './index.ts';

const CALLERS = ['owner', 'admin', 'viewer', 'stranger', 'signed out'] as const;
type Caller = (typeof CALLERS)[number];
type Statuses = readonly [number, number, number, number, number];

interface Row {
  statuses: Statuses;
  /** Words in capitals stand for something new, or for an id of the caller's organization. */
  body?: unknown;
  /** The scope with which API keys are answered as the owner is; without it no key may. */
  key?: ApiKeyScope;
  /** Which of the world's ids stand where in the body (`steps.0.goal_id`): another's is as good as none. */
  ids?: Record<string, keyof World>;
  /** What the service writes to the organization's log, where the action alone leaves no entry. */
  audits?: string;
  /** Fields of the body that are called like an id and are none of ours. */
  notIds?: string[];
}

const all = (status: number): Statuses => [status, status, status, status, status];
const signedIn = (status: number): Statuses => [status, status, status, status, 401];
const members = (status: number): Statuses => [status, status, status, 404, 401];
const managers = (status: number): Statuses => [status, status, 403, 404, 401];
const owners = (status: number): Statuses => [status, 403, 403, 404, 401];
const name = 'Somebody';
const password = 'correct horse';

/** A body is given where the answer should show that the handler was reached. */
const TABLE: Record<string, Row> = {
  'GET /api/health': { statuses: all(200) },
  'GET /api/ready': { statuses: all(200) },
  'GET /metrics': { statuses: all(401) },
  'GET /api/openapi.json': { statuses: all(200) },
  'GET /docs/api': { statuses: all(200) },
  'GET /js/purestat.js': { statuses: all(404) },
  'GET /js/options.js': { statuses: all(404) },
  'GET /js/modes.js': { statuses: all(404) },
  'GET /robots.txt': { statuses: all(200) },
  'GET /*': { statuses: all(503) },
  'POST /api/auth/register': {
    statuses: all(409),
    body: { email: 'owner@example.com', name, password },
  },
  'POST /api/auth/login': { statuses: all(200), body: { email: 'owner@example.com', password } },
  // Nobody here is half way in.
  'POST /api/auth/two-factor': { statuses: all(401), body: { code: '123456' } },
  'POST /api/auth/logout': { statuses: all(200) },
  'POST /api/auth/forgot-password': { statuses: all(200), body: { email: 'owner@example.com' } },
  'POST /api/auth/reset-password': { statuses: all(400), body: { token: 'none', password } },
  'POST /api/auth/verify-email': { statuses: all(400), body: { token: 'none' } },
  // Nothing to confirm where no mail is sent.
  'POST /api/me/verify-email': { statuses: signedIn(409) },
  'GET /api/auth/providers': { statuses: all(200) },
  // No provider is configured here.
  'GET /api/oauth/:provider': { statuses: all(404) },
  'GET /api/oauth/:provider/callback': { statuses: all(404) },
  'GET /api/me/sign-in-methods': { statuses: signedIn(200) },
  'POST /api/me/sign-in-methods': {
    statuses: signedIn(404),
    body: { provider: 'google', current_password: password },
  },
  'DELETE /api/me/sign-in-methods/:methodId': { statuses: signedIn(404) },
  'GET /api/me': { statuses: signedIn(200) },
  'PUT /api/me': { statuses: signedIn(200), body: { name } },
  'PUT /api/me/password': {
    statuses: signedIn(200),
    body: { current_password: password, new_password: password },
  },
  'GET /api/me/sessions': { statuses: signedIn(200) },
  'DELETE /api/me/sessions': { statuses: signedIn(204) },
  'DELETE /api/me/sessions/:sessionId': { statuses: signedIn(404) },
  'GET /api/me/two-factor': { statuses: signedIn(200) },
  'POST /api/me/two-factor': { statuses: signedIn(201), body: { current_password: password } },
  'POST /api/me/two-factor/confirm': { statuses: signedIn(400), body: { code: '123456' } },
  'POST /api/me/two-factor/disable': {
    statuses: signedIn(409),
    body: { current_password: password },
  },
  'POST /api/me/two-factor/recovery-codes': {
    statuses: signedIn(409),
    body: { current_password: password },
  },
  'GET /api/me/deletion': { statuses: signedIn(200) },
  'DELETE /api/me': {
    statuses: [409, 204, 204, 204, 401],
    body: { current_password: password },
  },
  'POST /api/auth/change-email': { statuses: all(400), body: { token: 'none' } },
  'POST /api/auth/undo-email-change': { statuses: all(400), body: { token: 'none' } },
  'POST /api/org': { statuses: signedIn(201), body: { name } },
  'GET /api/org': { statuses: signedIn(200) },
  'GET /api/org/:orgId': { statuses: members(200) },
  'PUT /api/org/:orgId': { statuses: managers(200), body: { name } },
  'PUT /api/org/:orgId/two-factor': { statuses: owners(200), body: { required: false } },
  'DELETE /api/org/:orgId': { statuses: owners(204) },
  'GET /api/stripe/plans': { statuses: all(200) },
  'GET /api/org/:orgId/usage': { statuses: members(200) },
  'GET /api/org/:orgId/billing': { statuses: members(200) },
  // Billing is off here, which those who may ask are told.
  'POST /api/stripe/checkout': {
    statuses: owners(404),
    body: { org_id: 'ORG', plan: 'pro' },
    ids: { org_id: 'orgId' },
  },
  'POST /api/stripe/portal': {
    statuses: owners(404),
    body: { org_id: 'ORG' },
    ids: { org_id: 'orgId' },
  },
  'POST /api/stripe/refresh': {
    statuses: owners(404),
    body: { org_id: 'ORG' },
    ids: { org_id: 'orgId' },
  },
  'POST /api/stripe/webhook': { statuses: all(404) },
  'GET /api/org/:orgId/member': { statuses: members(200) },
  'PUT /api/org/:orgId/member/:memberId': { statuses: owners(200), body: { role: 'admin' } },
  'DELETE /api/org/:orgId/member/:memberId': { statuses: managers(204) },
  'GET /api/org/:orgId/audit': { statuses: managers(200) },
  'GET /api/org/:orgId/invite': { statuses: managers(200) },
  'POST /api/org/:orgId/invite': {
    statuses: managers(201),
    body: { email: 'new@example.com', role: 'viewer' },
  },
  'DELETE /api/org/:orgId/invite/:inviteId': { statuses: managers(204) },
  'GET /api/invite/:code': { statuses: all(200) },
  'POST /api/invite/:code/accept': {
    statuses: [409, 409, 409, 200, 401],
    audits: 'invite:accept',
  },
  'POST /api/org/:orgId/site': { statuses: managers(201), body: { domain: 'DOMAIN' } },
  'GET /api/org/:orgId/site': { statuses: members(200) },
  'GET /api/org/:orgId/site/:siteId': { statuses: members(200) },
  'PUT /api/org/:orgId/site/:siteId': { statuses: managers(200), body: { name } },
  'DELETE /api/org/:orgId/site/:siteId': { statuses: managers(204) },
  'GET /api/org/:orgId/site/:siteId/goal': { statuses: members(200) },
  'POST /api/org/:orgId/site/:siteId/goal': {
    statuses: managers(201),
    body: { goal_type: 'event', event_name: 'signup' },
  },
  'PUT /api/org/:orgId/site/:siteId/goal/:goalId': { statuses: managers(200), body: { name } },
  'GET /api/org/:orgId/site/:siteId/goal/suggestions': { statuses: members(200) },
  'DELETE /api/org/:orgId/site/:siteId/goal/:goalId': { statuses: managers(204) },
  'GET /api/org/:orgId/site/:siteId/funnel': { statuses: members(200) },
  'POST /api/org/:orgId/site/:siteId/funnel': {
    statuses: managers(201),
    body: { name: 'New', steps: [{ goal_id: 'ID' }, { page_path: '/b' }] },
    ids: { 'steps.0.goal_id': 'goalId' },
  },
  'GET /api/org/:orgId/site/:siteId/funnel/:funnelId': { statuses: members(200) },
  'PUT /api/org/:orgId/site/:siteId/funnel/:funnelId': {
    statuses: managers(200),
    body: { name: 'Other', steps: [{ goal_id: 'ID' }, { page_path: '/b' }] },
    ids: { 'steps.0.goal_id': 'goalId' },
  },
  'DELETE /api/org/:orgId/site/:siteId/funnel/:funnelId': { statuses: managers(204) },
  'GET /api/org/:orgId/site/:siteId/funnel/:funnelId/export': {
    statuses: members(200),
    key: 'export:read',
  },
  'GET /api/org/:orgId/site/:siteId/funnel/:funnelId/stats': {
    statuses: members(200),
    key: 'stats:read',
  },
  'POST /api/org/:orgId/site/:siteId/funnel/:funnelId/stats': {
    statuses: members(200),
    body: {},
    key: 'stats:read',
  },
  'GET /api/org/:orgId/site/:siteId/api-key': { statuses: managers(200) },
  'POST /api/org/:orgId/site/:siteId/api-key': {
    statuses: managers(201),
    body: { name, scopes: ['stats:read'] },
  },
  'DELETE /api/org/:orgId/site/:siteId/api-key/:keyId': { statuses: managers(204) },
  'POST /api/org/:orgId/site/:siteId/stats': {
    statuses: members(200),
    body: {},
    key: 'stats:read',
  },
  'POST /api/org/:orgId/site/:siteId/stats/batch': {
    statuses: members(200),
    body: {},
    key: 'stats:read',
  },
  'GET /api/org/:orgId/site/:siteId/realtime': { statuses: members(200), key: 'realtime:read' },
  'POST /api/org/:orgId/site/:siteId/events': {
    statuses: managers(202),
    body: [],
    key: 'events:write',
    notIds: ['id', 'visitor_id'],
  },
  'GET /api/org/:orgId/site/:siteId/realtime/stream': {
    statuses: members(200),
    key: 'realtime:read',
  },
  'GET /api/org/:orgId/site/:siteId/export': { statuses: members(200), key: 'export:read' },
  'GET /api/org/:orgId/site/:siteId/export/events': {
    statuses: managers(200),
    key: 'export:read',
  },
  'GET /api/org/:orgId/site/:siteId/drops': { statuses: members(200), key: 'stats:read' },
};

/** Pages, files and probes. */
const PLAIN = [
  'GET /metrics',
  'GET /api/openapi.json',
  'GET /docs/api',
  'GET /js/purestat.js',
  'GET /js/modes.js',
  'GET /js/options.js',
  'GET /robots.txt',
  'GET /*',
];
/** Answered by ingest, which knows no callers. */
const BEFORE_THE_APP = ['POST /api/event'];

/**
 * Routes that end the caller's session or account, and the one that counts what he owns, which is more
 * here with every row: each needs callers of its own.
 */
const SPENDS_CALLER = [
  '/api/org',
  '/api/me',
  '/api/me/password',
  '/api/me/sessions',
  '/api/auth/login',
  '/api/auth/logout',
];

const stats = {
  ...NO_STATS,
  runStats: async () => ({ dimensions: [], meta: {} }) as never,
  runStatsBatch: async () => ({}) as never,
  runRealtime: async () => ({}) as never,
  runFunnel: async () => ({ steps: [] }) as never,
};

/** One that holds nothing. */
const store = {
  engine: 'duckdb',
  query: async () => [],
  stream: async function* () {
    // No rows.
  },
  sealedFigures: () => ({ days: new Set<string>(), months: new Set<string>(), stamp: '' }),
  dataVersion: () => 0,
} satisfies Partial<EventStore>;

const events = {
  acceptAll: async () => ({ accepted: 0, duplicates: 0, dropped: 0, errors: [] }),
};

const CREATED_AT = new Date(NOW_MS).toISOString();
let bystander: string;

interface World {
  orgId: string;
  siteId: string;
  goalId: string;
  keyId: string;
  funnelId: string;
  /** A viewer who is none of the callers. */
  memberId: string;
  inviteId: string;
  code: string;
  /** Of somebody who is none of the callers. */
  sessionId: string;
  methodId: string;
  /** None is configured here. */
  provider: string;
}

type Cookies = Record<Caller, string | undefined>;

async function addMember(app: TestApp, cookie: string, facts: { org_id: string; role: Role }) {
  const me = await app.ask('GET', '/api/me', { as: cookie });
  const member = { ...facts, id: newId(), user_id: me.body.user.id, created_at: CREATED_AT };
  await app.deps.configStore.db.insertInto('members').values(member).execute();
  return member.id;
}

/** What a member has to sign in with. */
async function waysInOf({ deps }: TestApp, memberId: string) {
  const { sessionId, methodId } = await deps.configStore.db
    .selectFrom('members')
    .innerJoin('sessions', 'sessions.user_id', 'members.user_id')
    .innerJoin('identities', 'identities.user_id', 'members.user_id')
    .where('members.id', '=', memberId)
    .select(['sessions.id as sessionId', 'identities.id as methodId'])
    .executeTakeFirstOrThrow();
  return { sessionId, methodId };
}

/** An organization with its people, a site and an invite, the first two straight into the database. */
async function addOrg(app: TestApp, cookies: Cookies): Promise<World> {
  const { db } = app.deps.configStore;
  const orgId = newId();
  const org = { id: orgId, name: 'Acme', slug: orgId.toLowerCase(), plan: 'selfhosted' as const };
  await db
    .insertInto('orgs')
    .values({ ...org, created_at: CREATED_AT })
    .execute();
  for (const role of ['owner', 'admin', 'viewer'] as const) {
    await addMember(app, cookies[role]!, { org_id: orgId, role });
  }
  const memberId = await addMember(app, bystander, { org_id: orgId, role: 'viewer' });
  const site = await app.ask('POST', `/api/org/${orgId}/site`, {
    as: cookies.owner!,
    body: { domain: `${orgId}.example.com` },
  });
  const siteId = site.body.site.id;
  const goal = await app.ask('POST', `/api/org/${orgId}/site/${siteId}/goal`, {
    as: cookies.owner!,
    body: { goal_type: 'page', page_path: '/thank-you' },
  });
  const funnel = await app.ask('POST', `/api/org/${orgId}/site/${siteId}/funnel`, {
    as: cookies.owner!,
    body: { name: 'Sale', steps: [{ page_path: '/pricing' }, { page_path: '/sold' }] },
  });
  const key = await app.ask('POST', `/api/org/${orgId}/site/${siteId}/api-key`, {
    as: cookies.owner!,
    body: { name: 'Reports', scopes: ['stats:read'] },
  });
  const invited = await app.ask('POST', `/api/org/${orgId}/invite`, {
    as: cookies.owner!,
    body: { email: 'invited@example.com', role: 'viewer' },
  });
  const { id: inviteId, code } = invited.body.invite;
  const goalId = goal.body.goal.id;
  const keyId = key.body.api_key.id;
  const funnelId = funnel.body.funnel.id;
  const named = { orgId, siteId, goalId, keyId, funnelId, memberId, inviteId, code };
  return { ...named, ...(await waysInOf(app, memberId)), provider: 'google' };
}

/** Actions in the log of the world's organization, oldest first. */
async function auditOf({ deps }: TestApp, { orgId }: World): Promise<string[]> {
  const { db } = deps.configStore;
  const rows = db.selectFrom('audit').where('org_id', '=', orgId).select('action').orderBy('id');
  return (await rows.execute()).map(({ action }) => action);
}

async function newCallers(app: TestApp, prefix: string): Promise<Cookies> {
  return {
    owner: await app.register(`${prefix}owner`),
    admin: await app.register(`${prefix}admin`),
    viewer: await app.register(`${prefix}viewer`),
    stranger: await app.register(`${prefix}stranger`),
    'signed out': undefined,
  };
}

/** `:name` of a path, each with what the world holds of it. */
const paramsOf = (pattern: string): string[] => pattern.match(/(?<=:)\w+/g) ?? [];

/** @throws Error when the world has nothing that the path names: add it to `addOrg` */
function pathOf(pattern: string, world: World): string {
  return pattern
    .replace(/:(\w+)/g, (_, param: string) => {
      const id = world[param as keyof World];
      if (id === undefined) throw new Error(`addOrg makes nothing for :${param} of ${pattern}`);
      return id;
    })
    .replace('*', 'login');
}

/**
 * `:code` is a credential: whoever has it may use it, from whichever organization it is. A provider
 * belongs to the server.
 */
const IS_NO_ID = ['code', 'provider'];

/** Puts the value where the path leads, such as `steps.0.goal_id`. */
function putAt(body: object, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce(
    (part, key) => part[key] as Record<string, unknown>,
    body as Record<string, unknown>,
  );
  parent[last] = value;
}

function bodyOf({ body, ids = {} }: Row, world: World): string | undefined {
  if (body === undefined) return undefined;
  const filled = structuredClone(body);
  for (const [path, id] of Object.entries(ids)) putAt(filled as object, path, world[id]);
  return JSON.stringify(filled).replace('DOMAIN', `${newId()}.example.com`);
}

const methodAndPath = (route: string) => route.split(' ') as [string, string];

describe('every route', () => {
  let app: TestApp;
  let shared: Cookies;

  beforeAll(async () => {
    app = await openTestApp({ deps: { stats, events, store: store as unknown as EventStore } });
    shared = await newCallers(app, '');
    bystander = await app.register('bystander');
  });
  afterAll(() => app.close());

  test('has a row in the table, and every row has a route', () => {
    const routes = app.routes.declared.map(({ method, path }) => `${method} ${path}`);
    expect(routes.toSorted()).toEqual(Object.keys(TABLE).toSorted());
  });

  test.each(Object.entries(TABLE))(
    '%s answers each caller as the table says, and leaves its entry',
    async (key, row) => {
      const [method, pattern] = methodAndPath(key);
      const isSpent = SPENDS_CALLER.includes(pattern);
      const cookies = isSpent ? await newCallers(app, `${newId()}-`) : shared;
      const { action } = app.routes.declared.find(({ method: m, path }) => key === `${m} ${path}`)!;
      const leaves = isAudited(action) ? action : row.audits;
      const statuses: number[] = [];
      for (const caller of CALLERS) {
        const world = await addOrg(app, isSpent && caller !== 'owner' ? shared : cookies);
        const as = cookies[caller];
        const body = bodyOf(row, world);
        const before = await auditOf(app, world);
        const answer = await app.ask(method, pathOf(pattern, world), { body, ...(as && { as }) });
        statuses.push(answer.status);
        const isChange = answer.status < 300 && leaves !== undefined;
        expect((await auditOf(app, world)).slice(before.length)).toEqual(isChange ? [leaves] : []);
      }
      expect(statuses).toEqual(row.statuses);
    },
  );

  test('answers alike for what is not there and for what belongs to others', async () => {
    const mine = await addOrg(app, shared);
    const ask = (path: string) => app.ask('GET', path, { as: shared.stranger! });
    const absent = await ask(`/api/org/${newId()}`);
    expect((await ask(`/api/org/${mine.orgId}`)).body).toEqual(absent.body);
  });

  test('of the API description is one of these, and the other way round', async () => {
    const { paths } = (await app.ask('GET', '/api/openapi.json')).body;
    const described = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const documented = Object.keys(TABLE)
      .filter((key) => !PLAIN.includes(key))
      .map((key) => key.replace(/:(\w+)/g, '{$1}'));
    expect(described.toSorted()).toEqual([...documented, ...BEFORE_THE_APP].toSorted());
  });

  test('names the roles that may when the caller may not', async () => {
    const { orgId } = await addOrg(app, shared);
    const answer = await app.ask('DELETE', `/api/org/${orgId}`, { as: shared.admin! });
    expect(answer.body).toEqual({
      error: { code: 'FORBIDDEN', message: 'This needs the role owner; yours here is admin.' },
    });
  });
});

type Keys = Record<string, string>;

/** A key of each scope, and every kind that opens nothing. */
async function addKeys(app: TestApp, cookies: Cookies, mine: World, foreign: World) {
  const { db } = app.deps.configStore;
  const add = async ({ orgId, siteId }: Pick<World, 'orgId' | 'siteId'>, scopes: string[]) => {
    const path = `/api/org/${orgId}/site/${siteId}/api-key`;
    const body = { name: 'A key', scopes };
    return (await app.ask('POST', path, { as: cookies.owner!, body })).body.api_key;
  };
  const every = [...API_KEY_SCOPES];
  const domain = `${newId()}.example.com`;
  const sibling = await app.ask('POST', `/api/org/${mine.orgId}/site`, {
    as: cookies.owner!,
    body: { domain },
  });
  const [revoked, expired] = [await add(mine, every), await add(mine, every)];
  await app.ask('DELETE', `/api/org/${mine.orgId}/site/${mine.siteId}/api-key/${revoked.id}`, {
    as: cookies.owner!,
  });
  const past = { expires_at: new Date(NOW_MS).toISOString() };
  await db.updateTable('api_keys').set(past).where('id', '=', expired.id).execute();
  const keys: Keys = {};
  for (const scope of every) keys[scope] = (await add(mine, [scope])).key;
  keys['of another site'] = (
    await add({ orgId: mine.orgId, siteId: sibling.body.site.id }, every)
  ).key;
  keys['of another organization'] = (await add(foreign, every)).key;
  return {
    ...keys,
    revoked: revoked.key,
    expired: expired.key,
    unknown: `ps_live_${'0'.repeat(32)}`,
  } as Keys;
}

const BAD_KEYS = ['revoked', 'expired', 'unknown'];

/** What the row says of a key, by the rules of decision 24. */
function expectedOfKey(pattern: string, row: Row, holder: string): number {
  const [owner, , , , signedOut] = row.statuses;
  // What tells no caller from another looks at none.
  const isForAnybody = signedOut !== 401 || new Set(row.statuses).size === 1;
  if (isForAnybody) return signedOut;
  if (BAD_KEYS.includes(holder)) return 401;
  const params = paramsOf(pattern);
  if (holder === 'of another organization' && params.includes('orgId')) return 404;
  if (holder === 'of another site' && params.includes('siteId')) return 404;
  return row.key === holder ? owner : 403;
}

describe('API keys and ids of others, on every route', () => {
  let app: TestApp;
  let people: Cookies;
  let keys: Keys;
  /** Of the same owner, so that only the parent tells them apart. */
  let mine: World;
  let sibling: World;
  let foreign: World;

  beforeAll(async () => {
    app = await openTestApp({ deps: { stats, events, store: store as unknown as EventStore } });
    people = await newCallers(app, '');
    bystander = await app.register('bystander');
    const others = await newCallers(app, 'other-');
    mine = await addOrg(app, people);
    sibling = await addOrg(app, people);
    foreign = await addOrg(app, others);
    keys = await addKeys(app, people, mine, sibling);
  });
  afterAll(() => app.close());

  test.each(Object.entries(TABLE))('%s answers each key as its row says', async (route, row) => {
    const [method, pattern] = methodAndPath(route);
    const expected: Record<string, number> = {};
    const found: Record<string, number> = {};
    for (const [holder, key] of Object.entries(keys)) {
      expected[holder] = expectedOfKey(pattern, row, holder);
      const headers = { 'x-api-key': key };
      const ask = { headers, body: bodyOf(row, mine) };
      found[holder] = (await app.ask(method, pathOf(pattern, mine), ask)).status;
    }
    expect(found).toEqual(expected);
  });

  const positions = Object.entries(TABLE).flatMap(([route, row]) =>
    paramsOf(route)
      .filter((param) => !IS_NO_ID.includes(param))
      .map((param) => ({ route, row, param: param as keyof World })),
  );

  test.each(positions)('$route finds no $param of others', async ({ route, row, param }) => {
    const [method, pattern] = methodAndPath(route);
    // With one id in the path there is no parent that could be wrong: the organization itself is mine.
    const worlds = paramsOf(pattern).length > 1 ? [foreign, sibling] : [foreign];
    for (const other of worlds) {
      const path = pathOf(pattern, { ...mine, [param]: other[param] });
      const ask = { as: people.owner!, body: bodyOf(row, mine) };
      const { status, body } = await app.ask(method, path, ask);
      expect([status, body.error?.code]).toEqual([404, 'NOT_FOUND']);
    }
  });

  const fields = Object.entries(TABLE).flatMap(([route, row]) =>
    Object.entries(row.ids ?? {}).map(([field, id]) => ({ route, row, field, id })),
  );

  test.each(fields)(
    '$route finds nothing of others by $field of its body',
    async ({ route, row, field, id }) => {
      const [method, pattern] = methodAndPath(route);
      const answers = [];
      for (const value of [foreign[id], newId()]) {
        const body = JSON.parse(bodyOf(row, mine)!) as object;
        putAt(body, field, value);
        answers.push(await app.ask(method, pathOf(pattern, mine), { as: people.owner!, body }));
      }
      const [ofOthers, ofNobody] = answers;
      expect([400, 404]).toContain(ofOthers!.status);
      expect([ofOthers!.status, ofOthers!.body]).toEqual([ofNobody!.status, ofNobody!.body]);
    },
  );

  test('every field of a body that is called like an id is accounted for', async () => {
    const description = (await app.ask('GET', '/api/openapi.json')).body;
    const unaccounted = Object.entries(TABLE).flatMap(([route, row]) => {
      const [method, pattern] = methodAndPath(route);
      const operation =
        description.paths[pattern.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      const ids = Object.keys(row.ids ?? {}).map((path) => path.split('.').at(-1)!);
      const known = [...ids, ...(row.notIds ?? [])];
      return idFieldsOf(operation?.requestBody ?? {})
        .filter((field) => !known.includes(field))
        .map((field) => `${route}: ${field}`);
    });
    expect(unaccounted).toEqual([]);
  });
});

/** Names of properties, however deep, that end in `id` or `ids`. */
function idFieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { properties?: object };
  const own = Object.keys(properties ?? {}).filter((field) => /(^|_)ids?$/.test(field));
  return [...new Set([...own, ...Object.values(schema).flatMap(idFieldsOf)])];
}

async function startWith(mount: (routes: Routes) => void) {
  const app = await openTestApp({ mounts: [mount] });
  await app.close();
}

describe('a route that declares no action', () => {
  const undocumented = { method: 'get', path: '/api/secret', responses: {} } as const;

  test('does not compile, and stops the start all the same', async () => {
    const route = createRoute(undocumented);
    // @ts-expect-error -- the action is missing
    const start = startWith((routes) => routes.add(route, (c) => c.json({})));
    await expect(start).rejects.toThrow(UndeclaredRouteError);
  });

  test('stops the start when its action is not in the table', async () => {
    // @ts-expect-error -- no such action
    const route = defineRoute({ ...undocumented, action: 'secret:read' });
    const start = startWith((routes) => routes.add(route, (c) => c.json({})));
    await expect(start).rejects.toThrow(/GET \/api\/secret declares no known action/);
  });

  test.each([
    {
      how: 'get',
      mount: (routes: Routes) => void routes.app.get('/api/secret', (c) => c.json({})),
    },
    {
      how: 'all',
      mount: (routes: Routes) => void routes.app.all('/api/secret', (c) => c.json({})),
    },
  ])('stops the start when it is put past the registry by $how', async ({ mount }) => {
    await expect(startWith(mount)).rejects.toThrow(/\/api\/secret declares no action/);
  });
});
