/** Figures through the real store: events are stored as a segment, then whole answers compared. */
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
  store = await openTestStore({ minEventsForFigures: 1 });
});
afterAll(() => store.close());
/** A site of its own for every test; the store is shared. */
beforeEach(() => {
  context = site({ number: ++lastSite });
});

const NOW = '2026-03-01T12:30:00';

function stats(
  body: object,
  { now = NOW, of = context, firstEventAtMs = null as number | null } = {},
) {
  const nowMs = instantOf(now, of.timezone);
  return runStats(
    { store, site: of, nowMs, firstEventAtMs, goals: [] },
    { period: 'today', ...body },
  );
}

const rowsOf = async (body: object, options?: Parameters<typeof stats>[1]) =>
  (await stats(body, options)).dimensions;

test('all time by hours is refused once it is longer than a year', async () => {
  const firstEventAtMs = Date.parse('2024-01-01T00:00:00Z');
  await expect(
    stats({ period: 'all', dimensions: ['hour'] }, { firstEventAtMs }),
  ).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: [{ path: 'dimensions', message: expect.stringContaining('at most 366 days') }],
  });
});

describe('rows', () => {
  test('visitors and pageviews by date are gap-free, newest first', async () => {
    await storeEvents(store, context, [
      pageview({ at: '2026-02-27T10:00:00', visitor: 'ann' }),
      pageview({ at: '2026-03-01T10:00:00', visitor: 'ann' }),
      pageview({ at: '2026-03-01T10:01:00', visitor: 'ann', page: '/x' }),
      engagement({ at: '2026-03-01T10:02:00', visitor: 'ann' }),
      customEvent('signup', { at: '2026-03-01T10:02:00', visitor: 'bob' }),
    ]);
    const body = {
      period: '7d',
      metrics: ['visitors', 'pageviews', 'events'],
      dimensions: ['date'],
    };
    expect(await stats(body)).toEqual({
      metrics: { visitors: 3, pageviews: 3, events: 4 },
      dimensions: [
        { date: '2026-03-01', visitors: 2, pageviews: 2, events: 3 },
        { date: '2026-02-28', visitors: 0, pageviews: 0, events: 0 },
        { date: '2026-02-27', visitors: 1, pageviews: 1, events: 1 },
        { date: '2026-02-26', visitors: 0, pageviews: 0, events: 0 },
        { date: '2026-02-25', visitors: 0, pageviews: 0, events: 0 },
        { date: '2026-02-24', visitors: 0, pageviews: 0, events: 0 },
        { date: '2026-02-23', visitors: 0, pageviews: 0, events: 0 },
      ],
      meta: {
        timezone: 'UTC',
        date_from: '2026-02-23',
        date_to: '2026-03-01',
        total_rows: 7,
        sampled: false,
        partial_bucket: '2026-03-01',
      },
    });
  });

  test('pathname rows: the first metric descending, ties by the path; entries speak for the page', async () => {
    await storeEvents(store, context, [
      pageview({ visitor: 'ann', at: '10:00:00', page: '/b' }),
      pageview({ visitor: 'ann', at: '10:01:00', page: '/a' }),
      pageview({ visitor: 'bob', at: '10:00:00', page: '/b' }),
      pageview({ visitor: 'cid', at: '10:00:00', page: '/c' }),
    ]);
    const metrics = [
      'visitors',
      'visits',
      'pageviews',
      'views_per_visit',
      'bounce_rate',
      'avg_duration',
    ];
    expect(await rowsOf({ metrics, dimensions: ['pathname'] })).toEqual([
      {
        pathname: '/b',
        visitors: 2,
        visits: 2,
        pageviews: 2,
        views_per_visit: 1.5,
        bounce_rate: 50,
        avg_duration: 30,
      },
      {
        pathname: '/a',
        visitors: 1,
        visits: 1,
        pageviews: 1,
        views_per_visit: null,
        bounce_rate: null,
        avg_duration: null,
      },
      {
        pathname: '/c',
        visitors: 1,
        visits: 1,
        pageviews: 1,
        views_per_visit: 1,
        bounce_rate: 100,
        avg_duration: 0,
      },
    ]);
  });
});

