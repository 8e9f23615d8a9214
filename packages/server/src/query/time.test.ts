import { describe, expect, test } from 'vitest';
import { instantOf } from '../testing/build.ts';
import { timeBuckets } from './buckets.ts';
import { compareRange, periodRange, type PeriodRequest, type TimeContext } from './time.ts';

const at = (now: string, timezone = 'UTC', first: string | null = null): TimeContext => ({
  timezone,
  nowMs: instantOf(now, timezone),
  firstEventAtMs: first === null ? null : instantOf(first, timezone),
});
const NOW = at('2026-03-11T12:30:00');

describe('periods', () => {
  test.each([
    ['today', '2026-03-11', '2026-03-11'],
    ['yesterday', '2026-03-10', '2026-03-10'],
    ['7d', '2026-03-05', '2026-03-11'],
    ['28d', '2026-02-12', '2026-03-11'],
    ['30d', '2026-02-10', '2026-03-11'],
    ['91d', '2025-12-11', '2026-03-11'],
    ['month', '2026-03-01', '2026-03-11'],
    ['last_month', '2026-02-01', '2026-02-28'],
    ['6mo', '2025-10-01', '2026-03-11'],
    ['12mo', '2025-04-01', '2026-03-11'],
    ['year', '2026-01-01', '2026-03-11'],
    ['24h', '2026-03-10', '2026-03-11'],
  ] as const)('%s on 2026-03-11 is %s to %s', (period, dateFrom, dateTo) => {
    expect(periodRange({ period }, NOW)).toMatchObject({ dateFrom, dateTo });
  });

  test('all begins with the first event, and is today while there is none', () => {
    const since = at('2026-03-11T12:30:00', 'UTC', '2025-01-31T23:00:00');
    expect(periodRange({ period: 'all' }, since)).toMatchObject({
      dateFrom: '2025-01-31',
      dateTo: '2026-03-11',
    });
    expect(periodRange({ period: 'all' }, NOW)).toMatchObject({
      dateFrom: '2026-03-11',
      dateTo: '2026-03-11',
    });
  });

  test('today is the day of the site’s timezone', () => {
    const tokyo = at('2026-03-11T20:00:00Z', 'Asia/Tokyo');
    expect(periodRange({ period: 'today' }, tokyo)).toMatchObject({ dateFrom: '2026-03-12' });
  });

  test('24h begins on a full hour of the zone, also where hours begin at half past', () => {
    const kolkata = at('2026-03-11T12:10:00', 'Asia/Kolkata');
    expect(periodRange({ period: '24h' }, kolkata).fromMs).toBe(
      instantOf('2026-03-10T13:00:00', 'Asia/Kolkata'),
    );
  });
});

const compare = (
  request: PeriodRequest,
  kind: 'previous_period' | 'previous_year',
  context = NOW,
) => compareRange(periodRange(request, context), { kind }, context);
const custom = (dateFrom: string, dateTo: string): PeriodRequest => ({
  period: 'custom',
  dateFrom,
  dateTo,
});

describe('comparison', () => {
  test.each([
    {
      name: 'whole days: as many directly before',
      of: custom('2026-03-01', '2026-03-10'),
      kind: 'previous_period',
      expected: { dateFrom: '2026-02-19', dateTo: '2026-02-28' },
    },
    {
      name: 'a period with today: the last day up to the same time',
      of: { period: '7d' },
      kind: 'previous_period',
      expected: {
        dateFrom: '2026-02-26',
        dateTo: '2026-03-04',
        toMs: instantOf('2026-03-04T12:30:00', 'UTC'),
      },
    },
    {
      name: 'the same dates a year earlier, up to the same time',
      of: { period: '7d' },
      kind: 'previous_year',
      expected: {
        dateFrom: '2025-03-05',
        dateTo: '2025-03-11',
        toMs: instantOf('2025-03-11T12:30:00', 'UTC'),
      },
    },
    {
      name: 'into the future: up to the day and time that stand against now',
      of: custom('2026-03-10', '2026-03-13'),
      kind: 'previous_period',
      expected: {
        dateFrom: '2026-03-06',
        dateTo: '2026-03-09',
        toMs: instantOf('2026-03-07T12:30:00', 'UTC'),
      },
    },
    {
      name: '29 February has the 28th before it',
      of: custom('2024-02-29', '2024-02-29'),
      kind: 'previous_year',
      expected: { dateFrom: '2023-02-28', dateTo: '2023-02-28' },
    },
    {
      name: '24h: the 24 hours before, up to the same minute of the hour',
      of: { period: '24h' },
      kind: 'previous_period',
      expected: {
        dateFrom: '2026-03-09',
        dateTo: '2026-03-10',
        fromMs: instantOf('2026-03-09T13:00:00', 'UTC'),
        toMs: instantOf('2026-03-10T12:30:00', 'UTC'),
      },
    },
  ] as const)('$name', ({ of, kind, expected }) => {
    expect(compare(of, kind)).toEqual(expected);
  });

  test('the same time is that of the clock, across a change of it', () => {
    const context = at('2026-03-08T12:00:00', 'America/New_York');
    expect(compare({ period: 'today' }, 'previous_period', context).toMs).toBe(
      instantOf('2026-03-07T12:00:00-05:00', 'UTC'),
    );
  });
});

