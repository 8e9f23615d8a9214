/** Panels of a dashboard that share statements: the same answers, and of sealed days none is asked for twice. */
import { afterEach, beforeEach, expect, test } from 'vitest';
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
import { runStatsBatch } from './batch.ts';

const SITE = site();
const TODAY = '2026-03-12';
const SEALED = ['2026-02-20', '2026-03-02', '2026-03-05', '2026-03-06', '2026-03-11'];
const CARDS = ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'avg_duration'];

let store: EventStore;
/** Texts of the statements that the store was asked. */
let asked: string[];

beforeEach(async () => {
  store = await openMemoryStore({ minEventsForFigures: 1 });
  asked = [];
  const query = store.query.bind(store);
  store.query = (statement, options) => {
    asked.push(statement.text);
    return query(statement, options);
  };
  await storeEvents(store, SITE, [
    ...SEALED.flatMap((day, place) => visitsOn(day, place)),
    ...visitsOn(TODAY, 4),
  ]);
  await sealFinished();
});
afterEach(() => store.close());

const sealFinished = async () =>
  store.sealDays((await store.unsealedDays()).filter(({ day }) => day !== TODAY));

/** Visitors whose source, country and pages differ from day to day, one of them with two visits. */
function visitsOn(day: string, place: number): EventFields[] {
  const at = (time: string) => `${day}T${time}`;
  const ann = { visitor: 'ann', source: 'Google', country: 'DE', browser: 'Firefox' };
  const bob = { visitor: 'bob', source: place % 2 ? 'Bing' : '', country: place % 3 ? 'AT' : '' };
  return [
    pageview({ ...ann, at: at('08:00:00'), page: '/' }),
    engagement({ ...ann, at: at('08:00:40'), page: '/', engaged_ms: 9_000 * place }),
    pageview({ ...ann, at: at('08:01:00'), page: `/${place % 3}` }),
    pageview({ ...ann, at: at('09:00:00'), source: 'X', page: '/' }),
    pageview({ ...bob, at: at('08:00:00'), page: `/only/${place}` }),
    customEvent('signup', { ...bob, at: at('08:02:00'), page: '/form' }),
  ];
}

const panel = (dimension: string, more: object = {}) => ({
  metrics: ['visitors', 'percentage'],
  dimensions: [dimension],
  limit: 9,
  ...more,
});

const QUERIES = {
  cards: { metrics: CARDS, compare: 'previous_period' },
  chart: { metrics: CARDS, dimensions: ['date'], compare: 'previous_period' },
  weeks: { metrics: ['visits'], dimensions: ['week'] },
  sources: panel('source'),
  firstSource: panel('source', { limit: 1 }),
  otherSources: panel('source', { limit: 9, offset: 1 }),
  pastTheEnd: panel('source', { limit: 9, offset: 50 }),
  countries: panel('country', { order_by: 'country', order_dir: 'desc' }),
  browsers: panel('browser', { metrics: ['visits', 'bounce_rate'], compare: 'previous_period' }),
  daysBySource: panel('source', { dimensions: ['source', 'date'], limit: 50 }),
  sourcesByDay: panel('source', { dimensions: ['date', 'source'], limit: 50 }),
  pages: panel('pathname'),
  hosts: panel('hostname', { metrics: ['visitors', 'pageviews'] }),
  germans: panel('country', { filters: { country: 'DE' } }),
};

function ask(of: EventStore, queries: object = QUERIES) {
  const nowMs = instantOf(`${TODAY}T12:00:00`, SITE.timezone);
  const context = { store: of, site: SITE, nowMs, firstEventAtMs: null, goals: [] };
  return runStatsBatch(context, { base: { period: '7d' }, queries });
}

test('panels that share statements show what the events say', async () => {
  expect(await ask(store)).toEqual(await ask(rawStore(store)));
});

test('after a new event only the days that are open are asked for, all panels of visits in one statement', async () => {
  const { cards, chart, sources, countries } = QUERIES;
  const queries = { cards: { metrics: CARDS }, chart, sources, countries, cards2: cards };
  await ask(store, queries);
  await storeEvents(store, SITE, [
    pageview({ visitor: 'eve', at: `${TODAY}T11:00:00`, country: 'FR' }),
  ]);
  asked = [];
  const answer = await ask(store, queries);
  expect(asked.filter((text) => text.includes('day_figures'))).toEqual([]);
  // The other one is of the day that the comparison takes a part of.
  expect(asked).toHaveLength(2);
  expect(answer).toEqual(await ask(rawStore(store), queries));
});

test('a sealed day that gets an event late is asked for again, before it is sealed anew and after', async () => {
  await ask(store);
  await storeEvents(store, SITE, [
    pageview({ visitor: 'late', at: `${SEALED[3]}T10:00:00`, source: 'Late', country: 'FR' }),
  ]);
  const exact = await ask(rawStore(store));
  expect(await ask(store)).toEqual(exact);
  await sealFinished();
  expect(await ask(store)).toEqual(exact);
});

test('a day that is opened again while a list waits for its order is counted from its events', async () => {
  const query = store.query;
  store.query = async (statement, options) => {
    const rows = await query(statement, options);
    store.query = query;
    await storeEvents(store, SITE, [
      pageview({ visitor: 'late', at: `${SEALED[3]}T10:00:00`, source: 'Late' }),
    ]);
    return rows;
  };
  const sources = panel('source', { order_by: 'percentage', order_dir: 'desc' });
  const visitorsOf = (answer: Awaited<ReturnType<typeof ask>>) =>
    answer.results['sources']!.dimensions.map(({ source, visitors }) => [source, visitors]);
  const listed = visitorsOf(await ask(store, { sources }));
  expect(listed).toEqual(visitorsOf(await ask(rawStore(store), { sources })));
  expect(listed).toContainEqual(['Late', 1]);
});

test('of a deleted site nothing is left', async () => {
  await ask(store);
  await store.deleteSite(SITE.number);
  expect(await ask(store)).toEqual(await ask(rawStore(store)));
});