const bySource = { metrics: ['visitors'], dimensions: ['source'] };
const sourcesBy = async (order: object) =>
  (await rowsOf({ ...bySource, ...order })).map((row) => row.source);

describe('rows of a list', () => {
  beforeEach(() =>
    storeEvents(store, context, [
      ...['ann', 'bob', 'cid'].map((visitor) => pageview({ visitor, source: 'Google' })),
      ...['dan', 'eve'].map((visitor) => pageview({ visitor, source: 'Bing' })),
      ...['fay', 'gus'].map((visitor) => pageview({ visitor })),
    ]),
  );

  test('ties go by the text that stands for a missing value', async () => {
    expect(await rowsOf(bySource)).toEqual([
      { source: 'Google', visitors: 3 },
      { source: 'Bing', visitors: 2 },
      { source: 'Direct / None', visitors: 2 },
    ]);
  });

  test('limit and offset cut the list, total_rows counts all of it, also past its end', async () => {
    const page = await stats({ ...bySource, limit: 1, offset: 1 });
    expect([page.dimensions, page.meta.total_rows]).toEqual([[{ source: 'Bing', visitors: 2 }], 3]);
    const past = await stats({ ...bySource, offset: 50 });
    expect([past.dimensions, past.meta.total_rows, past.metrics]).toEqual([[], 3, { visitors: 7 }]);
  });

  test('order by a dimension, or by a metric the other way', async () => {
    expect(await sourcesBy({ order_by: 'source' })).toEqual(['Bing', 'Direct / None', 'Google']);
    expect(await sourcesBy({ order_dir: 'asc' })).toEqual(['Bing', 'Direct / None', 'Google']);
    expect(await sourcesBy({ order_by: 'source', order_dir: 'desc' })).toEqual([
      'Google',
      'Direct / None',
      'Bing',
    ]);
  });

  test('nothing to list: no rows, zeros, and null where there is nothing to divide by', async () => {
    const metrics = [
      'visitors',
      'visits',
      'pageviews',
      'events',
      'views_per_visit',
      'bounce_rate',
      'avg_duration',
    ];
    const answer = await stats({ metrics, dimensions: ['source'], period: 'yesterday' });
    expect(answer).toMatchObject({
      metrics: {
        visitors: 0,
        visits: 0,
        pageviews: 0,
        events: 0,
        views_per_visit: null,
        bounce_rate: null,
        avg_duration: null,
      },
      dimensions: [],
      meta: { total_rows: 0 },
    });
  });
});

