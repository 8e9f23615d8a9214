import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bindings } from '../../access/context.ts';
import { openDownload, STALL_MS, type DownloadParts } from './download.ts';

const closing: Array<() => void> = [];
/** What the HTTP adapter would print. */
let printed: unknown[];
beforeEach(() => {
  printed = [];
  for (const level of ['error', 'info'] as const)
    vi.spyOn(console, level).mockImplementation(
      (...words: unknown[]) => void printed.push(...words),
    );
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.restoreAllMocks();
});

interface Served {
  response: IncomingMessage;
  /** What the log was told. */
  log: string[];
}

async function download(
  pieces: AsyncGenerator<Uint8Array>,
  options: Pick<DownloadParts, 'stallMs'> = {},
): Promise<Served> {
  const log: string[] = [];
  const app = new Hono<{ Bindings: Bindings }>();
  app.get('/', async (c) =>
    c.body(
      await openDownload(pieces, {
        signal: c.req.raw.signal,
        log: pino({}, { write: (line: string) => void log.push(line) }),
        about: { route: '/file' },
        socket: c.env.incoming?.socket,
        ...options,
      }),
    ),
  );
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1');
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = get(`http://127.0.0.1:${port}/`);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { response, log };
}

async function* told(...pieces: Array<string | Error>) {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    yield new TextEncoder().encode(piece);
  }
}

/** @returns what came, and whether it was whole */
async function taken(response: IncomingMessage): Promise<[string, boolean]> {
  let words = '';
  try {
    for await (const piece of response) words += String(piece);
  } catch {
    return [words, false];
  }
  return [words, response.complete];
}

test('what goes well ends well', async () => {
  const { response, log } = await download(told('one ', 'two'));
  expect([await taken(response), log]).toEqual([['one two', true], []]);
});

test('what fails on the way is cut off, at a line’s end too, and told to the log', async () => {
  const { response, log } = await download(told('one\r\n', new Error('the disk is gone')));
  // What was on its way may be lost with it.
  const [words, isWhole] = await taken(response);
  expect([isWhole, 'one\r\n'.startsWith(words), printed]).toEqual([false, true, []]);
  expect(log.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({
      route: '/file',
      err: expect.objectContaining({ message: 'the disk is gone' }),
    }),
  ]);
});

test('where there is no connection to cut, as in a test, the body ends by an error', async () => {
  const body = await openDownload(told('one', new Error('the disk is gone')), {
    signal: new AbortController().signal,
    log: pino({ level: 'silent' }),
    about: {},
    socket: undefined,
  });
  await expect(new Response(body).text()).rejects.toThrow('the disk is gone');
});

const MEGABYTE = new Uint8Array(1024 * 1024);

/** Counts what it was asked for; it never ends by itself. */
function endless() {
  const made = { pieces: 0, ended: Promise.withResolvers<void>() };
  async function* pieces() {
    try {
      for (;;) {
        made.pieces += 1;
        yield MEGABYTE;
      }
    } finally {
      made.ended.resolve();
    }
  }
  return { made, pieces: pieces() };
}

test('when the client goes away nothing more is made', async () => {
  const { made, pieces } = endless();
  const { response, log } = await download(pieces);
  await once(response, 'data');
  response.destroy();
  await made.ended.promise;
  expect([log, printed]).toEqual([[], []]);
});

test('no more is made than is taken, and a client that takes nothing is cut off', async () => {
  const { made, pieces } = endless();
  const { response, log } = await download(pieces, { stallMs: 100 });
  await made.ended.promise;
  // What lies in the buffers of both sides of the connection.
  expect(made.pieces).toBeLessThan(50);
  expect((await taken(response))[1]).toBe(false);
  expect(log).toEqual([expect.stringContaining('a download was cut off, because nobody took it')]);
});

test.each([
  ['goes on', () => undefined],
  ['fails', () => Promise.reject(new Error('the disk is gone'))],
])(
  'a body that is let go while a piece is made, which then %s, cuts nothing',
  async (_name, end) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate'] });
    closing.push(() => vi.useRealTimers());
    const making = Promise.withResolvers<void>();
    async function* pieces() {
      yield MEGABYTE;
      await making.promise.then(end);
      yield MEGABYTE;
    }
    const done: string[] = [];
    const cut = () => void done.push('cut');
    const body = await openDownload(pieces(), {
      signal: new AbortController().signal,
      log: pino({}, { write: (line: string) => void done.push(line) }),
      about: {},
      socket: { destroy: cut, destroySoon: cut } as never,
    });
    await body.cancel();
    making.resolve();
    await vi.advanceTimersByTimeAsync(2 * STALL_MS);
    expect(done).toEqual([]);
  },
);
