import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StatsContext } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { openStream, type StreamClient } from '../../testing/event-stream-client.ts';
import { authenticator } from '../../testing/authenticator.ts';
import { cookieOf, NO_STATS, NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';

const PROOF = { current_password: 'correct horse' };

const LOOK_MS = 2_000;
const HEARTBEAT_MS = 15_000;
const MORE_THAN_BUFFERS_HOLD = 16 * 1024 * 1024;

let app: TestApp;
let server: Server;
let origin: string;
let as: string;
let path: string;
let visitors: number;
let now: number;
let counted: StatsContext[];
let refusal: AppError | null;
const clients: StreamClient[] = [];

const connections = () => promisify(server.getConnections.bind(server))();

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  visitors = 1;
  now = NOW_MS;
  counted = [];
  refusal = null;
  const runRealtime = async (context: StatsContext) => {
    counted.push(context);
    if (refusal !== null) throw refusal;
    return { visitors } as never;
  };
  app = await openTestApp({
    deps: { clock: { nowMs: () => now }, stats: { ...NO_STATS, runRealtime } },
  });
  server = createServer(getRequestListener(app.app.fetch)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  as = await app.register('ann');
  const { org } = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body;
  const body = { domain: 'example.com', timezone: 'Asia/Tokyo' };
  const { site } = (await app.ask('POST', `/api/org/${org.id}/site`, { as, body })).body;
  path = `/api/org/${org.id}/site/${site.id}`;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.leave();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  await app.close();
  vi.useRealTimers();
});

async function watch(cookie = as): Promise<StreamClient> {
  const client = await openStream(origin, `${path}/realtime/stream`, { cookie });
  clients.push(client);
  return client;
}