describe('rows of time', () => {
  test('a day of 23 hours has its events in the right ones; the visit is where it began', async () => {
    context = site({ number: ++lastSite, timezone: 'America/New_York' });
    await storeEvents(store, context, [
      pageview({ at: '2026-03-08T01:50:00' }),
      pageview({ at: '2026-03-08T03:10:00' }),
      pageview({ at: '2026-03-08T23:59:59' }),
    ]);
    const body = {
      period: 'custom',
      date_from: '2026-03-08',
      date_to: '2026-03-08',
      dimensions: ['hour'],
      metrics: ['visitors', 'visits', 'pageviews'],
    };
    const rows = await rowsOf(body, { of: context });
    expect(rows).toHaveLength(23);
    expect(rows.filter((row) => row.visitors !== 0)).toEqual([
      { hour: '2026-03-08T23:00:00-04:00', visitors: 1, visits: 1, pageviews: 1 },
      { hour: '2026-03-08T03:00:00-04:00', visitors: 1, visits: 0, pageviews: 1 },
      { hour: '2026-03-08T01:00:00-05:00', visitors: 1, visits: 1, pageviews: 1 },
    ]);
  });

  test('the two hours of one name are two rows', async () => {
    context = site({ number: ++lastSite, timezone: 'America/New_York' });
    await storeEvents(store, context, [
      pageview({ at: '2026-11-01T01:30:00-04:00' }),
      pageview({ at: '2026-11-01T01:30:00-05:00' }),
    ]);
    const body = {
      period: 'custom',
      date_from: '2026-11-01',
      date_to: '2026-11-01',
      dimensions: ['hour'],
      metrics: ['pageviews'],
    };
    const rows = await rowsOf(body, { of: context });
    expect(rows).toHaveLength(25);
    expect(rows.filter((row) => row.pageviews !== 0)).toEqual([
      { hour: '2026-11-01T01:00:00-05:00', pageviews: 1 },
      { hour: '2026-11-01T01:00:00-04:00', pageviews: 1 },
    ]);
  });

  test('rows ordered by the hour go by time, not by how it is written', async () => {
    context = site({ number: ++lastSite, timezone: 'Europe/Berlin' });
    const day = { period: 'custom', date_from: '2026-10-25', date_to: '2026-10-25' };
    const body = { ...day, dimensions: ['hour'], metrics: ['pageviews'], order_by: 'hour' };
    const twice = ['2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00'];
    const hoursOf = async (order_dir: string) =>
      (await rowsOf({ ...body, order_dir }, { of: context })).map(({ hour }) => hour);
    expect((await hoursOf('asc')).slice(2, 4)).toEqual(twice);
    expect((await hoursOf('desc')).slice(-4, -2)).toEqual(twice.toReversed());
  });

  test('hours of a zone whose clock is set back by half an hour', async () => {
    context = site({ number: ++lastSite, timezone: 'Australia/Lord_Howe' });
    await storeEvents(store, context, [
      pageview({ at: '2026-04-05T01:45:00+11:00' }),
      pageview({ at: '2026-04-05T01:45:00+10:30' }),
    ]);
    const body = {
      period: 'custom',
      date_from: '2026-04-05',
      date_to: '2026-04-05',
      dimensions: ['hour'],
      metrics: ['pageviews'],
    };
    const rows = await rowsOf(body, { of: context });
    expect(rows.filter((row) => row.pageviews !== 0)).toEqual([
      { hour: '2026-04-05T01:30:00+10:30', pageviews: 1 },
      { hour: '2026-04-05T01:00:00+11:00', pageviews: 1 },
    ]);
  });

  test('a custom range reaches into the future with zeros; the present bucket is named', async () => {
    await storeEvents(store, context, [pageview()]);
    const body = {
      period: 'custom',
      date_from: '2026-03-01',
      date_to: '2026-03-02',
      dimensions: ['date'],
      metrics: ['visitors'],
    };
    const answer = await stats(body);
    expect(answer.dimensions).toEqual([
      { date: '2026-03-02', visitors: 0 },
      { date: '2026-03-01', visitors: 1 },
    ]);
    expect(answer.meta.partial_bucket).toBe('2026-03-01');
  });

  test('no bucket is under way in a range that is over', async () => {
    const answer = await stats({ period: 'yesterday', dimensions: ['hour'] });
    expect(answer.meta.partial_bucket).toBeNull();
  });

  test('a week’s row bears its Monday and counts only the days of the range', async () => {
    await storeEvents(store, context, [
      pageview({ at: '2026-02-23T10:00:00' }),
      pageview({ at: '2026-02-25T10:00:00' }),
      pageview({ at: '2026-03-01T10:00:00' }),
    ]);
    const body = {
      period: 'custom',
      date_from: '2026-02-24',
      date_to: '2026-03-02',
      dimensions: ['week'],
      metrics: ['visitors'],
    };
    expect(await rowsOf(body)).toEqual([
      { week: '2026-03-02', visitors: 0 },
      { week: '2026-02-23', visitors: 2 },
    ]);
  });
});

