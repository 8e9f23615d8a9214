/** Conversions, and properties of events as dimensions, through the real store: one test for each rule of METRICS.md. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import {
  customEvent,
  engagement,
  instantOf,
  pageview,
  site,
  storeEvents,
} from '../testing/build.ts';
import {
  allOfThem,
  eventGoal,
  is,
  meets,
  meetsNone,
  pageGoal,
  scrollGoal,
} from '../testing/goals.ts';
import type { FilterNode } from './filter-tree.ts';
import type { GoalDefinition } from './goals.ts';

import { parseQuery } from './parse.ts';
import { answerQuery } from './run.ts';

let store: EventStore;
let lastSite = 0;
let context: SiteContext;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
/** A site of its own for every test; the store is shared. */
beforeEach(() => {
  context = site({ number: ++lastSite });
});

const SIGNUP = eventGoal('signup');
const BUY_IN_EUR = eventGoal('buy', 'EUR');
const THANKS = pageGoal('/thanks/**');
const GOALS = [SIGNUP, BUY_IN_EUR, THANKS];

interface Asked {
  filter?: FilterNode;
  goals?: readonly GoalDefinition[];
}

/** On 2026-03-01, the builders' day. */
function stats(body: object, { goals = GOALS, ...asked }: Asked = {}) {
  const nowMs = instantOf('2026-03-01T12:30:00', context.timezone);
  const query = parseQuery({ period: 'today', ...body }, { goals });
  return answerQuery(
    { store, site: context, nowMs, firstEventAtMs: null, goals },
    { ...query, ...asked },
  );
}

const rowsOf = async (body: object, asked?: Asked) => (await stats(body, asked)).dimensions;
const totalsOf = async (body: object, asked?: Asked) => (await stats(body, asked)).metrics;

