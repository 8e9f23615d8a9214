/** Figures that the store has added up over the days of a question: the same answers, in every question and as days change. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  customEvent,
  engagement,
  instantOf,
  pageview,
  site,
  storeEvents,
  type EventFields,
} from '../testing/build.ts';
import { rawStore } from '../testing/raw-store.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openMemoryStore } from '../stores/open.ts';
import { runStats } from './run.ts';

const SITE = site();
const TODAY = '2026-03-12';
const SEALED = ['2026-03-02', '2026-03-05', '2026-03-06', '2026-03-09', '2026-03-11'];

let store: EventStore;

beforeEach(async () => {
  store = await openMemoryStore({ minEventsForFigures: 1 });
  await storeEvents(store, SITE, [
    ...SEALED.flatMap((day, place) => visitsOn(day, place)),
    ...visitsOn(TODAY, 9),
  ]);
  await sealFinished();
});
afterEach(() => store.close());

const sealFinished = async () =>
  store.sealDays((await store.unsealedDays()).filter(({ day }) => day !== TODAY));

/** Two visitors, one of them with two visits, on pages that differ from day to day. */
function visitsOn(day: string, place: number): EventFields[] {
  const at = (time: string) => `${day}T${time}`;
  const ann = { visitor: 'ann', referrer: 'https://one.example/post' };
  return [
    pageview({ ...ann, at: at('08:00:00'), page: '/' }),
    engagement({ ...ann, at: at('08:00:40'), page: '/', engaged_ms: 9_000 * place }),
    pageview({ ...ann, at: at('08:01:00'), page: `/${place % 3}` }),
    pageview({ ...ann, at: at('09:00:00'), page: `/${place % 2}` }),
    pageview({ visitor: 'bob', at: at('08:00:00'), page: `/only/${place}` }),
    customEvent('signup', { visitor: 'bob', at: at('08:02:00'), page: '/form' }),
  ];
}

const ask = async (of: EventStore, question: object) => {
  const nowMs = instantOf(`${TODAY}T12:00:00`, SITE.timezone);
  const context = { store: of, site: SITE, nowMs, firstEventAtMs: null, goals: [] };
  const { dimensions, meta } = await runStats(context, { period: '28d', ...question });
  return { rows: dimensions, total: meta.total_rows };
};

/** Asks as somebody of whose answers none is kept, and tells whether sums were read. */
async function askAnew(question: object) {
  let readsSums = false;
  const anew: Partial<EventStore> = {
    engine: store.engine,
    dataVersion: (number) => store.dataVersion(number),
    sealedFigures: (number) => store.sealedFigures(number),
    figureSums: (number, spans) => store.figureSums!(number, spans),
    query: (statement, options) => {
      readsSums ||= statement.text.includes('sums.main.');
      return store.query(statement, options);
    },
  };
  return { answer: await ask(anew as EventStore, question), readsSums };
}

/** The answer from sums; those before there are any must be the same. */
async function answerFromSums(question: object) {
  const exact = await ask(rawStore(store), question);
  const answer = await vi.waitFor(async () => {
    const asked = await askAnew(question);
    expect(asked.answer).toEqual(exact);
    expect(asked.readsSums).toBe(true);
    return asked.answer;
  }, WITHIN);
  return { answer, exact };
}

const WITHIN = { timeout: 30_000, interval: 20 };

const PAGES = ['visitors', 'pageviews', 'bounce_rate', 'time_on_page', 'exit_rate'];

test.each([
  { metrics: ['visitors'], dimensions: ['pathname'] },
  { metrics: PAGES, dimensions: ['pathname'], limit: 3 },
  { metrics: PAGES, dimensions: ['pathname'], limit: 2, offset: 4 },
  { metrics: PAGES, dimensions: ['pathname'], order_by: 'pathname', order_dir: 'desc' },
  { metrics: ['time_on_page', 'visitors'], dimensions: ['pathname'] },
  { metrics: ['entrances', 'exits'], dimensions: ['pathname'] },
  { metrics: ['visitors', 'avg_duration', 'percentage'], dimensions: ['entry_page'] },
  { metrics: ['visits', 'events'], dimensions: ['exit_page'], limit: 1 },
  { metrics: ['visitors', 'views_per_visit'], dimensions: ['referrer'] },
  { metrics: ['visitors'], dimensions: ['pathname'], compare: 'previous_period' },
  {
    metrics: ['visitors'],
    dimensions: ['pathname'],
    period: 'custom',
    date_from: '2026-03-02',
    date_to: '2026-03-11',
  },
])('a list from sums is that of the events: $metrics by $dimensions', async (question) => {
  const { answer, exact } = await answerFromSums(question);
  expect(answer).toEqual(exact);
});

test('a finished day that gets events is added up anew, and so is one whose site is deleted', async () => {
  const question = { metrics: PAGES, dimensions: ['pathname'] };
  await answerFromSums(question);
  await storeEvents(store, SITE, visitsOn(SEALED[1]!, 4));
  const { answer } = await askAnew(question);
  expect(answer).toEqual(await ask(rawStore(store), question));
  await sealFinished();
  await answerFromSums(question);
  await store.deleteSite(SITE.number);
  expect((await askAnew(question)).answer).toEqual({ rows: [], total: 0 });
});

test('another site’s sums are not read', async () => {
  const other = site({ number: 2 });
  await storeEvents(
    store,
    other,
    SEALED.flatMap((day) => [pageview({ at: `${day}T10:00:00`, page: '/other' })]),
  );
  await sealFinished();
  await answerFromSums({ metrics: ['visitors'], dimensions: ['pathname'] });
  expect(
    store.figureSums!(2, {
      dimension: 'pathname',
      days: [['2026-03-02', '2026-03-11']],
      months: [],
    }),
  ).toBe(null);
});