describe('comparison', () => {
  test('today counts against yesterday up to the same time; change is percent, of rates points', async () => {
    await storeEvents(store, context, [
      pageview({ visitor: 'ann', at: '10:00:00' }),
      pageview({ visitor: 'ann', at: '10:01:00' }),
      pageview({ visitor: 'bob', at: '10:00:00' }),
      pageview({ visitor: 'cid', at: '11:00:00' }),
      pageview({ visitor: 'ann', at: '2026-02-28T10:00:00' }),
      pageview({ visitor: 'late', at: '2026-02-28T12:30:00' }),
    ]);
    const metrics = ['visitors', 'bounce_rate', 'avg_duration'];
    const { comparison } = await stats({ metrics, compare: 'previous_period' });
    expect(comparison).toEqual({
      date_from: '2026-02-28',
      date_to: '2026-02-28',
      metrics: { visitors: 1, bounce_rate: 100, avg_duration: 0 },
      change: { visitors: 200, bounce_rate: -33.3, avg_duration: null },
    });
  });

  test('each of thousands of pairs of values is compared', async () => {
    const pages = Array.from({ length: 4_000 }, (_, index) => `/${index}`);
    await storeEvents(
      store,
      context,
      pages.flatMap((page) => [
        pageview({ page, visitor: page, source: 'Google' }),
        pageview({ page, visitor: `b${page}`, source: 'Bing', at: '2026-02-28T10:00:00' }),
        pageview({ page, visitor: page, source: 'Google', at: '2026-02-28T10:00:00' }),
      ]),
    );
    const dimensions = ['pathname', 'source'];
    const rows = await rowsOf({
      metrics: ['pageviews'],
      dimensions,
      compare: 'previous_period',
      limit: 10_000,
    });
    expect(rows.length).toBe(4_000);
    const before = new Set(rows.map(({ comparison }) => JSON.stringify(comparison)));
    expect([...before]).toEqual(['{"metrics":{"pageviews":1},"change":{"pageviews":0}}']);
  });

  test('rows carry their own: the same value, the bucket of the same place', async () => {
    await storeEvents(store, context, [
      pageview({ visitor: 'ann', source: 'Google' }),
      pageview({ visitor: 'bob', source: 'Bing' }),
      pageview({ visitor: 'ann', source: 'Google', at: '2026-02-28T10:00:00' }),
      pageview({ visitor: 'bob', source: 'Google', at: '2026-02-28T10:00:00' }),
    ]);
    const metrics = ['visitors'];
    const compare = 'previous_period';
    expect(await rowsOf({ metrics, compare, dimensions: ['source'] })).toEqual([
      {
        source: 'Bing',
        visitors: 1,
        comparison: { metrics: { visitors: 0 }, change: { visitors: null } },
      },
      {
        source: 'Google',
        visitors: 1,
        comparison: { metrics: { visitors: 2 }, change: { visitors: -50 } },
      },
    ]);
    const byHour = await rowsOf({ metrics, compare, dimensions: ['hour'] });
    expect(byHour[2]).toEqual({
      hour: '2026-03-01T10:00:00+00:00',
      visitors: 2,
      comparison: { metrics: { visitors: 2 }, change: { visitors: 0 } },
    });
  });
});

