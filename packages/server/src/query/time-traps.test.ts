/**
 * Clocks that jump, days that are missing, years that end: events sent through ingest at their
 * instant, asked for as the API is asked, with days open and again with days sealed.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StatsAnswer } from '@purestat/vocabulary';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import { siteContext, startIngest, type TestIngest } from '../testing/ingest.ts';
import { runStats } from './index.ts';

const METRICS = ['visitors', 'visits', 'pageviews'];

interface Trap {
  name: string;
  timezone: string;
  /** When somebody looked at a page, each time another person unless he is named. */
  views: Array<string | [at: string, who: string]>;
  now: string;
  query: Record<string, unknown>;
  /** How many rows there are. */
  count: number;
  /** Rows with visitors, visits and pageviews, newest first as they come; `..` runs over rows that are all zeros. */
  rows: string[];
  totals: string;
}

let store: EventStore;
let sites: SiteContext[];
let ingest: TestIngest;

let lastSite = 0;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
afterEach(() => ingest.close());

async function begin(timezone: string, at: string): Promise<void> {
  sites = [siteContext({ number: ++lastSite, timezone })];
  ingest = await startIngest({ sites, at, deps: { store } });
}

async function view(at: string, who: string): Promise<void> {
  const visitor = {
    userAgent: `Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0 ${who}`,
  };
  await ingest.send(at, { url: 'https://example.com/' }, visitor);
}

function ask(now: string, query: Record<string, unknown>): Promise<StatsAnswer> {
  const nowMs = Date.parse(now);
  const context = { store, site: sites[0]!, nowMs, firstEventAtMs: null, goals: [] };
  return runStats(context, { metrics: METRICS, ...query }) as Promise<StatsAnswer>;
}

const figures = (of: Record<string, unknown>) => METRICS.map((name) => of[name]).join(' ');

/** Rows as text; of zeros in a row the first and the last, so that a day of hours can be read. */
function linesOf({ dimensions }: StatsAnswer, dimension: string): string[] {
  const rows = dimensions.map((row) => ({ at: String(row[dimension]), text: figures(row) }));
  const lines: string[] = [];
  for (const [index, { at, text }] of rows.entries()) {
    const isZero = (other: number) => rows[other]?.text === '0 0 0';
    if (!isZero(index)) lines.push(`${at} ${text}`);
    else if (!isZero(index - 1) || !isZero(index + 1)) lines.push(`${at} –`);
    else if (!isZero(index - 2)) lines.push('..');
  }
  return lines;
}

const day = (date: string, dimension = 'hour') => ({
  period: 'custom',
  date_from: date,
  date_to: date,
  dimensions: [dimension],
});
const days = (date_from: string, date_to: string, dimension = 'date') => ({
  ...day(date_from, dimension),
  date_to,
});

