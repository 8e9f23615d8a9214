/** What docs/metrics.md says of funnels, rule by rule. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FunnelStats } from '@purestat/vocabulary';
import type { EventStore } from '../stores/event-store.ts';
import {
  customEvent,
  engagement,
  instantOf,
  pageview,
  site,
  storeEvents,
  type EventFields,
} from '../testing/build.ts';
import { openTestStore } from '../testing/engines.ts';
import { allOfThem, eventGoal, is } from '../testing/goals.ts';
import { runFunnel } from './index.ts';

let store: EventStore;
let lastSite = 0;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const page = (path: string) => allOfThem(is('event_name', 'pageview'), is('pathname', path));
const event = (name: string) => is('event_name', name);
const view = (at: string, path: string, fields: EventFields = {}) =>
  pageview({ at, page: path, ...fields });

const DAY = { period: 'custom', date_from: '2026-03-01', date_to: '2026-03-01' };
const NOW = '2026-03-10T12:00:00';

interface Ask {
  steps: ReturnType<typeof event>[] | ReturnType<typeof page>[];
  isStrict?: boolean;
  body?: object;
  now?: string;
}

async function ask(
  events: readonly EventFields[],
  { steps, isStrict = false, body = {}, now = NOW }: Ask,
): Promise<FunnelStats> {
  const context = site({ number: ++lastSite });
  await storeEvents(store, context, events);
  const goals = [eventGoal('signup')];
  const nowMs = instantOf(now, context.timezone);
  const asked = { store, site: context, nowMs, firstEventAtMs: null, goals };
  return runFunnel(asked, { isStrict, steps }, { ...DAY, ...body });
}

const reached = ({ steps }: FunnelStats) => steps.map(({ visitors }) => visitors);
const [a, b, c] = [page('/a'), page('/b'), page('/c')];
/** Pages by their letters, a minute apart: `a x b`. */
const walk = (letters: string, visitor = 'ann') =>
  letters
    .split(' ')
    .map((letter, minute) =>
      view(`10:${String(minute).padStart(2, '0')}:00`, `/${letter}`, { visitor }),
    );

describe('who gets how far', () => {
  test.each([
    { name: 'steps in order', events: 'a b c', counts: [1, 1, 1] },
    { name: 'other pages in between do not matter', events: 'a x b x c', counts: [1, 1, 1] },
    { name: 'steps in another order do not count', events: 'c b a', counts: [1, 0, 0] },
    { name: 'a later attempt counts', events: 'b a c a b', counts: [1, 1, 0] },
    { name: 'nobody enters by a later step', events: 'b c', counts: [0, 0, 0] },
    { name: 'a step more often counts once', events: 'a a b b', counts: [1, 1, 0] },
  ])('$name', async ({ events, counts }) => {
    expect(reached(await ask(walk(events), { steps: [a, b, c] }))).toEqual(counts);
  });

  test.each([
    { name: 'nothing in between', events: 'a b c', counts: [1, 1, 1] },
    { name: 'a page in between ends the attempt', events: 'a x b c', counts: [1, 0, 0] },
    { name: 'a second attempt counts', events: 'a x a b x', counts: [1, 1, 0] },
    { name: 'the first step again begins anew', events: 'a a b c', counts: [1, 1, 1] },
    { name: 'the attempt that gets furthest counts', events: 'a b x a b c', counts: [1, 1, 1] },
    {
      name: 'a furthest attempt counts though a later one fails',
      events: 'a b c a x',
      counts: [1, 1, 1],
    },
  ])('strict: $name', async ({ events, counts }) => {
    const answer = await ask(walk(events), { steps: [a, b, c], isStrict: true });
    expect(reached(answer)).toEqual(counts);
  });

  test('strict: an event of its own in between ends the attempt, engagement does not', async () => {
    const events = [
      ...walk('a b', 'ann'),
      engagement({ at: '10:00:30', page: '/a' }),
      ...walk('a b', 'bob'),
      customEvent('scrolled', { at: '10:00:30', page: '/a', visitor: 'bob' }),
    ];
    expect(reached(await ask(events, { steps: [a, b], isStrict: true }))).toEqual([2, 1]);
  });

  test('the same step twice takes two events', async () => {
    const events = [...walk('a x', 'ann'), ...walk('a x a', 'bob')];
    expect(reached(await ask(events, { steps: [a, a] }))).toEqual([2, 1]);
  });

  test('an event that meets two steps counts for one of them', async () => {
    const any = page('/**');
    const events = [...walk('a', 'ann'), ...walk('a b', 'bob')];
    expect(reached(await ask(events, { steps: [any, any] }))).toEqual([2, 1]);
    expect(reached(await ask(events, { steps: [any, any], isStrict: true }))).toEqual([2, 1]);
  });

  test('of events of one instant the one of the earlier step comes first, in whatever order they came', async () => {
    const at = '10:00:00';
    const events = [customEvent('signup', { at, page: '/a' }), view(at, '/a')];
    const steps = [a, event('signup')];
    expect(reached(await ask(events, { steps }))).toEqual([1, 1]);
    expect(reached(await ask(events.toReversed(), { steps }))).toEqual([1, 1]);
    expect(reached(await ask(events, { steps: steps.toReversed() }))).toEqual([1, 1]);
    expect(reached(await ask(events, { steps, isStrict: true }))).toEqual([1, 1]);
  });

  test('engagement meets no step', async () => {
    const events = [view('10:00:00', '/a'), engagement({ at: '10:01:00', page: '/b' })];
    expect(reached(await ask(events, { steps: [page('/**'), page('/**')] }))).toEqual([1, 0]);
  });

  test('a funnel goes over the visits of a day, not over days', async () => {
    const dates = { date_from: '2026-03-01', date_to: '2026-03-02' };
    const events = [
      view('09:00:00', '/a', { visitor: 'ann' }),
      view('15:00:00', '/b', { visitor: 'ann' }),
      view('2026-03-01T23:59:00', '/a', { visitor: 'bob' }),
      view('2026-03-02T00:01:00', '/b', { visitor: 'bob' }),
      view('2026-03-02T10:00:00', '/a', { visitor: 'ann' }),
    ];
    const answer = await ask(events, { steps: [a, b], body: dates });
    expect(reached(answer)).toEqual([3, 1]);
  });
});

