/**
 * The engine against a slow model of METRICS.md: random events, random queries, and every day
 * sealed or not. The figures must be the same, whichever rows they were read from.
 */
import type { Dimension, FilterOperator, Metric } from '@purestat/vocabulary';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventStore } from '../stores/event-store.ts';
import { openMemoryStore } from '../stores/open.ts';
import { buildRecords, instantOf, site, storeRecords, type EventFields } from '../testing/build.ts';
import { modelRows, type ModelQuery, type ModelRow } from '../testing/model.ts';
import { runStats } from './run.ts';

let store: EventStore;
let lastSite = 0;
beforeAll(async () => {
  store = await openMemoryStore({ minEventsForFigures: 1 });
});
afterAll(() => store.close());

const DAYS = ['2026-03-07', '2026-03-08', '2026-03-09'];
const METRICS: Metric[] = [
  'visitors',
  'visits',
  'pageviews',
  'events',
  'views_per_visit',
  'bounce_rate',
  'avg_duration',
];
const PATHS = ['/', '/blog', '/blog/a', '/Blog/b', '/b_g%'];

const event: fc.Arbitrary<EventFields> = fc.record({
  visitor: fc.constantFrom('ann', 'bob', 'cid'),
  // Few distinct times, around the change of the clock, so that ties, visits of several events and
  // gaps of exactly half an hour come up.
  at: fc
    .tuple(fc.constantFrom(...DAYS), fc.integer({ min: 0, max: 11 }))
    .map(
      ([day, half]) =>
        `${day}T${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}:00`,
    ),
  page: fc.constantFrom(...PATHS),
  name: fc.constantFrom('pageview', 'pageview', 'pageview', 'signup', 'engagement'),
  interactive: fc.boolean(),
  hostname: fc.constantFrom('example.com', 'shop.example.com'),
  source: fc.constantFrom('', 'Google', 'google', '(not set)'),
  country: fc.constantFrom('', 'US', 'DE'),
  utm_campaign: fc.constantFrom('', '(not set)', 'spring'),
});

const VISIT_DIMENSIONS: Dimension[] = [
  'source',
  'country',
  'utm_campaign',
  'entry_page',
  'exit_page',
];
const DIMENSIONS: Dimension[] = [
  'hour',
  'date',
  'week',
  'month',
  'pathname',
  'hostname',
  'event_name',
  ...VISIT_DIMENSIONS,
];
const VALUES = [
  'Google',
  'goo',
  'Direct / None',
  '(not set)',
  'US',
  'DE',
  'spring',
  'example.com',
  'pageview',
  'signup',
  '/',
  '/blog',
  'blog',
  '/blog/*',
  '/**',
  '/b**',
  '_g%',
  'direct',
];

const filter = fc.record({
  dimension: fc.constantFrom<Dimension>(
    'pathname',
    'pathname',
    'event_name',
    'hostname',
    'event_name',
    ...VISIT_DIMENSIONS,
  ),
  operator: fc.constantFrom<FilterOperator>('is', 'is_not', 'contains', 'contains_not'),
  values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 3 }),
});

const question = fc.record({
  metrics: fc.uniqueArray(fc.constantFrom(...METRICS), { minLength: 1 }),
  // The pathname has the most rules of its own.
  dimensions: fc.uniqueArray(
    fc.oneof(fc.constantFrom(...DIMENSIONS), fc.constant<Dimension>('pathname')),
    { maxLength: 3 },
  ),
  filters: fc.uniqueArray(filter, {
    maxLength: 3,
    selector: ({ dimension, operator }) => `${dimension} ${operator}`,
  }),
  from: fc.integer({ min: 0, max: 2 }),
  days: fc.integer({ min: 0, max: 2 }),
  timezone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata'),
});

const TIME = ['hour', 'date', 'week', 'month'];

/** In the order of the answer: the first metric descending, nulls last, ties by the dimensions. */
function inOrder(rows: ModelRow[], { metrics, dimensions }: ModelQuery): ModelRow[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [a[metrics[0]!] as number | null, b[metrics[0]!] as number | null];
    if (left !== right) return left === null ? 1 : right === null ? -1 : right - left;
    for (const name of dimensions) {
      if (a[name] !== b[name]) return a[name]! < b[name]! ? -1 : 1;
    }
    return 0;
  });
}

/** Rows of time alone hold every bucket; those of the model hold what occurred. */
const withoutEmpty = (rows: ModelRow[], { dimensions }: ModelQuery) =>
  rows.filter((row) =>
    Object.entries(row).some(([name, value]) => !dimensions.includes(name as Dimension) && value),
  );

const sorted = (rows: ModelRow[]) =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function toFilters(filters: ModelQuery['filters']) {
  const body: Record<string, Record<string, string[]>> = {};
  for (const { dimension, operator, values } of filters)
    (body[dimension] ??= {})[operator] = values;
  return body;
}

type Records = Parameters<typeof modelRows>[0];
type AnswerRows = { metrics: object; dimensions: object[] };
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

function ask(context: ReturnType<typeof site>, query: ModelQuery, extra: object, now: string) {
  const body = {
    period: 'custom',
    date_from: query.dateFrom,
    date_to: query.dateTo,
    metrics: query.metrics,
    dimensions: query.dimensions,
    filters: toFilters(query.filters),
    ...extra,
  };
  const nowMs = instantOf(now, query.timezone);
  return runStats({ store, site: context, nowMs, firstEventAtMs: null, goals: [] }, body);
}