const TRAPS: Trap[] = [
  {
    name: 'a day of 23 hours: New York loses the hour from two to three',
    timezone: 'America/New_York',
    views: ['2026-03-08T01:59:59-05:00', '2026-03-08T03:00:00-04:00', '2026-03-08T23:59:59-04:00'],
    now: '2026-03-10T12:00:00-04:00',
    query: day('2026-03-08'),
    count: 23,
    rows: [
      '2026-03-08T23:00:00-04:00 1 1 1',
      '2026-03-08T22:00:00-04:00 –',
      '..',
      '2026-03-08T04:00:00-04:00 –',
      '2026-03-08T03:00:00-04:00 1 1 1',
      '2026-03-08T01:00:00-05:00 1 1 1',
      '2026-03-08T00:00:00-05:00 –',
    ],
    totals: '3 3 3',
  },
  {
    name: 'a day of 25 hours: New York has the hour from one to two twice',
    timezone: 'America/New_York',
    views: ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00', '2026-11-01T02:00:00-05:00'],
    now: '2026-11-03T12:00:00-05:00',
    query: day('2026-11-01'),
    count: 25,
    rows: [
      '2026-11-01T23:00:00-05:00 –',
      '..',
      '2026-11-01T03:00:00-05:00 –',
      '2026-11-01T02:00:00-05:00 1 1 1',
      '2026-11-01T01:00:00-05:00 1 1 1',
      '2026-11-01T01:00:00-04:00 1 1 1',
      '2026-11-01T00:00:00-04:00 –',
    ],
    totals: '3 3 3',
  },
  {
    name: 'midnight skipped: São Paulo’s day begins at one',
    timezone: 'America/Sao_Paulo',
    views: [
      ['2018-11-03T23:59:59-03:00', 'ann'],
      ['2018-11-04T01:00:00-02:00', 'ann'],
    ],
    now: '2018-11-06T12:00:00-02:00',
    query: days('2018-11-03', '2018-11-04'),
    count: 2,
    rows: ['2018-11-04 1 1 1', '2018-11-03 1 1 1'],
    totals: '2 2 2',
  },
  {
    name: 'midnight skipped: the hours of Cairo’s day',
    timezone: 'Africa/Cairo',
    views: ['2024-04-25T23:59:59+02:00', '2024-04-26T01:00:00+03:00'],
    now: '2024-04-28T12:00:00+03:00',
    query: day('2024-04-26'),
    count: 23,
    rows: [
      '2024-04-26T23:00:00+03:00 –',
      '..',
      '2024-04-26T02:00:00+03:00 –',
      '2024-04-26T01:00:00+03:00 1 1 1',
    ],
    totals: '1 1 1',
  },
  {
    name: 'midnight skipped: the hours of Beirut’s day and the one before',
    timezone: 'Asia/Beirut',
    views: ['2021-03-27T23:59:59+02:00', '2021-03-28T01:00:00+03:00'],
    now: '2021-03-30T12:00:00+03:00',
    query: days('2021-03-27', '2021-03-28', 'hour'),
    count: 47,
    rows: [
      '2021-03-28T23:00:00+03:00 –',
      '..',
      '2021-03-28T02:00:00+03:00 –',
      '2021-03-28T01:00:00+03:00 1 1 1',
      '2021-03-27T23:00:00+02:00 1 1 1',
      '2021-03-27T22:00:00+02:00 –',
      '..',
      '2021-03-27T00:00:00+02:00 –',
    ],
    totals: '2 2 2',
  },
  {
    name: 'midnight doubled: Havana’s day has the hour after it twice',
    timezone: 'America/Havana',
    views: ['2026-11-01T00:30:00-04:00', '2026-11-01T00:30:00-05:00'],
    now: '2026-11-03T12:00:00-05:00',
    query: day('2026-11-01'),
    count: 25,
    rows: [
      '2026-11-01T23:00:00-05:00 –',
      '..',
      '2026-11-01T01:00:00-05:00 –',
      '2026-11-01T00:00:00-05:00 1 1 1',
      '2026-11-01T00:00:00-04:00 1 1 1',
    ],
    totals: '2 2 2',
  },
  {
    name: 'midnight put off: Beirut’s clock goes from midnight back to eleven, and the day goes on',
    timezone: 'Asia/Beirut',
    views: [
      ['2021-10-30T23:59:59+03:00', 'ann'],
      ['2021-10-30T23:00:00+02:00', 'ann'],
      ['2021-10-31T00:00:00+02:00', 'ann'],
    ],
    now: '2021-11-02T12:00:00+02:00',
    query: days('2021-10-30', '2021-10-31', 'hour'),
    count: 49,
    rows: [
      '2021-10-31T23:00:00+02:00 –',
      '..',
      '2021-10-31T01:00:00+02:00 –',
      '2021-10-31T00:00:00+02:00 1 1 1',
      '2021-10-30T23:00:00+02:00 1 0 1',
      '2021-10-30T23:00:00+03:00 1 1 1',
      '2021-10-30T22:00:00+03:00 –',
      '..',
      '2021-10-30T00:00:00+03:00 –',
    ],
    totals: '2 2 3',
  },
  {
    name: 'hours of a zone that is at three quarters of an hour',
    timezone: 'Asia/Kathmandu',
    views: ['2026-02-28T18:14:59Z', '2026-02-28T18:15:00Z', '2026-02-28T19:14:59Z'],
    now: '2026-03-03T12:00:00Z',
    query: day('2026-03-01'),
    count: 24,
    rows: [
      '2026-03-01T23:00:00+05:45 –',
      '..',
      '2026-03-01T01:00:00+05:45 –',
      '2026-03-01T00:00:00+05:45 2 2 2',
    ],
    totals: '2 2 2',
  },
  {
    name: 'a clock that goes back by half an hour: Lord Howe’s autumn',
    timezone: 'Australia/Lord_Howe',
    views: ['2026-04-05T01:45:00+11:00', '2026-04-05T01:45:00+10:30', '2026-04-05T02:00:00+10:30'],
    now: '2026-04-07T12:00:00+10:30',
    query: day('2026-04-05'),
    count: 25,
    rows: [
      '2026-04-05T23:00:00+10:30 –',
      '..',
      '2026-04-05T03:00:00+10:30 –',
      '2026-04-05T02:00:00+10:30 1 1 1',
      '2026-04-05T01:30:00+10:30 1 1 1',
      '2026-04-05T01:00:00+11:00 1 1 1',
      '2026-04-05T00:00:00+11:00 –',
    ],
    totals: '3 3 3',
  },
  {
    name: 'a clock that goes on by half an hour: Lord Howe’s spring',
    timezone: 'Australia/Lord_Howe',
    views: ['2026-10-04T01:59:59+10:30', '2026-10-04T02:30:00+11:00'],
    now: '2026-10-06T12:00:00+11:00',
    query: day('2026-10-04'),
    count: 24,
    rows: [
      '2026-10-04T23:00:00+11:00 –',
      '..',
      '2026-10-04T03:00:00+11:00 –',
      '2026-10-04T02:30:00+11:00 1 1 1',
      '2026-10-04T01:00:00+10:30 1 1 1',
      '2026-10-04T00:00:00+10:30 –',
    ],
    totals: '2 2 2',
  },
  {
    name: 'a day that never was: Apia goes from the 29th to the 31st',
    timezone: 'Pacific/Apia',
    views: [
      ['2011-12-29T23:59:59-10:00', 'ann'],
      ['2011-12-31T00:00:00+14:00', 'ann'],
    ],
    now: '2012-01-02T12:00:00+14:00',
    query: days('2011-12-28', '2011-12-31'),
    count: 4,
    rows: ['2011-12-31 1 1 1', '2011-12-30 –', '2011-12-29 1 1 1', '2011-12-28 –'],
    totals: '2 2 2',
  },
  {
    name: 'a day that never was has no hours',
    timezone: 'Pacific/Apia',
    views: ['2011-12-29T23:59:59-10:00', '2011-12-31T00:00:00+14:00'],
    now: '2012-01-02T12:00:00+14:00',
    query: days('2011-12-29', '2011-12-31', 'hour'),
    count: 48,
    rows: [
      '2011-12-31T23:00:00+14:00 –',
      '..',
      '2011-12-31T01:00:00+14:00 –',
      '2011-12-31T00:00:00+14:00 1 1 1',
      '2011-12-29T23:00:00-10:00 1 1 1',
      '2011-12-29T22:00:00-10:00 –',
      '..',
      '2011-12-29T00:00:00-10:00 –',
    ],
    totals: '2 2 2',
  },
  {
    name: 'a year that ends within a week: one week',
    timezone: 'America/New_York',
    views: ['2026-12-31T23:59:59-05:00', '2027-01-01T00:00:00-05:00', '2027-01-04T00:00:00-05:00'],
    now: '2027-01-06T12:00:00-05:00',
    query: days('2026-12-30', '2027-01-05', 'week'),
    count: 2,
    rows: ['2027-01-04 1 1 1', '2026-12-28 2 2 2'],
    totals: '3 3 3',
  },
  {
    name: 'a year that ends within a week: two months',
    timezone: 'America/New_York',
    views: ['2026-12-31T23:59:59-05:00', '2027-01-01T00:00:00-05:00', '2027-01-04T00:00:00-05:00'],
    now: '2027-01-06T12:00:00-05:00',
    query: days('2026-12-30', '2027-01-05', 'month'),
    count: 2,
    rows: ['2027-01-01 2 2 2', '2026-12-01 1 1 1'],
    totals: '3 3 3',
  },
  {
    name: 'a leap day',
    timezone: 'Europe/Berlin',
    views: ['2028-02-28T23:59:59+01:00', '2028-02-29T00:00:00+01:00', '2028-03-01T00:00:00+01:00'],
    now: '2028-03-03T12:00:00+01:00',
    query: days('2028-02-28', '2028-03-01'),
    count: 3,
    rows: ['2028-03-01 1 1 1', '2028-02-29 1 1 1', '2028-02-28 1 1 1'],
    totals: '3 3 3',
  },
  {
    name: '24h over a lost hour is 24 hours',
    timezone: 'America/New_York',
    views: ['2026-03-07T11:59:59-05:00', '2026-03-07T12:00:00-05:00', '2026-03-08T12:29:59-04:00'],
    now: '2026-03-08T12:30:00-04:00',
    query: { period: '24h', dimensions: ['hour'] },
    count: 24,
    rows: [
      '2026-03-08T12:00:00-04:00 1 1 1',
      '2026-03-08T11:00:00-04:00 –',
      '..',
      '2026-03-07T13:00:00-05:00 –',
      '2026-03-07T12:00:00-05:00 1 1 1',
    ],
    totals: '2 2 2',
  },
  {
    name: '24h over an hour that comes twice is 24 hours',
    timezone: 'America/New_York',
    views: ['2026-10-31T13:59:59-04:00', '2026-10-31T14:00:00-04:00', '2026-11-01T12:29:59-05:00'],
    now: '2026-11-01T12:30:00-05:00',
    query: { period: '24h', dimensions: ['hour'] },
    count: 24,
    rows: [
      '2026-11-01T12:00:00-05:00 1 1 1',
      '2026-11-01T11:00:00-05:00 –',
      '..',
      '2026-10-31T15:00:00-04:00 –',
      '2026-10-31T14:00:00-04:00 1 1 1',
    ],
    totals: '2 2 2',
  },
  {
    name: 'today ends with the hour under way',
    timezone: 'America/New_York',
    views: ['2026-03-08T00:00:00-05:00', '2026-03-08T03:10:00-04:00'],
    now: '2026-03-08T03:30:00-04:00',
    query: { period: 'today', dimensions: ['hour'] },
    count: 3,
    rows: [
      '2026-03-08T03:00:00-04:00 1 1 1',
      '2026-03-08T01:00:00-05:00 –',
      '2026-03-08T00:00:00-05:00 1 1 1',
    ],
    totals: '2 2 2',
  },
];