test('the answer holds rates, medians between steps, and where people went instead', async () => {
  const events = [
    ...walk('a b', 'ann'),
    view('10:00:00', '/a', { visitor: 'bob' }),
    view('10:00:10', '/b', { visitor: 'bob' }),
    view('10:00:40', '/c', { visitor: 'bob' }),
    ...walk('a x', 'cid'),
    ...walk('a', 'dan'),
    view('10:00:00', '/a', { visitor: 'eve' }),
    customEvent('signup', { at: '10:00:01', page: '/a', visitor: 'eve' }),
    ...walk('x', 'fay'),
  ];
  expect(await ask(events, { steps: [a, b, c] })).toEqual({
    metrics: { entered: 5, completed: 1, conversion_rate: 20, median_seconds: 40 },
    steps: [
      {
        visitors: 5,
        entered_rate: 100,
        previous_rate: null,
        dropped: 3,
        drop_rate: 60,
        median_seconds: null,
        next: [
          { type: 'pageview', value: '/x', visitors: 1, percentage: 33.3 },
          { type: 'event', value: 'signup', visitors: 1, percentage: 33.3 },
          { type: 'left', value: null, visitors: 1, percentage: 33.3 },
        ],
      },
      {
        visitors: 2,
        entered_rate: 40,
        previous_rate: 40,
        dropped: 1,
        drop_rate: 50,
        // 60 and 10 seconds.
        median_seconds: 35,
        next: [{ type: 'left', value: null, visitors: 1, percentage: 100 }],
      },
      {
        visitors: 1,
        entered_rate: 20,
        previous_rate: 50,
        dropped: 0,
        drop_rate: 0,
        median_seconds: 30,
        next: [],
      },
    ],
    meta: { timezone: 'UTC', date_from: '2026-03-01', date_to: '2026-03-01', sampled: false },
  });
});

test('nobody is null where there is nothing to divide by', async () => {
  const answer = await ask([], { steps: [a, b], body: { split: 'country', next: false } });
  const none = {
    visitors: 0,
    entered_rate: null,
    dropped: 0,
    drop_rate: null,
    median_seconds: null,
  };
  expect(answer).toEqual({
    metrics: { entered: 0, completed: 0, conversion_rate: null, median_seconds: null },
    steps: [
      { ...none, previous_rate: null },
      { ...none, previous_rate: null },
    ],
    split: { dimension: 'country', total_rows: 0, rows: [] },
    meta: { timezone: 'UTC', date_from: '2026-03-01', date_to: '2026-03-01', sampled: false },
  });
});

test('of what came next the ten most frequent are listed, and who left besides', async () => {
  const events = Array.from({ length: 12 }, (_, index) => walk(`a x${index}`, `v${index}`)).flat();
  const { steps } = await ask([...events, ...walk('a', 'ann')], { steps: [a, b] });
  expect(steps[0]!.next).toHaveLength(11);
  expect(steps[0]!.next).toContainEqual({
    type: 'left',
    value: null,
    visitors: 1,
    percentage: 7.7,
  });
});

const from = (source: string, hour: number, visitor: string, path = '/a') =>
  view(`${String(hour).padStart(2, '0')}:00:00`, path, { visitor, source });

