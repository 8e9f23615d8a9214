/** Every metric of METRICS.md's table beyond the counts and rates of visits: one test for each of its rules. */
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
import { runStats } from './run.ts';

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

/** On 2026-03-01, the builders' day. */
function stats(body: object) {
  const nowMs = instantOf('2026-03-01T12:30:00', context.timezone);
  return runStats(
    { store, site: context, nowMs, firstEventAtMs: null, goals: [] },
    { period: 'today', ...body },
  );
}

const totalsOf = async (body: object) => (await stats(body)).metrics;
const rowsOf = async (body: object) => (await stats(body)).dimensions;

const timeWith = (filters: object) => ({ metrics: ['time_on_page'], filters });

describe('time on page', () => {
  beforeEach(() =>
    storeEvents(store, context, [
      pageview({ page: '/a', country: 'DE' }),
      engagement({ at: '10:01:00', page: '/a', engaged_ms: 10_000 }),
      engagement({ at: '10:02:00', page: '/a', engaged_ms: 5_400 }),
      pageview({ at: '10:03:00', page: '/b' }),
      engagement({ at: '11:01:00', page: '/b', engaged_ms: 99_000 }),
      pageview({ visitor: 'bob', page: '/a', country: 'US' }),
      engagement({ visitor: 'bob', at: '10:01:00', page: '/a', engaged_ms: 2_000 }),
      pageview({ visitor: 'cid', page: '/a' }),
      engagement({ visitor: 'cid', at: '10:01:00', page: '/a', engaged_ms: 0 }),
    ]),
  );

  test('of a page: the time engaged by the visits that reported any, which are not all', async () => {
    expect(await rowsOf({ metrics: ['time_on_page'], dimensions: ['pathname'] })).toEqual([
      { pathname: '/a', time_on_page: 9 },
      { pathname: '/b', time_on_page: null },
    ]);
  });

  test('without a page: of all pages', async () => {
    expect(await totalsOf({ metrics: ['time_on_page'] })).toEqual({ time_on_page: 9 });
  });

  test('filters on the visit, the path, the host and what was done choose reports', async () => {
    expect(await totalsOf(timeWith({ country: 'US' }))).toEqual({ time_on_page: 2 });
    expect(await totalsOf(timeWith({ pathname: '/a' }))).toEqual({ time_on_page: 9 });
    expect(await totalsOf(timeWith({ pathname: '/c' }))).toEqual({ time_on_page: null });
    expect(await totalsOf(timeWith({ hostname: 'example.com' }))).toEqual({ time_on_page: 9 });
  });

  test.each([{ filters: { event_name: 'pageview' } }, { filters: { page_title: '(not set)' } }])(
    'a report carries no $filters',
    async ({ filters }) => {
      const metrics = ['pageviews', 'time_on_page', 'scroll_depth'];
      expect(await totalsOf({ metrics, filters })).toEqual({
        pageviews: 4,
        time_on_page: null,
        scroll_depth: null,
      });
      expect(await totalsOf({ metrics: ['time_on_page'], filters })).toEqual({
        time_on_page: null,
      });
    },
  );

  test('by the name of the event there are rows, without a time', async () => {
    expect(await rowsOf({ metrics: ['time_on_page'], dimensions: ['event_name'] })).toEqual([
      { event_name: 'pageview', time_on_page: null },
    ]);
  });
});

test('time engaged counts in the hour of the report', async () => {
  await storeEvents(store, context, [
    pageview({ at: '10:50:00' }),
    engagement({ at: '10:55:00', engaged_ms: 3_000 }),
    engagement({ at: '11:05:00', engaged_ms: 8_000 }),
  ]);
  const rows = await rowsOf({
    metrics: ['time_on_page', 'pageviews'],
    dimensions: ['hour'],
    order_by: 'time_on_page',
  });
  expect(rows.slice(0, 3)).toEqual([
    { hour: '2026-03-01T11:00:00+00:00', time_on_page: 8, pageviews: 0 },
    { hour: '2026-03-01T10:00:00+00:00', time_on_page: 3, pageviews: 1 },
    { hour: '2026-03-01T12:00:00+00:00', time_on_page: null, pageviews: 0 },
  ]);
});

describe('scroll depth', () => {
  beforeEach(() =>
    storeEvents(store, context, [
      pageview({ page: '/a' }),
      engagement({ at: '10:01:00', page: '/a', scroll_depth: 20 }),
      engagement({ at: '10:02:00', page: '/a', scroll_depth: 75 }),
      engagement({ at: '10:03:00', page: '/b', scroll_depth: 100 }),
      pageview({ visitor: 'bob', page: '/a' }),
      engagement({ visitor: 'bob', at: '10:01:00', page: '/a', scroll_depth: 40 }),
      pageview({ visitor: 'cid', page: '/b' }),
      engagement({ visitor: 'cid', at: '10:01:00', page: '/b', scroll_depth: 0 }),
    ]),
  );

  test('of a page: the mean over visits of the deepest scroll, of those that scrolled', async () => {
    expect(await rowsOf({ metrics: ['scroll_depth'], dimensions: ['pathname'] })).toEqual([
      { pathname: '/b', scroll_depth: 100 },
      { pathname: '/a', scroll_depth: 58 },
    ]);
  });

  test('of several pages: the mean over visits and pages', async () => {
    const { metrics } = await stats({ metrics: ['scroll_depth', 'time_on_page'] });
    expect(metrics).toEqual({ scroll_depth: 72, time_on_page: 2 });
  });
});

