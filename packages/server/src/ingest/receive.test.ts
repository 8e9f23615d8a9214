import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEventLimit } from '../rate-limit-events.ts';
import { FIREFOX, startIngest, type TestIngest } from '../testing/ingest.ts';
import { createClientIp } from './enrich/client-ip.ts';
import { createEventReceiver, MAX_BODY_BYTES } from './receive.ts';

let ingest: TestIngest;
let server: Server;
let url: string;

async function serve(eventsPerMinute = 0): Promise<void> {
  ingest = await startIngest();
  server = createServer(
    createEventReceiver({
      ingest: { accept: (body, sender) => ingest.ingest.accept(body, sender) },
      log: pino({ level: 'silent' }),
      clientIp: createClientIp('loopback'),
      limit: createEventLimit(eventsPerMinute),
      newRequestId: () => 'request-1',
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/event`;
}
beforeEach(() => serve());
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await ingest.close();
});

const pageview = { domain: 'example.com', url: 'https://example.com/' };

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: { 'user-agent': FIREFOX, ...headers } });
}

function postFrom(ip: string): Promise<Response> {
  return post(JSON.stringify(pageview), { 'x-forwarded-for': ip });
}

async function answer(
  response: Response,
): Promise<{ status: number; body: unknown; dropped: string | null }> {
  return {
    status: response.status,
    body: await response.json(),
    dropped: response.headers.get('x-purestat-dropped'),
  };
}

test('an event is answered with 202 once it is stored, open to every origin, without a cookie', async () => {
  const response = await post(JSON.stringify(pageview), { 'x-forwarded-for': '203.0.113.7' });
  expect(await answer(response)).toEqual({ status: 202, body: { ok: true }, dropped: null });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(await ingest.stored()).toMatchObject([
    { pathname: '/', country: 'DE', browser: 'Firefox' },
  ]);
});

test.each([
  'application/json',
  'text/plain;charset=UTF-8',
  'application/x-www-form-urlencoded',
  'image/png',
])('the content type %s is taken', async (type) => {
  expect((await post(JSON.stringify(pageview), { 'content-type': type })).status).toBe(202);
});

test('the body may come in pieces', async () => {
  const bytes = new TextEncoder().encode(
    JSON.stringify({ ...pageview, url: 'https://example.com/größe' }),
  );
  const body = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const response = await fetch(url, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'user-agent': FIREFOX },
  } as RequestInit);
  expect(response.status).toBe(202);
  expect(await ingest.stored()).toMatchObject([{ pathname: '/größe' }]);
});

test('what is not counted on purpose is told in a header', async () => {
  expect(await answer(await post(JSON.stringify(pageview), { 'user-agent': 'curl/8.0' }))).toEqual({
    status: 202,
    body: { ok: true },
    dropped: 'bot',
  });
});

test('what was cut is listed', async () => {
  const body = JSON.stringify({ ...pageview, props: { note: 'x'.repeat(3000) } });
  expect(await answer(await post(body))).toEqual({
    status: 202,
    body: { ok: true, cut: ['props.note'] },
    dropped: null,
  });
});

describe('refusals', () => {
  test.each([
    { name: 'no JSON', body: '{"domain":', status: 400, code: 'VALIDATION_ERROR', path: 'body' },
    { name: 'an empty body', body: '', status: 400, code: 'VALIDATION_ERROR', path: 'body' },
    {
      name: 'a missing url',
      body: '{"domain":"example.com"}',
      status: 400,
      code: 'VALIDATION_ERROR',
      path: 'url',
    },
    {
      name: 'an unknown domain',
      body: JSON.stringify({ ...pageview, domain: 'nobody.example' }),
      status: 400,
      code: 'VALIDATION_ERROR',
      path: 'domain',
    },
  ])('$name', async ({ body, status, code, path }) => {
    const { status: answered, body: refusal } = await answer(await post(body));
    expect(answered).toBe(status);
    expect(refusal).toMatchObject({ error: { code, details: [{ path }] } });
  });

  test('a body of over 16 KB', async () => {
    const body = JSON.stringify({ ...pageview, props: { a: 'x'.repeat(MAX_BODY_BYTES) } });
    expect(await answer(await post(body))).toMatchObject({
      status: 413,
      body: { error: { code: 'PAYLOAD_TOO_LARGE' } },
    });
    expect(await ingest.stored()).toEqual([]);
  });

  test('another method', async () => {
    expect(await answer(await fetch(url))).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    });
  });

  test('a fault of ours leaks nothing and names the entry in the log', async () => {
    ingest.ingest.accept = () => Promise.reject(new Error('secret detail'));
    expect(await answer(await post(JSON.stringify(pageview)))).toEqual({
      status: 500,
      body: {
        error: {
          code: 'INTERNAL_ERROR',
          message: 'Something went wrong on our side.',
          request_id: 'request-1',
        },
      },
      dropped: null,
    });
  });
});

test('a preflight is answered for every origin', async () => {
  const response = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: 'https://example.com' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS');
});

test('past its limit a client has to wait; another one does not', async () => {
  server.close();
  await ingest.close();
  await serve(2);
  const statuses = [
    await postFrom('198.51.100.1'),
    await postFrom('198.51.100.1'),
    await postFrom('198.51.100.1'),
    await postFrom('198.51.100.2'),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([202, 202, 429, 202]);
  expect(Number(statuses[2]!.headers.get('retry-after'))).toBeGreaterThan(0);
});