describe('a split', () => {
  test('counts each visitor where he entered, so that its rows add up', async () => {
    const events = [
      from('Google', 9, 'ann'),
      from('', 12, 'ann'),
      from('', 13, 'ann', '/b'),
      from('', 9, 'bob', '/x'),
      from('Bing', 12, 'bob'),
      from('', 9, 'cid'),
      from('Google', 10, 'dan'),
    ];
    const { metrics, split } = await ask(events, { steps: [a, b], body: { split: 'source' } });
    expect([metrics.entered, metrics.completed]).toEqual([4, 1]);
    const rows = split!.rows.map(({ value, entered, completed }) => [value, entered, completed]);
    expect(rows).toEqual([
      ['Google', 2, 1],
      ['Bing', 1, 0],
      ['Direct / None', 1, 0],
    ]);
    expect(split!.total_rows).toBe(3);
  });

  test('lists the ten largest values', async () => {
    const events = Array.from({ length: 12 }, (_, index) => [
      from(`s${String(index).padStart(2, '0')}`, 9, `v${index}`),
      from('s11', 9, `w${index}`),
    ]).flat();
    const { split } = await ask(events, { steps: [a, b], body: { split: 'source' } });
    expect(split!.rows.map(({ value }) => value)).toEqual([
      's11',
      ...Array.from({ length: 9 }, (_, index) => `s0${index}`),
    ]);
    expect(split!.total_rows).toBe(12);
  });
});

describe('filters choose whole visits', () => {
  const events = [
    // Two visits of a day: the first step in one, the second in the other.
    view('09:00:00', '/a', { visitor: 'ann', country: 'DE' }),
    view('12:00:00', '/b', { visitor: 'ann', country: 'US' }),
    view('09:00:00', '/a', { visitor: 'bob', country: 'DE', hostname: 'shop.example.com' }),
    view('09:01:00', '/b', { visitor: 'bob', country: 'DE' }),
    customEvent('signup', { at: '09:02:00', page: '/b', visitor: 'bob', country: 'DE' }),
  ];

  test.each([
    { name: 'without one, all', filters: undefined, counts: [2, 2] },
    { name: 'a property of the visit', filters: { country: 'DE' }, counts: [2, 1] },
    { name: 'a page that only one visit has', filters: { pathname: '/b' }, counts: [1, 1] },
    { name: 'a host of one event', filters: { hostname: 'shop.example.com' }, counts: [1, 1] },
    { name: 'a goal', filters: { goal: 'signup' }, counts: [1, 1] },
    {
      name: 'both on one event',
      filters: { country: 'DE', pathname: '/a', hostname: 'example.com' },
      counts: [1, 0],
    },
    {
      name: 'what was not done',
      filters: ['not', ['has_done', ['is', 'goal', ['signup']]]],
      counts: [1, 1],
    },
    { name: 'the page that was entered', filters: { entry_page: '/a' }, counts: [2, 1] },
  ])('$name', async ({ filters, counts }) => {
    expect(reached(await ask(events, { steps: [a, b], body: { filters } }))).toEqual(counts);
  });
});

test('today is compared with yesterday up to the same time', async () => {
  const events = ['2026-03-09', '2026-03-10'].flatMap((date) => [
    view(`${date}T10:00:00`, '/a'),
    view(`${date}T10:30:00`, '/b'),
    view(`${date}T11:00:00`, '/a', { visitor: 'bob' }),
    view(`${date}T11:50:00`, '/b', { visitor: 'bob' }),
  ]);
  const now = '2026-03-10T11:30:00';
  const dates = { date_from: undefined, date_to: undefined };
  const body = { ...dates, period: 'today', compare: 'previous_period' };
  const { metrics, comparison } = await ask(events, { steps: [a, b], body, now });
  expect(metrics).toEqual({ entered: 2, completed: 2, conversion_rate: 100, median_seconds: 2400 });
  expect(comparison).toEqual({
    date_from: '2026-03-09',
    date_to: '2026-03-09',
    metrics: { entered: 2, completed: 1, conversion_rate: 50, median_seconds: 1800 },
    change: { entered: 0, completed: 100, conversion_rate: 50, median_seconds: 33.3 },
  });
});

test.each([
  [{ period: 'week' }, 'period', /today, yesterday/],
  [{ splt: 'source' }, 'splt', /split/],
  [{ split: 'pathname' }, 'split', /source, channel/],
  [{ next: 'no' }, 'next', /true or false/],
  [{ filters: { colour: 'red' } }, 'filters.colour', /country/],
  [{ compare: 'last' }, 'compare', /previous_period/],
])('%j is refused with what is allowed', async (body, path, message) => {
  const failure = await ask([], {
    steps: [a, b],
    body: { date_from: undefined, date_to: undefined, period: '7d', ...body },
  }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: [{ path, message: expect.stringMatching(message) }],
  });
});

test('a question that is given up ends', async () => {
  const given = { steps: [a, b], isStrict: false };
  const signal = AbortSignal.abort(new Error('gone'));
  const context = { store, site: site(), nowMs: 0, firstEventAtMs: null, goals: [], signal };
  await expect(runFunnel(context, given, {})).rejects.toThrow('gone');
});