describe('filters', () => {
  const EVENTS = [
    pageview({ visitor: 'ann', page: '/blog/a', source: 'Google', country: 'US' }),
    customEvent('signup', { visitor: 'ann', at: '10:01:00', page: '/join' }),
    pageview({ visitor: 'bob', page: '/blog/a/b', source: 'google', country: 'DE' }),
    pageview({ visitor: 'cid', page: '/blog', country: '' }),
    pageview({ visitor: 'dan', page: '/50%_x', source: '(odd)', country: 'US' }),
  ];

  test.each([
    { name: 'is: exact, case and all', filters: { source: 'Google' }, pages: ['/blog/a', '/join'] },
    {
      name: 'is: any of a list',
      filters: { source: ['Google', 'google'] },
      pages: ['/blog/a', '/blog/a/b', '/join'],
    },
    {
      name: 'is: the text of a missing value',
      filters: { source: 'Direct / None' },
      pages: ['/blog'],
    },
    {
      name: 'is_not keeps rows without a value',
      filters: { country: { is_not: 'US' } },
      pages: ['/blog', '/blog/a/b'],
    },
    {
      name: 'is_not of the missing value’s text drops them',
      filters: { country: { is_not: '(not set)' } },
      pages: ['/50%_x', '/blog/a', '/blog/a/b', '/join'],
    },
    {
      name: 'is_not of a list: none of them',
      filters: { country: { is_not: ['US', 'DE'] } },
      pages: ['/blog'],
    },
    {
      name: 'contains does not mind case',
      filters: { source: { contains: 'GOO' } },
      pages: ['/blog/a', '/blog/a/b', '/join'],
    },
    {
      name: 'contains_not keeps rows without a value',
      filters: { source: { contains_not: ['goo', 'odd'] } },
      pages: ['/blog'],
    },
    {
      name: '% and _ are letters like others',
      filters: { pathname: { contains: '%_' } },
      pages: ['/50%_x'],
    },
    { name: 'in a path * is one segment', filters: { pathname: '/blog/*' }, pages: ['/blog/a'] },
    {
      name: '** is any number, but not none of the slash',
      filters: { pathname: '/blog/**' },
      pages: ['/blog/a', '/blog/a/b'],
    },
    { name: 'elsewhere * is a letter', filters: { source: 'G*' }, pages: [] },
    {
      name: 'several filters must all hold',
      filters: { source: { contains: 'goo' }, country: 'DE' },
      pages: ['/blog/a/b'],
    },
    {
      name: 'two operators on one name must both hold',
      filters: { pathname: { contains: 'blog', contains_not: 'g/a' } },
      pages: ['/blog'],
    },
    {
      name: 'a filter on visits takes all their events',
      filters: { entry_page: '/blog/a' },
      pages: ['/blog/a', '/join'],
    },
    {
      name: 'one on events takes those events alone',
      filters: { event_name: 'signup' },
      pages: ['/join'],
    },
    {
      name: 'two on events must hold on the same event',
      filters: { event_name: 'signup', pathname: '/blog/a' },
      pages: [],
    },
  ])('$name', async ({ filters, pages }) => {
    await storeEvents(store, context, EVENTS);
    const body = { filters, metrics: ['events'], dimensions: ['pathname'], order_by: 'pathname' };
    expect((await rowsOf(body)).map((row) => row.pathname)).toEqual(pages);
  });

  test('a filter on events: metrics of visits take the whole visits', async () => {
    await storeEvents(store, context, EVENTS);
    const metrics = [
      'visitors',
      'visits',
      'pageviews',
      'events',
      'views_per_visit',
      'bounce_rate',
      'avg_duration',
    ];
    expect((await stats({ metrics, filters: { event_name: 'signup' } })).metrics).toEqual({
      visitors: 1,
      visits: 1,
      pageviews: 0,
      events: 1,
      views_per_visit: 1,
      bounce_rate: 0,
      avg_duration: 60,
    });
  });

  test('one on the path: rates are those of the visits that entered there', async () => {
    await storeEvents(store, context, [
      pageview({ visitor: 'ann', at: '10:00:00', page: '/a' }),
      pageview({ visitor: 'ann', at: '10:01:00', page: '/b' }),
      pageview({ visitor: 'bob', at: '10:00:00', page: '/b' }),
    ]);
    const metrics = ['visits', 'views_per_visit', 'bounce_rate', 'avg_duration'];
    expect((await stats({ metrics, filters: { pathname: '/b' } })).metrics).toEqual({
      visits: 2,
      views_per_visit: 1,
      bounce_rate: 100,
      avg_duration: 0,
    });
  });
});

const visitorsOf = async (of: SiteContext) =>
  (await stats({ metrics: ['visitors'] }, { of })).metrics.visitors;

test('an answer is not kept beyond the next event, nor mixed up between sites', async () => {
  const other = site({ number: ++lastSite });
  await storeEvents(store, context, [pageview()]);
  expect([await visitorsOf(context), await visitorsOf(other)]).toEqual([1, 0]);
  await storeEvents(store, context, [pageview({ visitor: 'bob' })]);
  expect([await visitorsOf(context), await visitorsOf(other)]).toEqual([2, 0]);
});

test('a sealed day counts a visitor on a page once, whatever came first there', async () => {
  await storeEvents(store, context, [
    pageview({ visitor: 'ann', at: '09:00:00', page: '/a' }),
    engagement({ visitor: 'ann', at: '09:01:00', page: '/b' }),
    customEvent('signup', { visitor: 'ann', at: '09:02:00', page: '/b' }),
    pageview({ visitor: 'ann', at: '09:03:00', page: '/b' }),
    pageview({ visitor: 'ann', at: '11:00:00', page: '/b' }),
    pageview({ visitor: 'bob', at: '11:00:00', page: '/b' }),
  ]);
  await store.sealDays([{ site: context.number, day: '2026-03-01' }]);
  const body = { metrics: ['visitors', 'visits', 'pageviews', 'events'], dimensions: ['pathname'] };
  expect(await rowsOf(body)).toEqual([
    { pathname: '/b', visitors: 2, visits: 3, pageviews: 3, events: 4 },
    { pathname: '/a', visitors: 1, visits: 1, pageviews: 1, events: 1 },
  ]);
});
