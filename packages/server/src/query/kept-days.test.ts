/** Numbers of goals that are kept by the day: the same answers, and of sealed days none is counted twice. */
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
import { eventGoal, pageGoal, scrollGoal } from '../testing/goals.ts';
import { rawStore } from '../testing/raw-store.ts';
import type { EventStore, Statement } from '../stores/event-store.ts';
import { openMemoryStore } from '../stores/open.ts';
import { runStats } from './run.ts';

const SITE = site();
const TODAY = '2026-03-12';
const SEALED = ['2026-02-27', '2026-03-02', '2026-03-05', '2026-03-09', '2026-03-11'];
const GOALS = [
  eventGoal('signup'),
  eventGoal('buy', 'EUR'),
  pageGoal('/0'),
  scrollGoal('/**', 50),
  eventGoal('never'),
];
const SIGNUP = GOALS[0]!.name;

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

/** Two visitors whose goals and amounts differ from day to day. */
function visitsOn(day: string, place: number): EventFields[] {
  const at = (time: string) => `${day}T${time}`;
  const ann = { visitor: 'ann', referrer: 'https://one.example/post' };
  const buys = { revenue_amount: `${place}.25`, revenue_currency: place % 2 ? 'EUR' : 'USD' };
  return [
    pageview({ ...ann, at: at('08:00:00'), page: '/' }),
    engagement({ ...ann, at: at('08:00:40'), page: '/', scroll_depth: 20 * place }),
    pageview({ ...ann, at: at('08:01:00'), page: `/${place % 3}` }),
    customEvent('buy', { ...ann, at: at('08:01:30'), page: '/', ...buys }),
    customEvent('buy', { ...ann, at: at('08:01:40'), page: '/', ...buys }),
    customEvent('signup', { ...ann, at: at('20:00:00'), page: '/form' }),
    pageview({ visitor: 'bob', at: at('08:00:00'), page: `/only/${place}` }),
    ...(place % 2
      ? [customEvent('signup', { visitor: 'bob', at: at('08:02:00'), page: '/' })]
      : []),
  ];
}

/** Everything but what is kept under the identity of a store. */
function askerOf(of: EventStore) {
  const nowMs = instantOf(`${TODAY}T12:00:00`, SITE.timezone);
  const context = { store: of, site: SITE, nowMs, firstEventAtMs: null, goals: GOALS };
  return (question: object) => runStats(context, { period: '28d', ...question });
}
const ask = (question: object) => askerOf(store)(question);
const askRaw = (question: object) => askerOf(rawStore(store))(question);

/** The statements that a question leads to. */
async function statementsOf(question: object): Promise<Statement[]> {
  const statements: Statement[] = [];
  const { query } = store;
  store.query = (statement, options) => {
    statements.push(statement);
    return query.call(store, statement, options);
  };
  await ask(question);
  store.query = query;
  return statements;
}
/** The dates named in statements that read events. */
async function daysRead(question: object): Promise<string[]> {
  const ofEvents = (await statementsOf(question)).filter(({ text }) => text.includes('all_events'));
  const dates = ofEvents.flatMap(({ params }) => params).map(String);
  return [...new Set(dates.filter((value) => /^\d{4}-\d\d-\d\d$/.test(value)))].toSorted();
}

const FROM_FIRST = { period: 'custom', date_from: SEALED[0], date_to: TODAY };
const FIGURES = ['visitors', 'conversions', 'conversion_rate', 'revenue_by_currency', 'percentage'];
const ALL = ['events', 'visits', 'pageviews', 'bounce_rate', 'entrances', 'revenue', ...FIGURES];
const QUESTIONS = [
  { metrics: FIGURES, dimensions: ['goal'] },
  { metrics: ALL, dimensions: ['goal'], order_by: 'conversion_rate' },
  { metrics: FIGURES, dimensions: ['goal'], limit: 2 },
  { metrics: FIGURES, dimensions: ['goal'], limit: 2, offset: 1, order_dir: 'asc' },
  { metrics: ['visitors'], dimensions: ['goal'], offset: 100 },
  { metrics: FIGURES, dimensions: ['goal'], order_by: 'goal', order_dir: 'desc' },
  { metrics: ['revenue', 'average_revenue'], dimensions: ['goal'] },
  { metrics: FIGURES, dimensions: ['goal', 'date'] },
  { metrics: FIGURES, dimensions: ['week', 'goal'] },
  { metrics: FIGURES, dimensions: ['goal', 'month'], compare: 'previous_period' },
  { metrics: FIGURES, dimensions: ['date'] },
  { metrics: FIGURES, dimensions: ['goal'], compare: 'previous_period' },
  { metrics: FIGURES, dimensions: ['goal'], filters: { source: 'One' } },
  { metrics: ALL, dimensions: ['date'], filters: { goal: SIGNUP } },
  { metrics: ALL, filters: { goal: SIGNUP } },
  { metrics: ALL, filters: { goal: SIGNUP }, compare: 'previous_period' },
  { metrics: ['visitors', 'events', 'visits'], dimensions: ['date'], filters: { goal: SIGNUP } },
  { metrics: ['visitors', 'time_on_page'], dimensions: ['goal'] },
  { metrics: FIGURES, dimensions: ['goal'], period: '24h' },
];