function toModelQuery({ from, days, ...rest }: Question): ModelQuery {
  return { ...rest, dateFrom: DAYS[from]!, dateTo: DAYS[Math.min(2, from + days)]! };
}

/** The engine's rows and the model's, in a form in which they must be equal. */
function bothRows(
  answer: AnswerRows,
  records: Records,
  query: ModelQuery,
): [ModelRow[], ModelRow[]] {
  const rows = answer.dimensions.map((row) => {
    const { comparison: _, ...own } = row as ModelRow;
    return own;
  });
  if (query.dimensions.length === 0) return [rows, []];
  const expected = modelRows(records, query);
  return query.dimensions.every((name) => TIME.includes(name))
    ? [sorted(withoutEmpty(rows, query)), sorted(withoutEmpty(expected, query))]
    : [rows, inOrder(expected, query)];
}

function expectSame(answer: AnswerRows, records: Records, query: ModelQuery): void {
  expect(answer.metrics).toEqual(modelRows(records, { ...query, dimensions: [] })[0]);
  const [rows, expected] = bothRows(answer, records, query);
  expect(rows).toEqual(expected);
}

const RUNS = 25;
/** Thousands of queries on a machine that has other things to do. */
const TIMEOUT_MS = 300_000;

// oxlint-disable-next-line vitest/expect-expect -- expectSame expects
test(
  'any question about any events has the same answer as METRICS.md, sealed or not',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 25 }),
        fc.array(question, { minLength: 8, maxLength: 8 }),
        fc.subarray(DAYS),
        async (events, questions, daysToSeal) => {
          const context = site({ number: ++lastSite, timezone: questions[0]!.timezone });
          const records = buildRecords(context, events);
          await storeRecords(store, records);
          const queries = questions.map((one) => ({
            ...toModelQuery(one),
            timezone: context.timezone,
          }));
          for (const days of [[], daysToSeal, DAYS]) {
            await store.sealDays(days.map((day) => ({ site: context.number, day })));
            for (const query of queries) {
              expectSame(await ask(context, query, {}, '2026-04-01T00:00:00'), records, query);
            }
          }
        },
      ),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

const HOUR_MS = 3_600_000;
/** No metric of the row counted anything. */
const nothing = (query: ModelQuery) => modelRows([], { ...query, dimensions: [] })[0];

test(
  'ranges that cut a day count its part: 24h, and comparison up to the same time',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 25 }),
        question,
        fc.integer({ min: 0, max: 7 }),
        fc.subarray(DAYS),
        async (events, one, hour, daysToSeal) => {
          // No clock change in this zone: a day earlier at the same time is 24 hours earlier.
          const timezone = one.timezone === 'America/New_York' ? 'Europe/Berlin' : one.timezone;
          const context = site({ number: ++lastSite, timezone });
          const records = buildRecords(context, events);
          await storeRecords(store, records);
          await store.sealDays(daysToSeal.map((day) => ({ site: context.number, day })));
          const now = `2026-03-09T${String(hour).padStart(2, '0')}:15:00`;
          const nowMs = instantOf(now, timezone);
          const query: ModelQuery = { ...toModelQuery(one), timezone };
          const dates = { date_from: undefined, date_to: undefined };
          const day = { ...query, dateFrom: '2026-03-01', dateTo: '2026-03-31' };
          const fromMs = instantOf(`${now.slice(0, 13)}:00:00`, timezone) - 23 * HOUR_MS;
          const last24h = { ...day, fromMs };
          const compare = 'previous_period';
          const answer = await ask(context, query, { ...dates, period: '24h', compare }, now);
          const toMs = nowMs - 24 * HOUR_MS;
          expectSame(answer, records, last24h);
          const dayBefore = { ...day, fromMs: fromMs - 24 * HOUR_MS, toMs, dimensions: [] };
          expect(answer.comparison?.metrics).toEqual(modelRows(records, dayBefore)[0]);
          const today = { ...query, dateFrom: '2026-03-09', dateTo: '2026-03-09' };
          const ofToday = await ask(context, query, { ...dates, period: 'today', compare }, now);
          expectSame(ofToday, records, today);
          const yesterday = { ...query, dateFrom: '2026-03-08', dateTo: '2026-03-08', toMs };
          expect(ofToday.comparison?.metrics).toEqual(
            modelRows(records, { ...yesterday, dimensions: [] })[0],
          );
          const names = query.dimensions;
          const isListed = names.length > 0 && !names.some((name) => TIME.includes(name));
          const earlier = isListed ? modelRows(records, yesterday) : [];
          const expected = (isListed ? (ofToday.dimensions as ModelRow[]) : []).map((row) => {
            const found = earlier.find((candidate) =>
              names.every((name) => candidate[name] === row[name]),
            );
            return Object.fromEntries(
              query.metrics.map((metric) => [metric, (found ?? nothing(query))![metric]]),
            );
          });
          const compared = isListed
            ? ofToday.dimensions.map((row) => (row.comparison as { metrics: object }).metrics)
            : [];
          expect(compared).toEqual(expected);
        },
      ),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
