import type { StatsAnswer, StatsBatchLine, StatsBatchQuery } from '@purestat/vocabulary';
import { expect, test } from 'vitest';
import { NetworkError } from '../../api/errors.ts';
import { StatsBatcher } from './batcher.ts';

const ANSWER: StatsAnswer = {
  metrics: {},
  dimensions: [],
  meta: {
    timezone: 'UTC',
    date_from: '2026-11-19',
    date_to: '2026-11-19',
    total_rows: 0,
    sampled: false,
    partial_bucket: null,
  },
};
const FIRST_EVENT = '2026-01-12T09:00:00.000Z';
const REALTIME = {
  visitors: 3,
  pageviews: 4,
  top_pages: [],
  top_sources: [],
  countries: [],
  per_minute: [],
};

/** The answer's lines as the server sends them; each query's tells how many dimensions it has. */
function linesFor({ queries, realtime }: StatsBatchQuery): StatsBatchLine[] {
  return [
    { first_event_at: FIRST_EVENT },
    ...Object.entries(queries).map(([name, { dimensions }]) => ({
      name,
      result: { ...ANSWER, metrics: { dimensions: dimensions?.length ?? 0 } },
    })),
    ...(realtime ? [{ realtime: REALTIME }] : []),
    { first_event_at: FIRST_EVENT, done: true },
  ];
}

function recordingBatcher() {
  const sent: StatsBatchQuery[] = [];
  const batcher = new StatsBatcher(async (body, _signal, take) => {
    sent.push(body);
    linesFor(body).forEach(take);
  }, setImmediate);
  return { sent, batcher };
}

interface Request {
  lines: StatsBatchLine[];
  signal: AbortSignal;
  take: (line: StatsBatchLine) => void;
  end: () => void;
  fail: (reason: unknown) => void;
}

/** Gives each request to the test, which answers it. */
function answeredBatcher() {
  const { promise, resolve } = Promise.withResolvers<Request>();
  const frames: Array<() => void> = [];
  const batcher = new StatsBatcher(
    (body, signal, take) =>
      new Promise((end, fail) => resolve({ lines: linesFor(body), signal, take, end, fail })),
    (run) => frames.push(run),
  );
  const drawFrame = (): void => frames.splice(0).forEach((run) => run());
  return { batcher, request: promise, frames, drawFrame };
}

const never = new AbortController().signal;
const BASE = { period: '30d' } as const;

test('what is asked at one moment travels in one request, and each gets its own answer', async () => {
  const { sent, batcher } = recordingBatcher();
  const [total, sources, live] = await Promise.all([
    batcher.stats(BASE, { metrics: ['visitors'] }, never),
    batcher.stats(BASE, { dimensions: ['source'] }, never),
    batcher.realtime(BASE, never),
  ]);
  expect(sent).toEqual([
    {
      base: BASE,
      queries: { total_0: { metrics: ['visitors'] }, source_1: { dimensions: ['source'] } },
      realtime: true,
    },
  ]);
  expect(total.answer.metrics).toEqual({ dimensions: 0 });
  expect(sources.answer.metrics).toEqual({ dimensions: 1 });
  expect(live).toEqual(REALTIME);
});

test('another base is another request', async () => {
  const { sent, batcher } = recordingBatcher();
  await Promise.all([
    batcher.stats(BASE, {}, never),
    batcher.stats({ period: 'today' }, {}, never),
  ]);
  expect(sent.map(({ base }) => base.period)).toEqual(['30d', 'today']);
});

test('more than a batch may hold are several', async () => {
  const { sent, batcher } = recordingBatcher();
  await Promise.all(Array.from({ length: 45 }, () => batcher.stats(BASE, {}, never)));
  expect(sent.map(({ queries }) => Object.keys(queries).length)).toEqual([20, 20, 5]);
});

test('what nobody wants any more is not asked', async () => {
  const { sent, batcher } = recordingBatcher();
  const gone = new AbortController();
  void batcher.stats(BASE, { dimensions: ['city'] }, gone.signal);
  gone.abort();
  await batcher.stats(BASE, { dimensions: ['source'] }, never);
  expect(sent.map(({ queries }) => Object.keys(queries))).toEqual([['source_0']]);
});

