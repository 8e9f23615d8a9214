/** Who gets which answer, for every route there is: a route without a row fails. */
import { createRoute } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '@purestat/vocabulary';
import { newId } from '../db/index.ts';
import { NO_STATS, NOW_MS, openTestApp, type TestApp } from '../testing/http-app.ts';
import type { EventStore } from '../stores/event-store.ts';
import { defineRoute, UndeclaredRouteError, type Routes } from './index.ts';

const CALLERS = ['owner', 'admin', 'viewer', 'stranger', 'signed out'] as const;
type Caller = (typeof CALLERS)[number];
type Statuses = readonly [number, number, number, number, number];

interface Row {
  statuses: Statuses;
  body?: unknown;
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
  'POST /api/stripe/checkout': { statuses: owners(404), body: { org_id: 'ORG', plan: 'pro' } },
  'POST /api/stripe/portal': { statuses: owners(404), body: { org_id: 'ORG' } },
  'POST /api/stripe/refresh': { statuses: owners(404), body: { org_id: 'ORG' } },
  'POST /api/stripe/webhook': { statuses: all(404) },
  'GET /api/org/:orgId/member': { statuses: members(200) },
  'PUT /api/org/:orgId/member/:memberId': { statuses: owners(200), body: { role: 'admin' } },
  'DELETE /api/org/:orgId/member/:memberId': { statuses: managers(204) },
  'GET /api/org/:orgId/invite': { statuses: managers(200) },
  'POST /api/org/:orgId/invite': {
    statuses: managers(201),
    body: { email: 'new@example.com', role: 'viewer' },
  },
  'DELETE /api/org/:orgId/invite/:inviteId': { statuses: managers(204) },
  'GET /api/invite/:code': { statuses: all(200) },
  'POST /api/invite/:code/accept': { statuses: [409, 409, 409, 200, 401] },
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
    body: { name: 'New', steps: [{ page_path: '/a' }, { page_path: '/b' }] },
  },
  'GET /api/org/:orgId/site/:siteId/funnel/:funnelId': { statuses: members(200) },
  'PUT /api/org/:orgId/site/:siteId/funnel/:funnelId': {
    statuses: managers(200),
    body: { name: 'Other', steps: [{ page_path: '/a' }, { page_path: '/b' }] },
  },
  'DELETE /api/org/:orgId/site/:siteId/funnel/:funnelId': { statuses: managers(204) },
  'GET /api/org/:orgId/site/:siteId/funnel/:funnelId/stats': { statuses: members(200) },
  'POST /api/org/:orgId/site/:siteId/funnel/:funnelId/stats': {
    statuses: members(200),
    body: {},
  },
  'GET /api/org/:orgId/site/:siteId/api-key': { statuses: managers(200) },
  'POST /api/org/:orgId/site/:siteId/api-key': {
    statuses: managers(201),
    body: { name, scopes: ['stats:read'] },
  },
  'DELETE /api/org/:orgId/site/:siteId/api-key/:keyId': { statuses: managers(204) },
  'POST /api/org/:orgId/site/:siteId/stats': { statuses: members(200), body: {} },
  'POST /api/org/:orgId/site/:siteId/stats/batch': { statuses: members(200), body: {} },
  'GET /api/org/:orgId/site/:siteId/realtime': { statuses: members(200) },
  'POST /api/org/:orgId/site/:siteId/events': { statuses: managers(202), body: [] },
  'GET /api/org/:orgId/site/:siteId/realtime/stream': { statuses: members(200) },
  'GET /api/org/:orgId/site/:siteId/export': { statuses: members(200) },
  'GET /api/org/:orgId/site/:siteId/export/events': { statuses: managers(200) },
  'GET /api/org/:orgId/site/:siteId/drops': { statuses: members(200) },
};

/** Routes that end the caller's session or account: each request needs callers of its own. */
const SPENDS_CALLER = [
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
  runFunnel: async () => ({}) as never,
};

