/** The client against a server that says what the test wants. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient, PurestatConnectionError, PurestatError, type Site } from './index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let answers: Answer[];
let asked: Array<{ line: string; key: string | undefined; body: string }>;
let site: Site;
let baseUrl: string;
let close: () => void;

const refuse =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response
      .writeHead(status, headers)
      .end(JSON.stringify({ error: { code: 'UNAVAILABLE', message: 'Not now.' } }));
const give =
  (body: unknown): Answer =>
  (_request, response) =>
    response.end(JSON.stringify(body));
const hangUp: Answer = (request) => request.socket.destroy();

beforeEach(async () => {
  answers = [];
  asked = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method, url, headers } = request;
    asked.push({ line: `${method} ${url}`, key: headers['x-api-key'] as string, body });
    answers.shift()!(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  site = createClient({ baseUrl: `${baseUrl}/`, apiKey: 'ps_live_x', retry: { baseMs: 1 } }).site(
    'o',
    's',
  );
});
afterEach(() => close());

const query = { metrics: ['visitors' as const] };
const event = { url: 'https://example.com/' };
const receipt = { accepted: 1, duplicates: 0, dropped: 0, errors: [] };

test('a question goes to its address with the key, and its answer comes back', async () => {
  answers = [give({ metrics: { visitors: 3 } })];
  expect(await site.stats(query)).toEqual({ metrics: { visitors: 3 } });
  expect(asked).toEqual([
    { line: 'POST /api/org/o/site/s/stats', key: 'ps_live_x', body: '{"metrics":["visitors"]}' },
  ]);
});

test('any operation can be called by its id', async () => {
  answers = [give({ goals: [] })];
  const client = createClient({ baseUrl });
  await client.call('getOrgSiteGoal', { path: { orgId: 'a/b', siteId: 's' } });
  expect(asked[0]!.line).toBe('GET /api/org/a%2Fb/site/s/goal');
});

test('a base that is no address is refused at once', () => {
  expect(() => createClient({ baseUrl: 'ftp://x' })).toThrow(
    /allowed is an address with http or https/,
  );
});

describe('trying again', () => {
  test.each([
    { name: '429', first: refuse(429) },
    { name: '503', first: refuse(503, { 'retry-after': '0' }) },
    { name: 'a lost connection', first: hangUp },
  ])('after $name a question is asked again', async ({ first }) => {
    answers = [first, first, give({ metrics: {} })];
    expect(await site.stats(query)).toEqual({ metrics: {} });
    expect(asked).toHaveLength(3);
  });

  test('ends after the attempts allowed, with what the server said last', async () => {
    answers = Array.from({ length: 4 }, () => refuse(503));
    await expect(site.realtime()).rejects.toMatchObject({ status: 503, message: 'Not now.' });
    expect(asked).toHaveLength(4);
  });

  test.each([400, 401, 403, 404, 500])('is not done after %i', async (status) => {
    answers = [refuse(status)];
    await expect(site.stats(query)).rejects.toBeInstanceOf(PurestatError);
    expect(asked).toHaveLength(1);
  });

  test('events are sent again only where each has an id', async () => {
    answers = [refuse(503), give(receipt)];
    expect(await site.sendEvents([{ ...event, id: 'a' }])).toEqual(receipt);
    answers = [refuse(503)];
    await expect(site.sendEvents([{ ...event, id: 'a' }, event])).rejects.toThrow('Not now.');
    expect(asked).toHaveLength(3);
  });

  test('the server’s wish is longer than is waited: its answer is told at once', async () => {
    answers = [refuse(429, { 'retry-after': '3600' })];
    await expect(site.stats(query)).rejects.toMatchObject({ retryAfterSeconds: 3600 });
  });

  test('an aborted wait ends with the reason', async () => {
    const stop = new AbortController();
    answers = [
      (request, response, body) => {
        refuse(429, { 'retry-after': '20' })(request, response, body);
        setTimeout(() => stop.abort(new Error('enough')), 5);
      },
    ];
    await expect(site.stats(query, { signal: stop.signal })).rejects.toThrow('enough');
  });
});

test('a refusal tells code, fields and request id', async () => {
  const error = { code: 'INTERNAL_ERROR', message: 'Ours.', request_id: 'r1', details: [] };
  answers = [(_request, response) => response.writeHead(500).end(JSON.stringify({ error }))];
  const caught = await site.stats(query).catch((thrown: unknown) => thrown);
  expect(caught).toMatchObject({ code: 'INTERNAL_ERROR', requestId: 'r1', message: 'Ours.' });
  answers = [(_request, response) => response.writeHead(502).end('<html>')];
  await expect(site.stats(query)).rejects.toMatchObject({ code: 'UNKNOWN', status: 502 });
});

describe('streams', () => {
  test('rows come one by one, wherever the packets are cut', async () => {
    const text = '{"date":"2026-03-01","visitors":1}\n{"date":"2026-03-02","visitors":2}\n';
    answers = [
      async (_request, response) => {
        for (const byte of Buffer.from(text)) response.write(Buffer.of(byte));
        response.end();
      },
    ];
    const rows: unknown[] = [];
    for await (const row of site.exportRows({ period: '7d', metrics: ['visitors'] }))
      rows.push(row);
    expect(rows).toEqual(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    );
    expect(asked[0]!.line).toBe(
      'GET /api/org/o/site/s/export?period=7d&format=ndjson&metrics=visitors',
    );
  });

  test('an export that is cut off fails, and does not just end', async () => {
    answers = [
      (_request, response) => {
        response.write('{"visitors":1}\n{"visi', () => response.socket!.destroy());
      },
    ];
    const rows: unknown[] = [];
    const read = async () => {
      for await (const row of site.exportRows()) rows.push(row);
    };
    await expect(read()).rejects.toBeInstanceOf(PurestatConnectionError);
    expect(rows).toEqual([{ visitors: 1 }]);
  });

  test('live figures come event by event; leaving the loop ends the connection', async () => {
    const gone = new Promise<void>((resolve) => {
      answers = [
        (_request, response) => {
          response.on('close', () => resolve());
          response.write(': awake\n\nevent: realtime\ndata: {"visitors":1}\n\nevent: realtime\n');
          response.write('data: {"visitors":2}\n\n');
        },
      ];
    });
    const seen: number[] = [];
    for await (const { visitors } of site.realtimeStream()) {
      seen.push(visitors);
      if (visitors === 2) break;
    }
    await gone;
    expect(seen).toEqual([1, 2]);
  });
});
