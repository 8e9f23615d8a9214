import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween } from './calendar-dates.ts';
import {
  defaultInterval,
  intervalsFor,
  lengthInDays,
  nameRange,
  rangeOf,
  stepRange,
  type ViewPeriod,
} from './periods.ts';

const TODAY = '2026-11-19';

describe('the days of a period', () => {
  test.each<[ViewPeriod, string, string]>([
    ['today', TODAY, TODAY],
    ['yesterday', '2026-11-18', '2026-11-18'],
    ['24h', '2026-11-18', TODAY],
    ['7d', '2026-11-13', TODAY],
    ['28d', '2026-10-23', TODAY],
    ['30d', '2026-10-21', TODAY],
    ['91d', '2026-08-21', TODAY],
    ['month', '2026-11-01', TODAY],
    ['last_month', '2026-10-01', '2026-10-31'],
    ['6mo', '2026-06-01', TODAY],
    ['12mo', '2025-12-01', TODAY],
    ['year', '2026-01-01', TODAY],
  ])('%s is %s to %s', (period, from, to) => {
    expect(rangeOf(period, TODAY)).toEqual({ from, to });
  });

  test('only the server knows where all time begins', () => {
    expect(rangeOf('all', TODAY)).toBeNull();
    expect(rangeOf('custom', TODAY)).toBeNull();
  });
});

describe('stepping', () => {
  test.each<[ViewPeriod, -1 | 1, string, string]>([
    ['today', -1, '2026-11-18', '2026-11-18'],
    ['30d', -1, '2026-09-21', '2026-10-20'],
    ['month', -1, '2026-10-01', '2026-10-31'],
    ['last_month', -1, '2026-09-01', '2026-09-30'],
    ['last_month', 1, '2026-11-01', TODAY],
    ['6mo', -1, '2025-12-01', '2026-05-31'],
    ['year', -1, '2025-01-01', '2025-12-31'],
    ['yesterday', 1, TODAY, TODAY],
  ])('%s by %i is %s to %s', (period, direction, from, to) => {
    expect(stepRange(rangeOf(period, TODAY)!, period, direction, TODAY)).toEqual({ from, to });
  });

  test('whole months of a custom range move by months', () => {
    const february = { from: '2026-02-01', to: '2026-02-28' };
    expect(stepRange(february, 'custom', 1, TODAY)).toEqual({
      from: '2026-03-01',
      to: '2026-03-31',
    });
  });

  test('nothing begins after today, and neither all time nor realtime moves', () => {
    const today = { from: TODAY, to: TODAY };
    expect(stepRange(today, 'today', 1, TODAY)).toBeNull();
    expect(stepRange(today, 'all', -1, TODAY)).toBeNull();
    expect(stepRange(today, 'realtime', -1, TODAY)).toBeNull();
  });

  test('steps back and forth end where they began, without gap or overlap', () => {
    const anyPast = fc
      .tuple(fc.integer({ min: 400, max: 3_000 }), fc.integer({ min: 1, max: 27 }))
      .map(([back, days]) => {
        const to = addDays(TODAY, -back);
        return { from: addDays(to, 1 - days), to };
      });
    fc.assert(
      fc.property(anyPast, (range) => {
        const before = stepRange(range, 'custom', -1, TODAY)!;
        expect(lengthInDays(before)).toBe(lengthInDays(range));
        expect(daysBetween(before.to, range.from)).toBe(1);
        expect(stepRange(before, 'custom', 1, TODAY)).toEqual(range);
      }),
    );
  });
});

test.each([
  ['2026-11-19', '2026-11-19', 'today'],
  ['2026-11-18', '2026-11-18', 'yesterday'],
  ['2026-11-13', '2026-11-19', '7d'],
  ['2026-10-01', '2026-10-31', 'last_month'],
  ['2026-11-01', '2026-11-19', 'month'],
  ['2026-11-02', '2026-11-19', 'custom'],
])('%s to %s is called %s', (from, to, name) => {
  expect(nameRange({ from, to }, TODAY)).toBe(name);
});

test('a range is drawn in the interval that suits it, which is one it allows', () => {
  const days = [1, 2, 7, 30, 91, 184, 365, 2_000];
  expect(days.map(defaultInterval)).toEqual([
    'hour',
    'hour',
    'date',
    'date',
    'date',
    'week',
    'month',
    'month',
  ]);
  for (const count of days) expect(intervalsFor(count)).toContain(defaultInterval(count));
});

test('no interval makes more points than can be told apart', () => {
  const perDay = { hour: 24, date: 1, week: 1 / 7, month: 1 / 30 };
  for (let days = 1; days < 4_000; days += 13) {
    for (const interval of intervalsFor(days)) {
      expect(days * perDay[interval]).toBeLessThanOrEqual(400);
    }
  }
});
