import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../errors.ts';
import {
  runFunnel,
  runRealtime,
  runStats,
  runStatsBatch,
  startStatsBatch,
} from '../../query/index.ts';
import type { EventStore } from '../../stores/event-store.ts';
import { BASE_URL, NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';

interface Asked {
  text: string;
  answer: (rows: []) => void;
  refuse: (reason: unknown) => void;
}

let app: TestApp;
let server: Server;
let as: string;
let path: string;
let asked: Asked[];
let cancelled: string[];
let answersAtOnce: boolean;
const responses: IncomingMessage[] = [];

/** A store that answers nothing by itself: a statement waits until the test answers it. */
const store = {
  engine: 'duckdb',
  dataVersion: () => 0,
  sealedFigures: () => ({ days: new Set(), months: new Set(), stamp: '' }),
  query({ text }, options) {
    const { promise, resolve, reject } = Promise.withResolvers<[]>();
    const one = { text, answer: resolve, refuse: reject };
    options?.signal?.addEventListener('abort', () => {
      cancelled.push(text);
      reject(options.signal!.reason as Error);
    });
    asked.push(one);
    if (answersAtOnce) resolve([]);
    return promise;
  },
} as Partial<EventStore> as EventStore;

beforeEach(async () => {
  asked = [];
  cancelled = [];
  answersAtOnce = false;
  // Answers are kept by store: each test has one of its own.
  app = await openTestApp({
    deps: {
      store: { ...store },
      stats: { runStats, runStatsBatch, startStatsBatch, runRealtime, runFunnel },
    },
  });
  server = createServer(getRequestListener(app.app.fetch)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  as = await app.register('ann');
  const { org } = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body;
  const { site } = (
    await app.ask('POST', `/api/org/${org.id}/site`, { as, body: { domain: 'example.com' } })
  ).body;
  app.deps.sites.markFirstEvent(1, NOW_MS - 86_400_000);
  path = `/api/org/${org.id}/site/${site.id}/stats/batch`;
});
afterEach(async () => {
  for (const response of responses.splice(0)) response.destroy();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  await app.close();
});

const FIRST_EVENT = { first_event_at: '2026-03-09T12:00:00.000Z' };
const BODY = {
  base: { period: 'today', metrics: ['bounce_rate'] },
  queries: { pages: { dimensions: ['pathname'] }, countries: { dimensions: ['country'] } },
};

async function post(body: unknown, accept: string): Promise<IncomingMessage> {
  const client = request({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    method: 'POST',
    path,
    headers: { cookie: as, origin: BASE_URL, accept, 'content-type': 'application/json' },
  });
  client.on('error', () => undefined);
  client.end(JSON.stringify(body));
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  responses.push(response);
  return response;
}

/** Posts a batch and reads its lines one by one; null when there are no more. */
async function postForLines(body: unknown) {
  const response = await post(body, 'application/x-ndjson');
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  return {
    response,
    async next(): Promise<unknown> {
      const { done, value } = await lines.next();
      return done === true ? null : JSON.parse(value);
    },
  };
}

const answersOf = (dimension: string) => asked.filter(({ text }) => text.includes(dimension));
const resultOf = (name: string) => ({ name, result: expect.objectContaining({ dimensions: [] }) });

/** Answers all statements but those that read the dimension. */
function answerAllBut(dimension: string): void {
  for (const one of asked) if (!one.text.includes(dimension)) one.answer([]);
}

test('an answer is a line as soon as it is known, however long the others take', async () => {
  const lines = await postForLines(BODY);
  expect(await lines.next()).toEqual(FIRST_EVENT);
  answerAllBut('pathname');
  expect(await lines.next()).toEqual(resultOf('countries'));
  for (const one of answersOf('pathname')) one.answer([]);
  expect(await lines.next()).toEqual(resultOf('pages'));
  expect(await lines.next()).toEqual({ ...FIRST_EVENT, done: true });
  expect(await lines.next()).toBeNull();
  expect([lines.response.statusCode, lines.response.headers]).toMatchObject([
    200,
    {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  ]);
});

test('asked for as JSON it is one answer, its parts in the order of the question', async () => {
  const answer = post(BODY, 'application/json');
  await vi.waitUntil(() => answersOf('pathname').length > 0);
  answerAllBut('pathname');
  await setImmediate();
  for (const one of answersOf('pathname')) one.answer([]);
  const body = JSON.parse((await (await answer).setEncoding('utf8').toArray()).join(''));
  expect(body).toEqual({
    results: { pages: resultOf('pages').result, countries: resultOf('countries').result },
    ...FIRST_EVENT,
  });
  expect(Object.keys(body.results)).toEqual(['pages', 'countries']);
});

test('the live figures are a line of their own', async () => {
  const lines = await postForLines({ base: {}, queries: {}, realtime: true });
  await lines.next();
  for (const one of asked) one.answer([]);
  expect(await lines.next()).toEqual({ realtime: expect.objectContaining({ visitors: 0 }) });
  expect(await lines.next()).toEqual({ ...FIRST_EVENT, done: true });
});

test('a query that fails is a line with its error, and the others still come', async () => {
  const lines = await postForLines({ ...BODY, realtime: true });
  await lines.next();
  for (const { text, refuse, answer } of asked) {
    if (text.includes('pathname') && !text.includes('recent'))
      refuse(new AppError('UNAVAILABLE', 'Too slow.'));
    else if (text.includes('recent')) refuse(new Error('a secret of the store'));
    else answer([]);
  }
  const rest = [await lines.next(), await lines.next(), await lines.next()];
  expect(rest).toHaveLength(3);
  expect(rest).toEqual(
    expect.arrayContaining([
      { name: 'pages', error: { code: 'UNAVAILABLE', message: 'Too slow.' } },
      {
        realtime: null,
        error: {
          code: 'INTERNAL_ERROR',
          message: 'Something went wrong on our side.',
          request_id: expect.any(String),
        },
      },
      resultOf('countries'),
    ]),
  );
  expect(await lines.next()).toEqual({ ...FIRST_EVENT, done: true });
  const logged = app.lines.filter((line) => line.includes('a secret of the store'));
  expect(logged).toHaveLength(1);
});

test('a client that leaves cancels what still runs, and nothing of it is told as a failure', async () => {
  const lines = await postForLines(BODY);
  await lines.next();
  answerAllBut('pathname');
  await lines.next();
  const waiting = answersOf('pathname').map(({ text }) => text);
  lines.response.destroy();
  await vi.waitUntil(() => cancelled.length > 0);
  expect(cancelled).toEqual(waiting);
  expect(app.lines.filter((line) => line.includes('request failed'))).toEqual([]);
});

test.each([
  [
    'a wrong query',
    { base: BODY.base, queries: { pages: { metrics: ['x'] } } },
    'queries.pages.metrics',
  ],
  [
    'a period that is too long for its rows',
    { base: { period: 'all', metrics: ['visitors'] }, queries: { a: { dimensions: ['minute'] } } },
    'queries.a.dimensions',
  ],
])('%s is refused before anything is sent', async (_name, body, field) => {
  if (field === 'queries.a.dimensions') app.deps.sites.markFirstEvent(1, NOW_MS - 1e12);
  const answer = await app.ask('POST', path, {
    as,
    body,
    headers: { accept: 'application/x-ndjson' },
  });
  expect([answer.status, answer.body.error.details[0].path]).toEqual([400, field]);
  expect(asked).toEqual([]);
});

test.each([
  ['application/x-ndjson, application/json;q=0.5', 'application/x-ndjson'],
  ['application/json, application/x-ndjson;q=0.5', 'application/json'],
  ['application/json', 'application/json'],
  ['*/*', 'application/json'],
])('Accept: %s is answered with %s', async (accept, type) => {
  answersAtOnce = true;
  const response = await post(BODY, accept);
  expect(response.headers['content-type']).toBe(type);
});
