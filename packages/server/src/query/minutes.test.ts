import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventStore } from '../stores/event-store.ts';
import { openMemoryStore } from '../stores/open.ts';
import { instantOf, pageview, site, storeEvents } from '../testing/build.ts';
import { timeBuckets } from './buckets.ts';
import { runStats } from './run.ts';

let store: EventStore;
beforeAll(async () => {
  store = await openMemoryStore();
});
afterAll(() => store.close());

const minutesOf = (date: string, timezone: string) =>
  timeBuckets(['minute'], { dateFrom: date, dateTo: date }, timezone).map(
    ({ values }) => values[0],
  );

test.each([
  ['2026-03-07', 1_440],
  ['2026-03-08', 1_380],
  ['2026-11-01', 1_500],
])('%s in New York has %i minutes, each once', (date, count) => {
  expect(new Set(minutesOf(date, 'America/New_York')).size).toBe(count);
  expect(minutesOf(date, 'America/New_York')).toHaveLength(count);
});

test('the minute before a clock is set back and the one after it', () => {
  expect(minutesOf('2026-04-05', 'Australia/Lord_Howe').slice(119, 121)).toEqual([
    '2026-04-05T01:59:00+11:00',
    '2026-04-05T01:30:00+10:30',
  ]);
});

test('with the hour: each minute stands in its hour, also in one that a change of the clock cuts', () => {
  const range = { dateFrom: '2026-04-05', dateTo: '2026-04-05' };
  const rows = timeBuckets(['hour', 'minute'], range, 'Australia/Lord_Howe').map(
    ({ values }) => values,
  );
  expect([rows[0], rows[61], rows[119], rows[120], rows[150]]).toEqual([
    ['2026-04-05T00:00:00+11:00', '2026-04-05T00:00:00+11:00'],
    ['2026-04-05T01:00:00+11:00', '2026-04-05T01:01:00+11:00'],
    ['2026-04-05T01:00:00+11:00', '2026-04-05T01:59:00+11:00'],
    ['2026-04-05T01:30:00+10:30', '2026-04-05T01:30:00+10:30'],
    ['2026-04-05T02:00:00+10:30', '2026-04-05T02:00:00+10:30'],
  ]);
});

const context = site({ timezone: 'Asia/Kolkata' });
const nowMs = instantOf('2026-03-01T00:03:30', context.timezone);
const ask = (body: object) =>
  runStats(
    { store, site: context, nowMs, firstEventAtMs: null, goals: [] },
    { period: 'today', metrics: ['pageviews'], dimensions: ['minute'], ...body },
  );

const row = (minute: string, pageviews: number, earlier: number, change: number | null) => ({
  minute,
  pageviews,
  comparison: { metrics: { pageviews: earlier }, change: { pageviews: change } },
});

test('minutes have no gaps, end with the one under way, and stand against the same of the day before', async () => {
  const times = ['2026-02-28T00:02:10', '2026-03-01T00:01:59.999', '2026-03-01T00:02:00'];
  await storeEvents(
    store,
    context,
    times.map((at) => pageview({ at })),
  );
  const { dimensions, meta } = await ask({ compare: 'previous_period' });
  expect(dimensions).toEqual([
    row('2026-03-01T00:03:00+05:30', 0, 0, null),
    row('2026-03-01T00:02:00+05:30', 1, 1, 0),
    row('2026-03-01T00:01:00+05:30', 1, 0, null),
    row('2026-03-01T00:00:00+05:30', 0, 0, null),
  ]);
  expect([meta.total_rows, meta.partial_bucket]).toEqual([4, '2026-03-01T00:03:00+05:30']);
});

test('a period that is too long for minutes is refused, whatever its name', async () => {
  await expect(ask({ period: '28d' })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    message: 'dimensions: minute: a range by minutes may have at most 7 days, found 28.',
  });
});
