import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  bucketRange,
  comparedBucket,
  formatBucket,
  formatRange,
  formatTick,
  formatWallClock,
  weekdayNames,
} from './date-formats.ts';

const TODAY = '2026-11-19';

// A browser far from the site: no format may show its clock.
beforeAll(() => void vi.stubEnv('TZ', 'America/Los_Angeles'));
afterAll(() => void vi.unstubAllEnvs());

/** Which spaces a locale takes is its own affair. */
function plain(text: string): string {
  return text.replaceAll(/\s/gu, ' ');
}

describe('a bucket in words', () => {
  test.each([
    ['2026-11-10', 'date', 'en-GB', 'Tue 10 Nov'],
    ['2026-11-01T14:00:00+01:00', 'hour', 'en-GB', '1 Nov, 14:00'],
    ['2026-11-01T14:00:00+01:00', 'hour', 'en-US', 'Nov 1, 2:00 PM'],
    ['2026-11-01', 'month', 'de', 'November 2026'],
    ['2026-11-09', 'week', 'en-GB', '9 – 15 Nov'],
  ] as const)('%s by %s in %s is %s', (value, interval, locale, words) => {
    expect(plain(formatBucket(value, interval, undefined, locale))).toBe(words);
  });
});

test('of a week that the range cuts only the days within are named', () => {
  const range = { from: '2026-11-11', to: TODAY };
  const words = ['2026-11-09', '2026-11-16'].map((week) =>
    plain(formatBucket(week, 'week', range, 'en-GB')),
  );
  expect(words).toEqual(['11 – 15 Nov', '16 – 19 Nov']);
});

test('an hour is the site’s own, wherever the browser is', () => {
  expect(formatTick('2026-11-01T23:00:00-12:00', 'hour', 'en-GB')).toBe('23');
  expect(formatWallClock('2026-11-01T23:05:00+13:00', 'en-GB')).toBe('23:05');
});

test('a range names the year only where it is another', () => {
  expect(plain(formatRange({ from: '2026-10-21', to: TODAY }, TODAY, 'en-GB'))).toBe(
    '21 Oct – 19 Nov',
  );
  expect(plain(formatRange({ from: '2025-12-01', to: TODAY }, TODAY, 'en-GB'))).toBe(
    '1 Dec 2025 – 19 Nov 2026',
  );
  expect(formatRange({ from: TODAY, to: TODAY }, TODAY, 'en-GB')).toBe('19 Nov');
});

describe('the compared bucket stands at the same place', () => {
  test.each([
    ['2026-11-10', 'date', '2026-10-21', '2026-09-21', '2026-10-11'],
    ['2026-11-10T05:00:00+01:00', 'hour', '2026-11-10', '2026-11-09', '2026-11-09T05:00:00+01:00'],
    ['2026-11-01', 'month', '2026-06-01', '2025-12-13', '2026-05-01'],
    ['2026-10-26', 'week', '2026-10-21', '2026-09-21', '2026-09-28'],
  ] as const)(
    '%s by %s of %s against %s is %s',
    (value, interval, from, comparedFrom, expected) => {
      expect(comparedBucket(value, interval, from, comparedFrom)).toBe(expected);
    },
  );
});

test('a bucket opens as its days', () => {
  expect(bucketRange('2026-02-01', 'month')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(bucketRange('2026-11-09', 'week')).toEqual({ from: '2026-11-09', to: '2026-11-15' });
  expect(bucketRange('2026-11-09', 'date')).toEqual({ from: '2026-11-09', to: '2026-11-09' });
});

test('weeks begin on Monday', () => {
  expect(weekdayNames('en').map(({ short }) => short)).toEqual([
    'Mo',
    'Tu',
    'We',
    'Th',
    'Fr',
    'Sa',
    'Su',
  ]);
});
