import type { StatsAnswer, StatsBatchAnswer, StatsBatchQuery } from '@purestat/vocabulary';
import { expect, test } from 'vitest';
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
const REALTIME = {
  visitors: 3,
  pageviews: 4,
  top_pages: [],
  top_sources: [],
  countries: [],
  per_minute: [],
};

function recordingBatcher() {
  const sent: StatsBatchQuery[] = [];
  const signals: AbortSignal[] = [];
  const batcher = new StatsBatcher(async (body, signal): Promise<StatsBatchAnswer> => {
    sent.push(body);
    signals.push(signal);
    const results = Object.fromEntries(
      Object.entries(body.queries).map(([name, { dimensions }]) => [
        name,
        { ...ANSWER, metrics: { dimensions: dimensions?.length ?? 0 } },
      ]),
    );
    return { results, first_event_at: null, ...(body.realtime ? { realtime: REALTIME } : {}) };
  });
  return { sent, signals, batcher };
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

test('a request under way is given up only when nobody wants any of it', async () => {
  const { signals, batcher } = recordingBatcher();
  const first = new AbortController();
  const second = new AbortController();
  await Promise.all([
    batcher.stats(BASE, {}, first.signal),
    batcher.stats(BASE, {}, second.signal),
  ]);
  first.abort();
  expect(signals[0]!.aborted).toBe(false);
  second.abort();
  expect(signals[0]!.aborted).toBe(true);
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
