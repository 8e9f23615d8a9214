import { createServer, request } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StatsContext, StatsService } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { BASE_URL, NO_STATS, NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';

interface Call {
  name: keyof StatsService;
  context: StatsContext;
  body: unknown;
}

let app: TestApp;
let as: string;
let path: string;
let siteId: string;
let calls: Call[];
let answer: () => Promise<never>;

const record = (name: keyof StatsService) => (context: StatsContext, body?: unknown) => {
  calls.push({ name, context, body });
  return answer();
};

beforeEach(async () => {
  calls = [];
  answer = async () => ({ figures: 1 }) as never;
  const stats = {
    ...NO_STATS,
    runStats: record('runStats'),
    runStatsBatch: record('runStatsBatch'),
    runRealtime: record('runRealtime'),
  };
  app = await openTestApp({ deps: { stats } });
  as = await app.register('ann');
  const { org } = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body;
  const body = { domain: 'example.com', timezone: 'Asia/Tokyo' };
  const { site } = (await app.ask('POST', `/api/org/${org.id}/site`, { as, body })).body;
  siteId = site.id;
  path = `/api/org/${org.id}/site/${site.id}`;
});
afterEach(() => app.close());

test('each route asks for its figures with the site, the time and the body as sent', async () => {
  const body = { period: '7d', anything: ['goes'] };
  const answers = [
    await app.ask('POST', `${path}/stats`, { as, body }),
    await app.ask('POST', `${path}/stats/batch`, { as, body }),
    await app.ask('GET', `${path}/realtime`, { as }),
  ];
  expect(answers.map(({ status, body: figures }) => [status, figures])).toEqual([
    [200, { figures: 1 }],
    [200, { figures: 1 }],
    [200, { figures: 1 }],
  ]);
  const site = {
    number: 1,
    id: siteId,
    orgId: path.split('/')[3],
    domain: 'example.com',
    timezone: 'Asia/Tokyo',
    createdAtMs: NOW_MS,
  };
  const facts = calls.map(({ name, context, body: sent }) => ({
    name,
    site: context.site,
    nowMs: context.nowMs,
    firstEventAtMs: context.firstEventAtMs,
    sent,
  }));
  const common = { site, nowMs: NOW_MS, firstEventAtMs: null };
  expect(facts).toEqual([
    { name: 'runStats', ...common, sent: body },
    { name: 'runStatsBatch', ...common, sent: body },
    { name: 'runRealtime', ...common, sent: undefined },
  ]);
});

test('a first event that has just been noted is known to the next question', async () => {
  app.deps.sites.markFirstEvent(1, NOW_MS - 1_000);
  await app.ask('GET', `${path}/realtime`, { as });
  expect(calls[0]!.context.firstEventAtMs).toBe(NOW_MS - 1_000);
});

test("a query knows the site's goals by what meets them", async () => {
  const other = await app.ask('POST', path.replace(/\/[^/]+$/, ''), {
    as,
    body: { domain: 'example.org' },
  });
  const make = (site: string, body: object) => app.ask('POST', `${site}/goal`, { as, body });
  const otherPath = path.replace(siteId, other.body.site.id);
  await make(otherPath, { goal_type: 'event', event_name: 'elsewhere' });
  const page = (await make(path, { goal_type: 'page', page_path: '/docs/**' })).body.goal;
  const body = { goal_type: 'event', event_name: 'purchase', name: 'Sold', currency: 'EUR' };
  const event = (await make(path, body)).body.goal;
  await app.ask('POST', `${path}/stats`, { as, body: {} });
  await app.ask('POST', `${path}/stats/batch`, { as, body: {} });
  const leaf = { kind: 'leaf', operator: 'is' };
  const isPageview = { ...leaf, dimension: 'event_name', values: ['pageview'] };
  const isOnPage = { ...leaf, dimension: 'pathname', values: ['/docs/**'] };
  const isPurchase = { ...leaf, dimension: 'event_name', values: ['purchase'] };
  const goals = [
    { id: event.id, name: 'Sold', currency: 'EUR', condition: isPurchase },
    {
      id: page.id,
      name: 'Visit /docs/**',
      currency: null,
      condition: { kind: 'and', parts: [isPageview, isOnPage] },
    },
  ];
  expect(calls.map(({ context }) => context.goals)).toEqual([goals, goals]);
});

test("the parser's refusal reaches the caller", async () => {
  const details = [{ path: 'period', message: 'allowed is today, 7d' }];
  answer = () => Promise.reject(new AppError('VALIDATION_ERROR', 'period: no', { details }));
  const refused = await app.ask('POST', `${path}/stats`, { as, body: {} });
  expect([refused.status, refused.body]).toEqual([
    400,
    { error: { code: 'VALIDATION_ERROR', message: 'period: no', details } },
  ]);
});

test('a filter of a million values is refused before it is read', async () => {
  const pathname = Array.from({ length: 1_000_000 }, (_, index) => `/${index}`);
  const refused = await app.ask('POST', `${path}/stats`, { as, body: { filters: { pathname } } });
  const message =
    'has more than 256 KB; a filter takes at most 500 values, a query at most 100 conditions.';
  expect([refused.status, refused.headers.get('connection'), refused.body]).toEqual([
    400,
    'close',
    {
      error: {
        code: 'VALIDATION_ERROR',
        message: `body: ${message}`,
        details: [{ path: 'body', message }],
      },
    },
  ]);
});

test('a client that goes away ends its query', async () => {
  const { promise: asked, resolve: beginAsking } = Promise.withResolvers<StatsContext>();
  answer = () => {
    const { context } = calls.at(-1)!;
    beginAsking(context);
    return once(context.signal, 'abort').then(() => {
      throw new AppError('UNAVAILABLE', 'cancelled');
    });
  };
  const server = createServer(getRequestListener(app.app.fetch)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = request({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    method: 'POST',
    path: `${path}/stats`,
    headers: { cookie: as, origin: BASE_URL, 'content-type': 'application/json' },
  });
  client.on('error', () => undefined);
  client.end('{}');
  const { signal } = await asked;
  expect(signal.aborted).toBe(false);
  client.destroy();
  await once(signal, 'abort');
  expect(signal.aborted).toBe(true);
  server.close();
  await once(server, 'close');
});