describe('conversions', () => {
  const metrics = ['conversions', 'conversion_rate', 'visitors'];
  beforeEach(() =>
    storeEvents(store, context, [
      pageview({ page: '/a', country: 'DE' }),
      customEvent('signup', { at: '10:01:00', page: '/a' }),
      customEvent('signup', { at: '10:02:00', page: '/a' }),
      pageview({ at: '10:03:00', page: '/thanks/you' }),
      pageview({ visitor: 'bob', page: '/a', country: 'DE' }),
      pageview({ visitor: 'cid', page: '/thanks/you', country: 'US' }),
      pageview({ visitor: 'dan', page: '/b', country: 'US' }),
      customEvent('other', { visitor: 'dan', page: '/b', at: '10:01:00' }),
    ]),
  );

  test('without a goal: events that meet at least one, out of all visitors', async () => {
    expect(await totalsOf({ metrics })).toEqual({
      conversions: 4,
      conversion_rate: 50,
      visitors: 4,
    });
  });

  test('an event that meets two goals is one conversion', async () => {
    const goals = [...GOALS, { ...SIGNUP, id: 'goal_again', name: 'Again' }];
    expect(await totalsOf({ metrics: ['conversions'] }, { goals })).toEqual({ conversions: 4 });
  });

  test('a site without goals has none, and a rate of 0', async () => {
    expect(await totalsOf({ metrics }, { goals: [] })).toEqual({
      conversions: 0,
      conversion_rate: 0,
      visitors: 4,
    });
    expect(await rowsOf({ metrics, dimensions: ['goal'] }, { goals: [] })).toEqual([]);
  });

  test('filtered by a goal: events that meet it, out of the visitors without that filter', async () => {
    expect(await totalsOf({ metrics }, { filter: meets(SIGNUP) })).toEqual({
      conversions: 2,
      conversion_rate: 25,
      visitors: 1,
    });
  });

  test('the rate keeps the other filters, and leaves out event_name and custom properties', async () => {
    const ofGermany = allOfThem(meets(SIGNUP), is('country', 'DE'));
    expect(await totalsOf({ metrics }, { filter: ofGermany })).toEqual({
      conversions: 2,
      conversion_rate: 50,
      visitors: 1,
    });
    expect(await totalsOf({ metrics }, { filter: is('event_name', 'pageview') })).toEqual({
      conversions: 2,
      conversion_rate: 50,
      visitors: 4,
    });
    expect(await totalsOf({ metrics }, { filter: is('props:plan', '(none)') })).toEqual({
      conversions: 4,
      conversion_rate: 50,
      visitors: 4,
    });
  });

  test('of events that meet no goal those of the site’s other goals convert', async () => {
    expect(await totalsOf({ metrics }, { filter: meetsNone(THANKS) })).toEqual({
      conversions: 2,
      conversion_rate: 25,
      visitors: 3,
    });
  });

  test('a goal beside other choices: the events that meet it', async () => {
    const filter: FilterNode = { kind: 'or', parts: [meets(SIGNUP), is('country', 'US')] };
    expect(await totalsOf({ metrics }, { filter })).toEqual({
      conversions: 2,
      conversion_rate: 25,
      visitors: 3,
    });
  });

  test('by a property of the visit, out of the row’s visitors', async () => {
    expect(await rowsOf({ metrics, dimensions: ['country'] })).toEqual([
      { country: 'DE', conversions: 3, conversion_rate: 50, visitors: 2 },
      { country: 'US', conversions: 1, conversion_rate: 50, visitors: 2 },
    ]);
    expect(await rowsOf({ metrics, dimensions: ['country'] }, { filter: meets(SIGNUP) })).toEqual([
      { country: 'DE', conversions: 2, conversion_rate: 50, visitors: 1 },
    ]);
  });

  test('by page, out of the page’s visitors, and pages without one are rows too', async () => {
    expect(
      await rowsOf({ metrics: ['conversion_rate', 'conversions'], dimensions: ['pathname'] }),
    ).toEqual([
      { pathname: '/thanks/you', conversion_rate: 100, conversions: 2 },
      { pathname: '/a', conversion_rate: 50, conversions: 2 },
      { pathname: '/b', conversion_rate: 0, conversions: 0 },
    ]);
  });

  test('by goal: an event is in the row of each it meets, out of all visitors; no event, no row', async () => {
    expect(
      await rowsOf({ metrics: [...metrics, 'visits', 'events'], dimensions: ['goal'] }),
    ).toEqual([
      {
        goal: 'Visit /thanks/**',
        conversions: 2,
        conversion_rate: 50,
        visitors: 2,
        visits: 2,
        events: 2,
      },
      { goal: 'signup', conversions: 2, conversion_rate: 25, visitors: 1, visits: 1, events: 2 },
    ]);
  });

  test('by goal and country, out of the country’s visitors', async () => {
    expect(await rowsOf({ metrics, dimensions: ['goal', 'country'] })).toEqual([
      { goal: 'signup', country: 'DE', conversions: 2, conversion_rate: 50, visitors: 1 },
      { goal: 'Visit /thanks/**', country: 'DE', conversions: 1, conversion_rate: 50, visitors: 1 },
      { goal: 'Visit /thanks/**', country: 'US', conversions: 1, conversion_rate: 50, visitors: 1 },
    ]);
  });

  test('by hour, gap-free, in the hour of the event', async () => {
    const rows = await rowsOf({ metrics, dimensions: ['hour'], order_by: 'conversions' });
    expect(rows.slice(0, 2)).toEqual([
      { hour: '2026-03-01T10:00:00+00:00', conversions: 4, conversion_rate: 50, visitors: 4 },
      { hour: '2026-03-01T12:00:00+00:00', conversions: 0, conversion_rate: null, visitors: 0 },
    ]);
  });

  test('a day on which nobody converts has a rate of 0, one without visitors none', async () => {
    await storeEvents(store, context, [pageview({ at: '2026-02-28T10:00:00' })]);
    const body = { metrics: ['conversion_rate'], dimensions: ['date'], period: '7d' };
    expect((await rowsOf(body, { filter: meets(SIGNUP) })).slice(0, 3)).toEqual([
      { date: '2026-03-01', conversion_rate: 25 },
      { date: '2026-02-28', conversion_rate: 0 },
      { date: '2026-02-27', conversion_rate: null },
    ]);
  });

  test('by event name and goal at once', async () => {
    const dimensions = ['event_name', 'goal'];
    expect(await rowsOf({ metrics: ['conversions'], dimensions })).toEqual([
      { event_name: 'pageview', goal: 'Visit /thanks/**', conversions: 2 },
      { event_name: 'signup', goal: 'signup', conversions: 2 },
    ]);
  });
});