const event = (count: number) => `id: ${NOW_MS}\nevent: realtime\ndata: {"visitors":${count}}`;
const first = (count: number) => `retry: 5000\n${event(count)}`;
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('the present figures come at once, in a stream that no proxy holds back', async () => {
  const client = await watch();
  expect([client.status, await client.next()]).toEqual([200, first(1)]);
  expect(client.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  expect(counted.map(({ site, nowMs }) => [site.domain, nowMs])).toEqual([['example.com', NOW_MS]]);
});

test('what has changed is told within two seconds, and only then', async () => {
  const client = await watch();
  await client.next();
  await wait(LOOK_MS);
  visitors = 2;
  await wait(LOOK_MS);
  visitors = 3;
  await wait(LOOK_MS);
  expect([await client.next(), await client.next()]).toEqual([event(2), event(3)]);
});

test('a heartbeat keeps the connection awake', async () => {
  const client = await watch();
  await client.next();
  await wait(HEARTBEAT_MS);
  expect(await client.next()).toBe(': still here');
});

test('a site is counted once however many watch it, and not at all when nobody does', async () => {
  const watching = await Promise.all([watch(), watch(), watch()]);
  const late = await watch();
  visitors = 2;
  await wait(LOOK_MS);
  const heard = await Promise.all(
    [...watching, late].map(async (client) => [await client.next(), await client.next()]),
  );
  expect(heard).toEqual(Array.from({ length: 4 }, () => [first(1), event(2)]));
  expect(counted).toHaveLength(2);
  for (const client of clients) client.leave();
  await vi.waitUntil(() => vi.getTimerCount() === 0);
  await wait(10 * LOOK_MS);
  expect(counted).toHaveLength(2);
});

test('signing out ends the stream at once', async () => {
  const client = await watch();
  await client.next();
  await app.ask('POST', '/api/auth/logout', { as });
  expect(await client.next()).toBeNull();
});

test('a membership that ends ends the stream', async () => {
  const client = await watch();
  await client.next();
  await app.deps.configStore.db.deleteFrom('members').execute();
  await wait(HEARTBEAT_MS);
  expect([await client.next(), await client.next()]).toEqual([': still here', null]);
});

async function newKey(facts: object = {}): Promise<{ id: string; key: string }> {
  const body = { name: 'Wall', scopes: ['realtime:read'], ...facts };
  return (await app.ask('POST', `${path}/api-key`, { as, body })).body.api_key;
}

async function watchBy(key: string, headers: Record<string, string> = {}) {
  const client = await openStream(origin, `${path}/realtime/stream`, {
    'x-api-key': key,
    ...headers,
  });
  clients.push(client);
  return client;
}

test('an API key that is revoked ends its streams at once; those of others go on', async () => {
  const [wall, other] = [await newKey(), await newKey()];
  const [theirs, others, mine] = [await watchBy(wall.key), await watchBy(other.key), await watch()];
  await Promise.all([theirs.next(), others.next(), mine.next()]);
  await app.ask('DELETE', `${path}/api-key/${wall.id}`, { as });
  expect(await theirs.next()).toBeNull();
  visitors = 2;
  await wait(LOOK_MS);
  expect([await others.next(), await mine.next()]).toEqual([event(2), event(2)]);
});

test('an API key that expires ends its streams', async () => {
  const soon = new Date(NOW_MS + HEARTBEAT_MS).toISOString();
  const client = await watchBy((await newKey({ expires_at: soon })).key);
  await client.next();
  now += HEARTBEAT_MS;
  await wait(HEARTBEAT_MS);
  expect([await client.next(), await client.next()]).toEqual([': still here', null]);
});

test('a session lends nothing to a wrong API key beside it, over a real connection too', async () => {
  const wrong = await watchBy(`ps_live_${'0'.repeat(32)}`, { cookie: as });
  expect(wrong.status).toBe(401);
});

test.each([
  { what: 'the site', depth: 5 },
  { what: 'the organization', depth: 3 },
])('deleting $what ends the stream at once', async ({ depth }) => {
  const client = await watch();
  await client.next();
  await app.ask(
    'DELETE',
    path
      .split('/')
      .slice(0, depth + 1)
      .join('/'),
    { as },
  );
  expect(await client.next()).toBeNull();
});

test.each([
  { how: 'is removed', end: (member: string) => app.ask('DELETE', member, { as }) },
  { how: 'leaves', end: (member: string, bob: string) => app.ask('DELETE', member, { as: bob }) },
  {
    how: 'deletes the account',
    end: (_: string, bob: string) => app.ask('DELETE', '/api/me', { as: bob, body: PROOF }),
  },
  {
    how: 'signs out',
    end: (_: string, bob: string) => app.ask('POST', '/api/auth/logout', { as: bob }),
  },
  {
    how: 'signs out everywhere',
    end: (_: string, bob: string) => app.ask('DELETE', '/api/me/sessions', { as: bob }),
  },
  {
    how: 'lacks the second factor that is required from now on',
    end: async (member: string) => {
      const offer = await app.ask('POST', '/api/me/two-factor', { as, body: PROOF });
      const code = authenticator(offer.body.two_factor.uri).codeAt(app.deps.clock.nowMs());
      await app.ask('POST', '/api/me/two-factor/confirm', { as, body: { code } });
      const org = member.split('/member/')[0]!;
      return app.ask('PUT', `${org}/two-factor`, { as, body: { required: true } });
    },
  },
])('a member who $how sees nothing more at once; the others go on', async ({ end }) => {
  const bob = await app.register('bob');
  const org = path.split('/').slice(0, 4).join('/');
  const invite = { email: 'bob@example.com', role: 'viewer' };
  const { code } = (await app.ask('POST', `${org}/invite`, { as, body: invite })).body.invite;
  await app.ask('POST', `/api/invite/${code}/accept`, { as: bob });
  const theirs = await watch(bob);
  const mine = await watch();
  await Promise.all([theirs.next(), mine.next()]);
  const { members } = (await app.ask('GET', `${org}/member`, { as })).body;
  const { id } = members.find((member: { role: string }) => member.role === 'viewer');
  expect((await end(`${org}/member/${id}`, bob)).status).toBeLessThan(300);
  expect(await theirs.next()).toBeNull();
  visitors = 2;
  await wait(LOOK_MS);
  expect(await mine.next()).toBe(event(2));
});

test('a new password by a link ends the streams of sessions before it at once', async () => {
  const client = await watch();
  await client.next();
  const body = { email: (await app.ask('GET', '/api/me', { as })).body.user.email };
  await app.ask('POST', '/api/auth/forgot-password', { body });
  await app.deps.mailer.settled();
  const [, token] = /reset-password\?token=(\w+)/.exec(app.lines.join(''))!;
  const reset = { token, password: 'new battery staple' };
  expect((await app.ask('POST', '/api/auth/reset-password', { body: reset })).status).toBe(200);
  expect(await client.next()).toBeNull();
});

test('a changed password ends the streams of other sessions at once', async () => {
  const client = await watch();
  await client.next();
  const { email } = (await app.ask('GET', '/api/me', { as })).body.user;
  const password = 'correct horse';
  const here = cookieOf(await app.ask('POST', '/api/auth/login', { body: { email, password } }));
  const body = { current_password: password, new_password: 'new battery staple' };
  expect((await app.ask('PUT', '/api/me/password', { as: here, body })).status).toBe(200);
  expect(await client.next()).toBeNull();
});

test('a site that moves to another timezone is counted in it', async () => {
  const client = await watch();
  await client.next();
  await app.ask('PUT', path, { as, body: { timezone: 'Europe/Berlin' } });
  await wait(LOOK_MS);
  expect(counted.map(({ site }) => site.timezone)).toEqual(['Asia/Tokyo', 'Europe/Berlin']);
});

test('a count that fails leaves the stream as it is, and the next one goes on', async () => {
  const client = await watch();
  await client.next();
  refusal = new AppError('UNAVAILABLE');
  await wait(LOOK_MS);
  refusal = null;
  visitors = 2;
  await wait(LOOK_MS);
  expect(await client.next()).toBe(event(2));
});

test('figures that cannot be counted are refused before a stream begins', async () => {
  refusal = new AppError('UNAVAILABLE', 'The event store is away.', { retryAfterSeconds: 1 });
  const answer = await app.ask('GET', `${path}/realtime/stream`, { as });
  expect([answer.status, answer.body.error.message]).toEqual([503, 'The event store is away.']);
});

test('a client has at most 30 streams, and room again when one has ended', async () => {
  for (let count = 0; count < 30; count++) await watch();
  const answer = await fetch(`${origin}${path}/realtime/stream`, { headers: { cookie: as } });
  expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
    429,
    '60',
    {
      error: {
        code: 'RATE_LIMITED',
        message:
          'Too many live streams: 30 at once are allowed. Close one, or ask for /realtime instead.',
      },
    },
  ]);
  clients[0]!.leave();
  await vi.waitUntil(async () => (await watch()).status === 200);
});

test('a client that takes nothing for two heartbeats is cut off', async () => {
  const client = await watch();
  await client.next();
  client.stall();
  visitors = 'x'.repeat(MORE_THAN_BUFFERS_HOLD) as never;
  await wait(LOOK_MS);
  visitors = 2;
  await wait(LOOK_MS);
  await wait(HEARTBEAT_MS);
  expect(await connections()).toBe(1);
  await wait(HEARTBEAT_MS);
  await vi.waitUntil(async () => (await connections()) === 0);
  expect(vi.getTimerCount()).toBe(0);
});