const values = (
  dateFrom: string,
  dateTo: string,
  unit: 'hour' | 'date' | 'week' | 'month',
  timezone = 'UTC',
) => timeBuckets([unit], { dateFrom, dateTo }, timezone).map((bucket) => bucket.values[0]);

const hoursOf = (date: string, timezone: string) => values(date, date, 'hour', timezone);

describe('buckets', () => {
  test('weeks begin on Monday, and bear its date also where the range begins later', () => {
    expect(values('2026-03-04', '2026-03-09', 'week')).toEqual(['2026-03-02', '2026-03-09']);
  });

  test('months bear the date of their first day', () => {
    expect(values('2026-01-31', '2026-03-01', 'month')).toEqual([
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ]);
  });

  test('a week and month at once: a week that two months share is two rows', () => {
    const range = { dateFrom: '2026-03-30', dateTo: '2026-04-01' };
    expect(timeBuckets(['week', 'month'], range, 'UTC').map((bucket) => bucket.values)).toEqual([
      ['2026-03-30', '2026-03-01'],
      ['2026-03-30', '2026-04-01'],
    ]);
  });

  test.each([
    ['2026-03-07', 24],
    ['2026-03-08', 23],
    ['2026-11-01', 25],
  ])('%s in New York has %i hours', (date, count) => {
    expect(hoursOf(date, 'America/New_York')).toHaveLength(count);
  });

  test('the hour that comes twice is told apart by its offset', () => {
    expect(hoursOf('2026-11-01', 'America/New_York').slice(0, 4)).toEqual([
      '2026-11-01T00:00:00-04:00',
      '2026-11-01T01:00:00-04:00',
      '2026-11-01T01:00:00-05:00',
      '2026-11-01T02:00:00-05:00',
    ]);
  });

  test.each([
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T01:00:00-02:00'],
    ['Asia/Beirut', '2021-03-28', '2021-03-28T01:00:00+03:00'],
  ])('where midnight is skipped (%s, %s) the day begins at %s', (timezone, date, first) => {
    expect(hoursOf(date, timezone)).toHaveLength(23);
    expect(hoursOf(date, timezone)[0]).toBe(first);
  });

  test('zones of half and quarter hours have their own hours', () => {
    expect(hoursOf('2026-03-01', 'Asia/Kolkata')[1]).toBe('2026-03-01T01:00:00+05:30');
    expect(hoursOf('2026-03-01', 'Asia/Kathmandu')).toHaveLength(24);
  });

  test('a clock set back by half an hour gives an hour that begins with the change', () => {
    expect(hoursOf('2026-04-05', 'Australia/Lord_Howe').slice(0, 4)).toEqual([
      '2026-04-05T00:00:00+11:00',
      '2026-04-05T01:00:00+11:00',
      '2026-04-05T01:30:00+10:30',
      '2026-04-05T02:00:00+10:30',
    ]);
  });

  test('today ends with the hour that is under way', () => {
    const context = at('2026-03-01T02:59:59');
    const range = periodRange({ period: 'today' }, context);
    expect(timeBuckets(['hour'], range, 'UTC').map((bucket) => bucket.values[0])).toEqual([
      '2026-03-01T00:00:00+00:00',
      '2026-03-01T01:00:00+00:00',
      '2026-03-01T02:00:00+00:00',
    ]);
  });

  test('24h has 24 hours, across a change of the clock too', () => {
    const context = at('2026-11-01T12:30:00', 'America/New_York');
    const range = periodRange({ period: '24h' }, context);
    const hours = timeBuckets(['hour'], range, context.timezone).map((bucket) => bucket.values[0]);
    expect([hours.length, hours[0], hours.at(-1)]).toEqual([
      24,
      '2026-10-31T14:00:00-04:00',
      '2026-11-01T12:00:00-05:00',
    ]);
  });
});