describe('goals of scrolling', () => {
  const metrics = ['conversions', 'visitors'];
  const goals = [scrollGoal('/a', 75)];
  const count = (body: object = {}, filter: FilterNode = meets(...goals)) =>
    rowsOf({ metrics, dimensions: ['goal'], ...body }, { goals, filter });
  const goal = 'Scroll /a';

  test('the deepest scroll of the visit on the page decides, at exactly the percent', async () => {
    await storeEvents(store, context, [
      pageview({ page: '/a' }),
      engagement({ page: '/a', at: '10:01:00', scroll_depth: 75 }),
      pageview({ page: '/a', visitor: 'bob' }),
      engagement({ page: '/a', visitor: 'bob', at: '10:01:00', scroll_depth: 74 }),
      pageview({ page: '/b', visitor: 'cid' }),
      engagement({ page: '/b', visitor: 'cid', at: '10:01:00', scroll_depth: 100 }),
    ]);
    expect(await count()).toEqual([{ goal, conversions: 1, visitors: 1 }]);
  });

  test('a visit converts once on a page, at its first view of it, and another visit again', async () => {
    await storeEvents(store, context, [
      pageview({ page: '/a' }),
      pageview({ page: '/a', at: '10:05:00' }),
      engagement({ page: '/a', at: '11:04:00', scroll_depth: 100, visitor: 'nobody' }),
      engagement({ page: '/a', at: '10:06:00', scroll_depth: 80 }),
      engagement({ page: '/a', at: '10:07:00', scroll_depth: 90 }),
      pageview({ page: '/a', at: '11:30:00' }),
      engagement({ page: '/a', at: '12:00:00', scroll_depth: 80 }),
    ]);
    const rows = await count({ dimensions: ['hour'], order_by: 'hour', order_dir: 'asc' });
    expect(rows.filter(({ conversions }) => conversions !== 0)).toEqual([
      { hour: '2026-03-01T10:00:00+00:00', conversions: 1, visitors: 1 },
      { hour: '2026-03-01T11:00:00+00:00', conversions: 1, visitors: 1 },
    ]);
  });

  test('scrolling in a visit that did not view the page counts for nothing, nor does what is asked not to be', async () => {
    await storeEvents(store, context, [
      pageview({ page: '/a' }),
      customEvent('wake', { page: '/a', at: '11:00:00' }),
      engagement({ page: '/a', at: '11:01:00', scroll_depth: 100 }),
    ]);
    expect(await count()).toEqual([]);
    expect(await count({ dimensions: ['pathname'] }, meetsNone(...goals))).toEqual([
      { pathname: '/a', conversions: 0, visitors: 1 },
    ]);
  });
});

describe('properties and titles as dimensions', () => {
  const metrics = ['visitors', 'events'];

  test('an event without the property is under (none), also when no event has it', async () => {
    await storeEvents(store, context, [
      pageview({ props: { plan: 'pro', 'a "key"': 'x' } }),
      pageview({ at: '10:01:00', props: { plan: '' } }),
      pageview({ visitor: 'bob' }),
    ]);
    expect(await rowsOf({ metrics, dimensions: ['props:plan'] })).toEqual([
      { 'props:plan': '(none)', visitors: 2, events: 2 },
      { 'props:plan': 'pro', visitors: 1, events: 1 },
    ]);
    expect(await rowsOf({ metrics, dimensions: ['props:nothing'] })).toEqual([
      { 'props:nothing': '(none)', visitors: 2, events: 3 },
    ]);
  });

  test('two properties and a time at once', async () => {
    await storeEvents(store, context, [
      pageview({ props: { plan: 'pro', size: 'L' } }),
      pageview({ visitor: 'bob', props: { size: 'L' } }),
    ]);
    expect(await rowsOf({ metrics, dimensions: ['props:plan', 'date', 'props:size'] })).toEqual([
      { 'props:plan': '(none)', date: '2026-03-01', 'props:size': 'L', visitors: 1, events: 1 },
      { 'props:plan': 'pro', date: '2026-03-01', 'props:size': 'L', visitors: 1, events: 1 },
    ]);
  });

  test('titles, with the text that stands for none', async () => {
    await storeEvents(store, context, [
      pageview({ page_title: 'Home' }),
      pageview({ at: '10:01:00', page_title: 'Home' }),
      pageview({ visitor: 'bob' }),
    ]);
    const body = { metrics: [...metrics, 'visits', 'bounce_rate'], dimensions: ['page_title'] };
    expect(await rowsOf(body)).toEqual([
      { page_title: '(not set)', visitors: 1, events: 1, visits: 1, bounce_rate: 100 },
      { page_title: 'Home', visitors: 1, events: 2, visits: 1, bounce_rate: 0 },
    ]);
  });
});

