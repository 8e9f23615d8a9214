/**
 * The engine against a slow model of METRICS.md: random events, random queries, and every day
 * sealed or not. The figures must be the same, whichever rows they were read from.
 *
 * MODEL_RUNS tells how often (docs: CONTRIBUTING.md); what fails prints a seed for MODEL_SEED.
 */
import type { AnyMetricValue, Dimension } from '@purestat/vocabulary';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import { buildRecords, instantOf, site, storeRecords } from '../testing/build.ts';
import {
  DAYS,
  ENGINE_GOALS,
  GOALS,
  event,
  objectForm,
  question,
  type Question,
} from '../testing/model-questions.ts';
import { modelRows, type ModelQuery, type ModelRow } from '../testing/model.ts';
import { rawStore } from '../testing/raw-store.ts';
import { runStats } from './run.ts';

let store: EventStore;
let raw: EventStore;
let lastSite = 0;
beforeAll(async () => {
  store = await openTestStore({ minEventsForFigures: 1 });
  raw = rawStore(store);
});
afterAll(() => store.close());

const TIME = ['minute', 'hour', 'date', 'week', 'month'];

/** A number by which rows are put in order. */
function orderValue(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const isMoney = typeof value === 'object' && value !== null && 'value' in value;
  return isMoney ? Number(value.value) : null;
}

/** In the order of the answer: the first metric that has one, descending, nulls last, ties by the dimensions. */
function inOrder(rows: ModelRow[], { metrics, dimensions }: ModelQuery): ModelRow[] {
  const by = metrics.find((metric) => metric !== 'revenue_by_currency') ?? '';
  return rows.toSorted((a, b) => {
    const [left, right] = [orderValue(a[by]), orderValue(b[by])];
    if (left !== right) return left === null ? 1 : right === null ? -1 : right - left;
    for (const name of dimensions) {
      if (a[name] !== b[name]) return String(a[name]) < String(b[name]) ? -1 : 1;
    }
    return 0;
  });
}

const isNothing = (value: unknown) => !value || (Array.isArray(value) && value.length === 0);

/** Rows of time alone hold every bucket; those of the model hold what occurred. */
const withoutEmpty = (rows: ModelRow[], { dimensions }: ModelQuery) =>
  rows.filter((row) =>
    Object.entries(row).some(
      ([name, value]) => !dimensions.includes(name as Dimension) && !isNothing(value),
    ),
  );

const sorted = (rows: ModelRow[]) =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

type Records = Parameters<typeof modelRows>[0];
interface AnswerRows {
  metrics: Record<string, AnyMetricValue>;
  dimensions: object[];
}

function ask(
  from: EventStore,
  context: ReturnType<typeof site>,
  { query, extra = {}, now }: { query: ModelQuery; extra?: object; now: string },
): Promise<AnswerRows & { comparison?: { metrics: object } }> {
  const body = {
    period: 'custom',
    date_from: query.dateFrom,
    date_to: query.dateTo,
    metrics: query.metrics,
    dimensions: query.dimensions,
    filters: objectForm(query.filter) ?? query.filter,
    limit: 10_000,
    ...extra,
  };
  const nowMs = instantOf(now, query.timezone);
  const goals = ENGINE_GOALS;
  return runStats({ store: from, site: context, nowMs, firstEventAtMs: null, goals }, body);
}

function toModelQuery({ from, days, ...rest }: Question): ModelQuery {
  return { ...rest, goals: GOALS, dateFrom: DAYS[from]!, dateTo: DAYS[Math.min(2, from + days)]! };
}

const isOfTime = ({ dimensions }: ModelQuery) => dimensions.every((name) => TIME.includes(name));

/** What the model says: totals, and rows in the order of the answer. */
function modelAnswer(records: Records, query: ModelQuery) {
  const totals = modelRows(records, { ...query, dimensions: [] })[0];
  if (query.dimensions.length === 0) return { totals, rows: [] };
  const rows = modelRows(records, query);
  return {
    totals,
    rows: isOfTime(query) ? sorted(withoutEmpty(rows, query)) : inOrder(rows, query),
  };
}