test.each(TRAPS)('$name', async ({ timezone, views, now, query, count, rows, totals }) => {
  await begin(timezone, now);
  await viewAll(views);
  const dimension = String((query['dimensions'] as string[])[0]);
  const shown = async () => {
    const answer = await ask(now, query);
    return {
      count: answer.dimensions.length,
      rows: linesOf(answer, dimension),
      totals: figures(answer.metrics),
    };
  };
  expect(await shown()).toEqual({ count, rows, totals });
  await store.sealDays(await store.unsealedDays());
  expect(await shown()).toEqual({ count, rows, totals });
});

async function viewAll(views: Trap['views']): Promise<void> {
  for (const [index, each] of views.entries()) {
    const [at, who] = typeof each === 'string' ? [each, `visitor-${index}`] : each;
    await view(at, who);
  }
  await ingest.ingest.flush();
}

const compared = async (now: string, query: Record<string, unknown>) => {
  const { metrics, comparison } = await ask(now, query);
  const { date_from, date_to } = comparison!;
  return [figures(metrics), date_from, date_to, figures(comparison!.metrics)];
};

const was = (visitors: number | null) => ({
  metrics: { visitors },
  change: expect.objectContaining({ visitors: expect.toBeOneOf([null, -100]) }),
});

const move = (timezone: string) => {
  sites[0] = { ...sites[0]!, timezone };
};