describe('entrances and exits', () => {
  beforeEach(() =>
    storeEvents(store, context, [
      pageview({ page: '/a' }),
      pageview({ at: '10:01:00', page: '/b' }),
      pageview({ at: '10:02:00', page: '/a' }),
      pageview({ visitor: 'bob', page: '/a' }),
      pageview({ visitor: 'bob', at: '10:01:00', page: '/b' }),
      customEvent('signup', { visitor: 'bob', at: '10:02:00', page: '/c' }),
      customEvent('signup', { visitor: 'cid', page: '/c' }),
    ]),
  );
  const metrics = ['entrances', 'exits', 'exit_rate'];

  test('of a page: visits whose first, and last, pageview it is', async () => {
    expect(await rowsOf({ metrics, dimensions: ['pathname'] })).toEqual([
      { pathname: '/a', entrances: 2, exits: 1, exit_rate: 33.3 },
      { pathname: '/b', entrances: 0, exits: 1, exit_rate: 50 },
      { pathname: '/c', entrances: 0, exits: 0, exit_rate: null },
    ]);
  });

  test('without a page: visits with a pageview', async () => {
    expect(await totalsOf({ metrics })).toEqual({ entrances: 2, exits: 2, exit_rate: 40 });
  });

  test('filtered by a path they are of the pages that the filter takes', async () => {
    expect(await totalsOf({ metrics, filters: { pathname: '/b' } })).toEqual({
      entrances: 0,
      exits: 1,
      exit_rate: 50,
    });
    expect(await totalsOf({ metrics, filters: { pathname: ['/a', '/b'] } })).toEqual({
      entrances: 2,
      exits: 2,
      exit_rate: 40,
    });
  });

  test('filtered by another property of events they are of the visits that hold such an event', async () => {
    const filters = { event_name: 'signup' };
    expect(await totalsOf({ metrics, filters })).toEqual({
      entrances: 1,
      exits: 1,
      exit_rate: null,
    });
  });

  test('with a path and another property, of pages where such an event is', async () => {
    const filters = { event_name: 'pageview', pathname: ['/b', '/c'] };
    expect(await totalsOf({ metrics, filters })).toEqual({
      entrances: 0,
      exits: 1,
      exit_rate: 50,
    });
  });
});

describe('percentage', () => {
  beforeEach(() =>
    storeEvents(store, context, [
      pageview({ source: 'Google', page: '/a' }),
      pageview({ at: '10:01:00', page: '/b' }),
      pageview({ visitor: 'bob', source: 'Google', page: '/a' }),
      pageview({ visitor: 'cid', page: '/a' }),
      pageview({ visitor: 'ann', at: '2026-02-28T10:00:00', page: '/b' }),
      pageview({ visitor: 'bob', at: '2026-02-28T10:00:00', page: '/c' }),
    ]),
  );

  test('a row’s visitors out of those of the query without its dimensions; rows need not add up', async () => {
    const body = { metrics: ['percentage', 'visitors'], dimensions: ['pathname'] };
    expect(await stats(body)).toMatchObject({
      metrics: { percentage: 100, visitors: 3 },
      dimensions: [
        { pathname: '/a', percentage: 100, visitors: 3 },
        { pathname: '/b', percentage: 33.3, visitors: 1 },
      ],
    });
  });

  test('of the filtered visitors', async () => {
    const filters = { source: 'Google' };
    const body = { metrics: ['percentage'], dimensions: ['pathname'], filters };
    expect(await rowsOf(body)).toEqual([
      { pathname: '/a', percentage: 100 },
      { pathname: '/b', percentage: 50 },
    ]);
  });

  test('compared it is of the compared range, and changes by points', async () => {
    const body = {
      metrics: ['percentage'],
      dimensions: ['pathname'],
      compare: 'previous_period',
    };
    expect(await rowsOf(body)).toEqual([
      {
        pathname: '/a',
        percentage: 100,
        comparison: { metrics: { percentage: 0 }, change: { percentage: 100 } },
      },
      {
        pathname: '/b',
        percentage: 33.3,
        comparison: { metrics: { percentage: 50 }, change: { percentage: -16.7 } },
      },
    ]);
  });

  test('nobody is no share', async () => {
    expect(
      (await stats({ metrics: ['percentage'], period: 'last_month', filters: { source: 'X' } }))
        .metrics,
    ).toEqual({ percentage: null });
  });
});