function expectSame(
  answer: AnswerRows,
  query: ModelQuery,
  { totals, rows }: ReturnType<typeof modelAnswer>,
): void {
  const own = answer.dimensions.map((row) => {
    const { comparison: _, ...values } = row as ModelRow;
    return values;
  });
  // The question stands in both, so that a difference shows it.
  const asked = JSON.stringify({ ...query, goals: undefined });
  expect({
    asked,
    totals: answer.metrics,
    rows: isOfTime(query) ? sorted(withoutEmpty(own, query)) : own,
  }).toEqual({ asked, totals, rows });
}

const RUNS = Number(process.env['MODEL_RUNS'] ?? 15);
const SEED = process.env['MODEL_SEED'];
/** The message holds the one question that fails; making it smaller takes minutes. */
const TIMES = {
  numRuns: RUNS,
  endOnFailure: process.env['MODEL_SHRINK'] === undefined,
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
};
const QUESTIONS = 8;
/** On a machine that has other things to do. */
const TIMEOUT_MS = 120_000 + RUNS * 5_000;

// oxlint-disable-next-line vitest/expect-expect -- expectSame expects
test(
  'any question about any events has the same answer as METRICS.md, sealed or not',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 25 }),
        fc.array(question, { minLength: QUESTIONS, maxLength: QUESTIONS }),
        fc.subarray(DAYS),
        async (events, questions, daysToSeal) => {
          const context = site({ number: ++lastSite, timezone: questions[0]!.timezone });
          const records = buildRecords(context, events);
          await storeRecords(store, records);
          const queries = questions.map((one) => ({
            ...toModelQuery(one),
            timezone: context.timezone,
          }));
          const expected = queries.map((query) => modelAnswer(records, query));
          const askAll = (from: EventStore) =>
            Promise.all(
              queries.map(async (query, index) => {
                const answer = await ask(from, context, { query, now: '2026-04-01T00:00:00' });
                expectSame(answer, query, expected[index]!);
              }),
            );
          for (const days of [[], daysToSeal, DAYS]) {
            await store.sealDays(days.map((day) => ({ site: context.number, day })));
            await askAll(store);
          }
          // What is read from raw events does not know what is sealed.
          await askAll(raw);
        },
      ),
      TIMES,
    );
  },
  TIMEOUT_MS,
);

const HOUR_MS = 3_600_000;
/** No metric of the row counted anything; of visitors that there are nobody is a share. */
function nothing(records: Records, query: ModelQuery): ModelRow {
  const all: ModelQuery = { ...query, dimensions: [] };
  const { percentage } = modelRows(records, { ...all, metrics: ['percentage'] })[0]!;
  return { ...modelRows([], all)[0]!, percentage: percentage === null ? null : 0 };
}

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
          const extra = { ...dates, period: '24h', compare };
          const answer = await ask(store, context, { query, extra, now });
          const toMs = nowMs - 24 * HOUR_MS;
          const expected24h = modelAnswer(records, last24h);
          expectSame(answer, last24h, expected24h);
          expectSame(await ask(raw, context, { query, extra, now }), last24h, expected24h);
          const dayBefore = { ...day, fromMs: fromMs - 24 * HOUR_MS, toMs, dimensions: [] };
          expect(answer.comparison?.metrics).toEqual(modelRows(records, dayBefore)[0]);
          const today = { ...query, dateFrom: '2026-03-09', dateTo: '2026-03-09' };
          const ofToday = await ask(store, context, {
            query,
            extra: { ...dates, period: 'today', compare },
            now,
          });
          expectSame(ofToday, today, modelAnswer(records, today));
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
              query.metrics.map((metric) => [
                metric,
                (found ?? nothing(records, yesterday))[metric],
              ]),
            );
          });
          const compared = isListed
            ? ofToday.dimensions.map(
                (row) => (row as { comparison: { metrics: object } }).comparison.metrics,
              )
            : [];
          expect(compared).toEqual(expected);
        },
      ),
      TIMES,
    );
  },
  TIMEOUT_MS,
);