test('kept by the day an answer is that of the events, asked first, and again after a new event', async () => {
  for (const question of QUESTIONS) expect(await ask(question)).toEqual(await askRaw(question));
  await storeEvents(store, SITE, [customEvent('signup', { at: `${TODAY}T11:00:00`, page: '/' })]);
  for (const question of QUESTIONS) expect(await ask(question)).toEqual(await askRaw(question));
});

test('after a new event the open days alone are counted', async () => {
  const question = { metrics: FIGURES, dimensions: ['goal'], ...FROM_FIRST };
  expect(await daysRead(question)).toContain(SEALED[0]);
  await storeEvents(store, SITE, [pageview({ at: `${TODAY}T11:00:00`, page: '/0' })]);
  const read = await daysRead(question);
  expect(read).toContain(TODAY);
  expect(read).not.toContain(SEALED[0]);
});

test('a further sealed day is counted once, and the others are not counted again', async () => {
  const question = { metrics: ['visitors'], dimensions: ['goal', 'date'], ...FROM_FIRST };
  await ask(question);
  await store.sealDays(await store.unsealedDays());
  const read = await daysRead(question);
  expect(read).toContain(TODAY);
  expect(read).not.toContain(SEALED[0]);
  expect(await ask(question)).toEqual(await askRaw(question));
  // On a day that nobody has sealed; those that are sealed lie before and after.
  await storeEvents(store, SITE, [pageview({ at: '2026-03-01T11:00:00', page: '/0' })]);
  const readAgain = await daysRead(question);
  expect(readAgain).not.toEqual([]);
  expect(readAgain).not.toContain(TODAY);
  expect(readAgain).not.toContain(SEALED[0]);
  expect(await ask(question)).toEqual(await askRaw(question));
});

const late = (at: string) => customEvent('signup', { visitor: 'cid', at, page: '/' });

test('a sealed day that gets events is counted anew: while it is open and when it is sealed again', async () => {
  const question = { metrics: FIGURES, dimensions: ['goal'] };
  await ask(question);
  await storeEvents(store, SITE, [late(`${SEALED[1]}T10:00:00`)]);
  const open = await ask(question);
  expect(open).toEqual(await askRaw(question));
  await storeEvents(store, SITE, [late(`${SEALED[1]}T10:01:00`)]);
  expect(await ask(question)).toEqual(await askRaw(question));
  await sealFinished();
  expect(await ask(question)).toEqual(await askRaw(question));
});

test('days that are sealed anew are counted anew, and of a deleted site nothing is kept', async () => {
  const question = { metrics: FIGURES, dimensions: ['goal'] };
  await ask(question);
  const [{ stamp }, days] = [store.sealedFigures(SITE.number), await store.dayCheck!.sealedDays()];
  await store.dayCheck!.resealDays(days);
  expect(store.sealedFigures(SITE.number).stamp).not.toBe(stamp);
  expect(await ask(question)).toEqual(await askRaw(question));
  await store.deleteSite(SITE.number);
  expect((await ask(question)).dimensions).toEqual([]);
});

test('goals that change are counted anew', async () => {
  const question = { metrics: ['visitors'], dimensions: ['goal'] };
  await ask(question);
  const nowMs = instantOf(`${TODAY}T12:00:00`, SITE.timezone);
  const renamed = { ...GOALS[2]!, condition: GOALS[0]!.condition };
  const context = { store, site: SITE, nowMs, firstEventAtMs: null, goals: [renamed] };
  const answer = await runStats(context, { period: '28d', ...question });
  const raw = await runStats(
    { ...context, store: rawStore(store) },
    { period: '28d', ...question },
  );
  expect(answer).toEqual(raw);
});
