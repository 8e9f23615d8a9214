import { METRIC_ALIASES, METRICS } from '@purestat/vocabulary';
import { Counter, Registry } from 'prom-client';
import { afterEach, describe, expect, test } from 'vitest';
import { DIMENSION_ENTRIES } from '../query/dimensions.ts';
import { openTestApp, type TestApp, type TestAppOptions } from '../testing/http-app.ts';

let app: TestApp;
afterEach(() => app.close());
const open = async (options?: TestAppOptions) => {
  app = await openTestApp(options);
};

test('ready answers for the stores, health for the process alone', async () => {
  let problem: string | null = null;
  await open({ deps: { isReady: async () => problem } });
  const ask = async () => {
    const { status, body } = await app.ask('GET', '/api/ready');
    return [status, body];
  };
  expect(await ask()).toEqual([200, { ok: true }]);
  problem = 'The event store does not answer.';
  expect(await ask()).toEqual([503, { error: { code: 'UNAVAILABLE', message: problem } }]);
  expect((await app.ask('GET', '/api/health')).body).toEqual({ ok: true });
});

describe('metrics', () => {
  const TOKEN = 'metrics-token-of-16';
  const metrics = new Registry();
  new Counter({ name: 'events_total', help: 'Events', registers: [metrics] }).inc(3);

  test.each<{ who: string; peer: string; headers: Record<string, string>; status: number }>([
    { who: 'the machine itself', peer: '127.0.0.1', headers: {}, status: 200 },
    { who: 'the machine itself over IPv6', peer: '::1', headers: {}, status: 200 },
    { who: 'the machine itself, mapped', peer: '::ffff:127.0.0.1', headers: {}, status: 200 },
    {
      who: 'somebody behind a proxy on the machine',
      peer: '127.0.0.1',
      headers: { 'x-forwarded-for': '198.51.100.1' },
      status: 401,
    },
    {
      who: 'somebody behind another kind of proxy',
      peer: '::1',
      headers: { forwarded: 'for=198.51.100.1' },
      status: 401,
    },
    { who: 'a stranger', peer: '198.51.100.1', headers: {}, status: 401 },
    {
      who: 'a stranger with the token',
      peer: '198.51.100.1',
      headers: { authorization: `Bearer ${TOKEN}` },
      status: 200,
    },
    {
      who: 'a stranger with a part of the token',
      peer: '198.51.100.1',
      headers: { authorization: `Bearer ${TOKEN.slice(0, -1)}` },
      status: 401,
    },
  ])('asked for by $who answer $status', async ({ peer, headers, status }) => {
    await open({ env: { METRICS_TOKEN: TOKEN }, deps: { metrics } });
    const answer = await app.ask('GET', '/metrics', { peer, headers });
    expect(answer.status).toBe(status);
    expect(String(answer.body).includes('events_total 3')).toBe(status === 200);
  });

  test('without a configured token no token opens them', async () => {
    await open({ deps: { metrics } });
    const headers = { authorization: 'Bearer undefined' };
    expect((await app.ask('GET', '/metrics', { headers })).status).toBe(401);
  });
});

test('the API description has every documented route and what each may answer', async () => {
  await open();
  const { body } = await app.ask('GET', '/api/openapi.json');
  const described = Object.entries(body.paths as Record<string, object>).flatMap(
    ([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routed = app.routes.declared
    .filter(({ path }) => path.startsWith('/api/') && path !== '/api/openapi.json')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  // The tracker's route is answered before the app.
  expect(described.toSorted()).toEqual([...routed, 'POST /api/event'].toSorted());
  expect(body.openapi).toBe('3.1.0');
  expect(body.components.securitySchemes.session).toEqual({
    type: 'apiKey',
    in: 'cookie',
    name: 'purestat.session_token',
  });
  const createSite = body.paths['/api/org/{orgId}/site'].post;
  expect(createSite.security).toEqual([{ session: [] }]);
  expect(Object.keys(createSite.responses)).toEqual([
    '201',
    '400',
    '401',
    '402',
    '403',
    '404',
    '409',
    '413',
    '429',
    '500',
  ]);
  const fields = createSite.requestBody.content['application/json'].schema.properties;
  expect(Object.keys(fields)).toEqual(['domain', 'name', 'timezone']);
  expect('Shop').toMatch(new RegExp(fields.name.pattern, 'u'));
  expect('two\nlines').not.toMatch(new RegExp(fields.name.pattern, 'u'));
});

test('the API description has every name that a query may hold, and asks for none that it may leave out', async () => {
  await open();
  const { body } = await app.ask('GET', '/api/openapi.json');
  const bodyOf = (path: string) =>
    body.paths[`/api/org/{orgId}/site/{siteId}/${path}`].post.requestBody.content[
      'application/json'
    ].schema;
  const { type, required, properties } = bodyOf('stats');
  expect([type, required]).toEqual(['object', undefined]);
  const [metric, ofProperty] = properties.metrics.items.anyOf;
  expect(metric.enum).toEqual([...Object.keys(METRICS), ...Object.keys(METRIC_ALIASES)]);
  expect('sum:props:price').toMatch(new RegExp(ofProperty.pattern));
  expect('sum:price').not.toMatch(new RegExp(ofProperty.pattern));
  const [named, custom] = properties.dimensions.items.anyOf;
  expect(named.enum.toSorted()).toEqual(Object.keys(DIMENSION_ENTRIES).toSorted());
  expect('props:plan').toMatch(new RegExp(custom.pattern));
  const batch = bodyOf('stats/batch');
  expect(batch.required).toEqual(['queries']);
  expect(batch.properties.base).toEqual({ type, additionalProperties: false, properties });
});