describe('keys of properties', () => {
  const dimensions = ['property'];
  const keys = async (body: object = {}, asked?: Asked) =>
    await rowsOf({ metrics: ['visitors', 'events'], dimensions, ...body }, asked);

  beforeEach(() =>
    storeEvents(store, context, [
      pageview({ props: { plan: 'pro', size: 'L' } }),
      customEvent('signup', { at: '10:01:00', props: { plan: 'free' } }),
      pageview({ visitor: 'bob', props: { size: 'S', 'a "key"': 'x' }, country: 'DE' }),
      pageview({ visitor: 'cid' }),
      engagement({ visitor: 'cid', at: '10:01:00', scroll_depth: 50 }),
      pageview({ visitor: 'dan', at: '2026-02-28T10:00:00', props: { old: '1' } }),
    ]),
  );

  test('an event is in the row of each key it carries; without properties it is in none', async () => {
    expect(await keys()).toEqual([
      { property: 'size', visitors: 2, events: 2 },
      { property: 'a "key"', visitors: 1, events: 1 },
      { property: 'plan', visitors: 1, events: 2 },
    ]);
    const { metrics, meta } = await stats({
      metrics: ['visitors', 'events'],
      dimensions,
      limit: 1,
    });
    expect([metrics, meta.total_rows]).toEqual([{ visitors: 3, events: 4 }, 3]);
  });

  test('filters choose the events whose keys are counted', async () => {
    expect(await keys({}, { filter: is('country', 'DE') })).toEqual([
      { property: 'a "key"', visitors: 1, events: 1 },
      { property: 'size', visitors: 1, events: 1 },
    ]);
    expect(await keys({}, { filter: is('props:plan', 'pro') })).toEqual([
      { property: 'plan', visitors: 1, events: 1 },
      { property: 'size', visitors: 1, events: 1 },
    ]);
    expect(await keys({}, { filter: meets(SIGNUP) })).toEqual([
      { property: 'plan', visitors: 1, events: 1 },
    ]);
  });

  test('beside other dimensions, over several days and compared with earlier ones', async () => {
    expect(await keys({ dimensions: ['property', 'props:plan'], period: '7d' })).toEqual([
      { property: 'a "key"', 'props:plan': '(none)', visitors: 1, events: 1 },
      { property: 'old', 'props:plan': '(none)', visitors: 1, events: 1 },
      { property: 'plan', 'props:plan': 'free', visitors: 1, events: 1 },
      { property: 'plan', 'props:plan': 'pro', visitors: 1, events: 1 },
      { property: 'size', 'props:plan': '(none)', visitors: 1, events: 1 },
      { property: 'size', 'props:plan': 'pro', visitors: 1, events: 1 },
    ]);
    const rows = await keys({ metrics: ['visits'], compare: 'previous_period', limit: 1 });
    expect(rows).toEqual([
      {
        property: 'size',
        visits: 2,
        comparison: { metrics: { visits: 0 }, change: { visits: null } },
      },
    ]);
  });

  test('visits, rates and engagement as by a value of a property', async () => {
    const metrics = ['visits', 'bounce_rate', 'conversion_rate', 'scroll_depth'];
    const [size, , plan] = await keys({ metrics, order_by: 'visits' });
    expect([size, plan]).toEqual([
      { property: 'size', visits: 2, bounce_rate: 50, conversion_rate: 0, scroll_depth: null },
      { property: 'plan', visits: 1, bounce_rate: 0, conversion_rate: 33.3, scroll_depth: null },
    ]);
  });
});