const totalsOf = async (now: string, period: string) =>
  figures((await ask(now, { period })).metrics);

describe('a comparison', () => {
  test('of a day with one of 23 hours goes to the same time on the clock', async () => {
    await begin('America/New_York', '2026-03-08T00:00:00-05:00');
    await viewAll([
      '2026-03-08T11:59:59-04:00',
      '2026-03-08T12:00:00-04:00',
      '2026-03-09T11:00:00-04:00',
    ]);
    const query = { period: 'today', compare: 'previous_period' };
    expect(await compared('2026-03-09T12:00:00-04:00', query)).toEqual([
      '1 1 1',
      '2026-03-08',
      '2026-03-08',
      '1 1 1',
    ]);
  });

  test('of an hour with one that was skipped has nothing to compare with', async () => {
    await begin('America/New_York', '2026-03-08T00:00:00-05:00');
    await viewAll([
      '2026-03-08T01:30:00-05:00',
      '2026-03-08T03:30:00-04:00',
      '2026-03-09T02:30:00-04:00',
    ]);
    const { dimensions } = await ask('2026-03-10T12:00:00-04:00', {
      ...day('2026-03-09'),
      compare: 'previous_period',
      metrics: ['visitors'],
    });
    const hours = dimensions.toReversed().slice(1, 4);
    expect(hours).toEqual([
      { hour: '2026-03-09T01:00:00-04:00', visitors: 0, comparison: was(1) },
      { hour: '2026-03-09T02:00:00-04:00', visitors: 1, comparison: was(0) },
      { hour: '2026-03-09T03:00:00-04:00', visitors: 0, comparison: was(1) },
    ]);
  });

  test('of 24h over a change is with the 24 clock hours before', async () => {
    await begin('America/New_York', '2026-03-06T00:00:00-05:00');
    await viewAll([
      '2026-03-06T11:59:59-05:00',
      '2026-03-06T12:00:00-05:00',
      '2026-03-07T11:29:59-05:00',
      '2026-03-07T11:30:00-05:00',
      '2026-03-07T12:00:00-05:00',
    ]);
    const query = { period: '24h', compare: 'previous_period' };
    expect(await compared('2026-03-08T12:30:00-04:00', query)).toEqual([
      '1 1 1',
      '2026-03-06',
      '2026-03-07',
      '2 2 2',
    ]);
  });

  test('of a leap day with the year before is with the 28th', async () => {
    await begin('Europe/Berlin', '2027-02-28T12:00:00+01:00');
    await viewAll([
      '2027-02-28T12:00:00+01:00',
      '2027-03-01T12:00:00+01:00',
      '2028-02-29T12:00:00+01:00',
    ]);
    const query = { ...day('2028-02-29', 'date'), compare: 'previous_year' };
    expect(await compared('2028-03-02T12:00:00+01:00', query)).toEqual([
      '1 1 1',
      '2027-02-28',
      '2027-02-28',
      '1 1 1',
    ]);
  });

  test('of the year after a leap day leaves no day out', async () => {
    await begin('Europe/Berlin', '2028-02-28T12:00:00+01:00');
    await viewAll([
      '2028-02-28T12:00:00+01:00',
      '2028-02-29T12:00:00+01:00',
      '2028-03-01T12:00:00+01:00',
      '2029-03-01T12:00:00+01:00',
    ]);
    const query = { ...days('2029-02-28', '2029-03-01'), compare: 'previous_year' };
    expect(await compared('2029-03-03T12:00:00+01:00', query)).toEqual([
      '1 1 1',
      '2028-02-28',
      '2028-03-01',
      '3 3 3',
    ]);
  });
});