/** One that holds nothing. */
const store = {
  engine: 'duckdb',
  query: async () => [],
  stream: async function* () {
    // No rows.
  },
  sealedFigures: () => ({ days: new Set<string>(), months: new Set<string>() }),
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
}

type Cookies = Record<Caller, string | undefined>;

async function addMember(app: TestApp, cookie: string, facts: { org_id: string; role: Role }) {
  const me = await app.ask('GET', '/api/me', { as: cookie });
  const member = { ...facts, id: newId(), user_id: me.body.user.id, created_at: CREATED_AT };
  await app.deps.configStore.db.insertInto('members').values(member).execute();
  return member.id;
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
  return { orgId, siteId, goalId, keyId, funnelId, memberId, inviteId, code };
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

  test.each(Object.entries(TABLE))('%s answers each caller as the table says', async (key, row) => {
    const [method, pattern] = key.split(' ') as [string, string];
    const isSpent = SPENDS_CALLER.includes(pattern);
    const cookies = isSpent ? await newCallers(app, `${newId()}-`) : shared;
    const statuses: number[] = [];
    for (const caller of CALLERS) {
      const world = await addOrg(app, isSpent && caller !== 'owner' ? shared : cookies);
      const path = pattern
        .replace(':orgId', world.orgId)
        .replace(':siteId', world.siteId)
        .replace(':goalId', world.goalId)
        .replace(':keyId', world.keyId)
        .replace(':funnelId', world.funnelId)
        .replace(':memberId', world.memberId)
        .replace(':inviteId', world.inviteId)
        .replace(':code', world.code)
        .replace(':sessionId', newId())
        .replace('*', 'login');
      const body = JSON.stringify(row.body)
        ?.replace('DOMAIN', `${newId()}.example.com`)
        .replace('"ORG"', `"${world.orgId}"`);
      const as = cookies[caller];
      statuses.push((await app.ask(method, path, { body, ...(as && { as }) })).status);
    }
    expect(statuses).toEqual(row.statuses);
  });

  test('answers alike for what is not there and for what belongs to others', async () => {
    const mine = await addOrg(app, shared);
    const ask = (path: string) => app.ask('GET', path, { as: shared.stranger! });
    const absent = await ask(`/api/org/${newId()}`);
    expect((await ask(`/api/org/${mine.orgId}`)).body).toEqual(absent.body);
  });

  test.each([
    ['GET', 'site/:siteId'],
    ['PUT', 'member/:memberId'],
    ['DELETE', 'member/:memberId'],
    ['DELETE', 'invite/:inviteId'],
    ['DELETE', 'site/:siteId/goal/:goalId'],
    ['DELETE', 'site/:siteId/api-key/:keyId'],
    ['GET', 'site/:siteId/funnel/:funnelId'],
    ['DELETE', 'site/:siteId/funnel/:funnelId'],
    ['GET', 'site/:siteId/funnel/:funnelId/stats'],
  ])('%s …/%s finds nothing of another organization', async (method, pattern) => {
    const mine = await addOrg(app, shared);
    const foreign = await addOrg(app, shared);
    const path = pattern
      .replace(':siteId', /(goal|key|funnel)Id\b/.test(pattern) ? mine.siteId : foreign.siteId)
      .replace(':goalId', foreign.goalId)
      .replace(':keyId', foreign.keyId)
      .replace(':funnelId', foreign.funnelId)
      .replace(':memberId', foreign.memberId)
      .replace(':inviteId', foreign.inviteId);
    const body = method === 'PUT' ? { role: 'viewer' } : undefined;
    const answer = await app.ask(method, `/api/org/${mine.orgId}/${path}`, {
      as: shared.owner!,
      body,
    });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'NOT_FOUND']);
  });

  test('names the roles that may when the caller may not', async () => {
    const { orgId } = await addOrg(app, shared);
    const answer = await app.ask('DELETE', `/api/org/${orgId}`, { as: shared.admin! });
    expect(answer.body).toEqual({
      error: { code: 'FORBIDDEN', message: 'This needs the role owner; yours here is admin.' },
    });
  });
});

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