test('each is answered by its own line, whatever the others wait for', async () => {
  const { batcher, request, drawFrame } = answeredBatcher();
  const total = batcher.stats(BASE, {}, never);
  const sources = batcher.stats(BASE, { dimensions: ['source'] }, never);
  const { lines, take } = await request;
  take(lines[0]!);
  take(lines[2]!);
  drawFrame();
  expect((await sources).answer.metrics).toEqual({ dimensions: 1 });
  take(lines[1]!);
  drawFrame();
  expect(await total).toEqual({
    answer: { ...ANSWER, metrics: { dimensions: 0 } },
    firstEventAt: FIRST_EVENT,
  });
});

test('what comes within one frame is given on with it', async () => {
  const { batcher, request, frames, drawFrame } = answeredBatcher();
  const both = Promise.all([batcher.stats(BASE, {}, never), batcher.realtime(BASE, never)]);
  const { lines, take } = await request;
  lines.forEach(take);
  expect(frames).toHaveLength(1);
  drawFrame();
  expect((await both)[1]).toEqual(REALTIME);
});

test('a line with an error is the error of its query alone, tried again where it may pass', async () => {
  const { batcher, request, drawFrame } = answeredBatcher();
  const outcomes = Promise.allSettled([
    batcher.stats(BASE, {}, never),
    batcher.stats(BASE, { dimensions: ['source'] }, never),
    batcher.realtime(BASE, never),
  ]);
  const { lines, take } = await request;
  take({ name: 'total_0', error: { code: 'UNAVAILABLE', message: 'Too slow.' } });
  take(lines[2]!);
  take({ realtime: null, error: { code: 'VALIDATION_ERROR', message: 'No.' } });
  drawFrame();
  expect(await outcomes).toMatchObject([
    { status: 'rejected', reason: { code: 'UNAVAILABLE', message: 'Too slow.', status: 500 } },
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'VALIDATION_ERROR', message: 'No.', status: 400 } },
  ]);
});

test.each([
  ['ends early', ({ end }: Request) => end()],
  ['breaks', ({ fail }: Request) => fail(new NetworkError())],
])('an answer that %s fails what has not come, and nothing else', async (_name, stop) => {
  const { batcher, request, drawFrame } = answeredBatcher();
  const outcomes = Promise.allSettled([
    batcher.stats(BASE, {}, never),
    batcher.stats(BASE, { dimensions: ['source'] }, never),
  ]);
  const asked = await request;
  asked.take(asked.lines[1]!);
  stop(asked);
  drawFrame();
  const [total, sources] = await outcomes;
  expect(total.status).toBe('fulfilled');
  expect(sources).toEqual({ status: 'rejected', reason: expect.any(NetworkError) });
});

test('a request under way is given up when nobody wants any of what has not come', async () => {
  const { batcher, request } = answeredBatcher();
  const [first, second, third] = Array.from({ length: 3 }, () => new AbortController());
  void batcher.stats(BASE, {}, first!.signal);
  void batcher.stats(BASE, {}, second!.signal).catch(() => undefined);
  void batcher.stats(BASE, {}, third!.signal).catch(() => undefined);
  const { lines, take, signal } = await request;
  take(lines[1]!);
  second!.abort();
  expect(signal.aborted).toBe(false);
  third!.abort();
  expect(signal.aborted).toBe(true);
});

test('a request whose answers have all come is not given up', async () => {
  const { batcher, request, drawFrame } = answeredBatcher();
  const wanted = new AbortController();
  const total = batcher.stats(BASE, {}, wanted.signal);
  const { lines, take, signal } = await request;
  take(lines[1]!);
  drawFrame();
  await total;
  wanted.abort();
  expect(signal.aborted).toBe(false);
});

test('a refused request is refused to everybody in it', async () => {
  const refused = new Error('no');
  const batcher = new StatsBatcher(() => Promise.reject(refused));
  const outcomes = await Promise.allSettled([
    batcher.stats(BASE, {}, never),
    batcher.realtime(BASE, never),
  ]);
  expect(outcomes).toEqual([
    { status: 'rejected', reason: refused },
    { status: 'rejected', reason: refused },
  ]);
});