describe('minutes', () => {
  test('of an hour that comes twice are told apart, and those of a skipped one are not there', async () => {
    await begin('America/New_York', '2026-11-01T00:00:00-04:00');
    await viewAll(['2026-11-01T01:59:59-04:00', '2026-11-01T01:00:00-05:00']);
    const answer = await ask('2026-11-02T12:00:00-05:00', day('2026-11-01', 'minute'));
    expect([answer.dimensions.length, linesOf(answer, 'minute')]).toEqual([
      25 * 60,
      [
        '2026-11-01T23:59:00-05:00 –',
        '..',
        '2026-11-01T01:01:00-05:00 –',
        '2026-11-01T01:00:00-05:00 1 1 1',
        '2026-11-01T01:59:00-04:00 1 1 1',
        '2026-11-01T01:58:00-04:00 –',
        '..',
        '2026-11-01T00:00:00-04:00 –',
      ],
    ]);
    const spring = await ask('2026-03-10T12:00:00-04:00', day('2026-03-08', 'minute'));
    expect(spring.dimensions).toHaveLength(23 * 60);
  });
});

describe('a site that moves to another timezone', () => {
  test('eastward: what is stored keeps its day, and every view counts once', async () => {
    await begin('UTC', '2026-03-10T22:00:00Z');
    await viewAll([['2026-03-10T22:00:00Z', 'ann']]);
    move('Asia/Tokyo');
    await viewAll([['2026-03-10T22:10:00Z', 'ann']]);
    const now = '2026-03-10T23:00:00Z';
    expect([
      await totalsOf(now, 'yesterday'),
      await totalsOf(now, 'today'),
      linesOf(await ask(now, days('2026-03-09', '2026-03-11')), 'date'),
    ]).toEqual(['1 1 1', '1 1 1', ['2026-03-11 1 1 1', '2026-03-10 1 1 1', '2026-03-09 –']]);
    await store.sealDays(await store.unsealedDays());
    expect(linesOf(await ask(now, days('2026-03-09', '2026-03-11')), 'date')).toEqual([
      '2026-03-11 1 1 1',
      '2026-03-10 1 1 1',
      '2026-03-09 –',
    ]);
  });

  test('westward: what is stored under tomorrow counts when tomorrow has come, once', async () => {
    await begin('UTC', '2026-03-11T01:00:00Z');
    await viewAll([['2026-03-11T01:00:00Z', 'ann']]);
    move('America/Los_Angeles');
    await viewAll([
      ['2026-03-11T01:10:00Z', 'ann'],
      ['2026-03-11T08:00:00Z', 'bob'],
    ]);
    const before = '2026-03-11T02:00:00Z';
    const after = '2026-03-11T08:30:00Z';
    expect([
      await totalsOf(before, 'today'),
      await totalsOf(after, 'yesterday'),
      await totalsOf(after, 'today'),
      linesOf(await ask(after, days('2026-03-10', '2026-03-12')), 'date'),
    ]).toEqual([
      '1 1 1',
      '1 1 1',
      '2 2 2',
      ['2026-03-12 –', '2026-03-11 2 2 2', '2026-03-10 1 1 1'],
    ]);
  });

  test('its hours are told in the new zone, those of the stored day too', async () => {
    await begin('UTC', '2026-03-10T22:00:00Z');
    await viewAll([['2026-03-10T22:00:00Z', 'ann']]);
    move('Asia/Tokyo');
    const answer = await ask('2026-03-11T03:00:00Z', day('2026-03-10'));
    expect([answer.dimensions.length, linesOf(answer, 'hour').slice(0, 2)]).toEqual([
      25,
      ['2026-03-11T07:00:00+09:00 1 1 1', '2026-03-10T23:00:00+09:00 –'],
    ]);
  });
});
