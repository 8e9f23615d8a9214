import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeChange,
  formatAxis,
  formatDecimal,
  formatDuration,
  formatFull,
  formatShare,
  formatShort,
} from './formats.ts';

describe('counts, short', () => {
  test.each([
    [null, '–'],
    [0, '0'],
    [1234.5, '1,234.5'],
    [-12.345, '-12.35'],
    [0.012345, '0.0123'],
    [-0.0000000001, '-0.0000000001'],
    [9_999_999_999_999_998, '9,999,999,999,999,998'],
  ])('%s as any number is %s', (value, text) => {
    expect(formatDecimal(value, 'en')).toBe(text);
  });

  test.each([
    [0, '0'],
    [842, '842'],
    [999, '999'],
    [1_000, '1.0k'],
    [1_240, '1.2k'],
    [18_771, '18.8k'],
    [99_949, '99.9k'],
    [99_950, '100k'],
    [142_300, '142k'],
    [999_499, '999k'],
    [999_500, '1.0M'],
    [1_300_000, '1.3M'],
    [2_500_000_000, '2.5B'],
  ])('%i is %s', (value, text) => {
    expect(formatShort(value, 'count', 'en')).toBe(text);
  });

  test('are never longer than five characters below a trillion', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_000_000_000 }), (value) => {
        expect(formatShort(value, 'count', 'en').length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

test.each([
  [0, '0s'],
  [42, '42s'],
  [59.6, '1m 00s'],
  [185, '3m 05s'],
  [3_599, '59m 59s'],
  [6_120, '1h 42m'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('rates have decimals in cards only below one percent, and one in tooltips', () => {
  expect([42.3, 0.6, 0, 100].map((value) => formatShort(value, 'percent', 'en'))).toEqual([
    '42%',
    '0.6%',
    '0%',
    '100%',
  ]);
  expect(formatFull(42.3, 'percent', 'en')).toBe('42.3%');
});

test('ratios always have two decimals', () => {
  expect(formatShort(2.5, 'ratio', 'en')).toBe('2.50');
});

test('null is a dash: it cannot be computed, while 0 was counted', () => {
  expect([formatShort(null, 'percent', 'en'), formatFull(null, 'count', 'en')]).toEqual(['–', '–']);
  expect(formatShort(0, 'count', 'en')).toBe('0');
});

test('separators are the reader’s', () => {
  expect(formatFull(18_771, 'count', 'de')).toBe('18.771');
  expect(formatShort(18_771, 'count', 'de')).toBe('18,8k');
  expect(formatFull(42.3, 'percent', 'de')).toBe('42,3\u00A0%');
});

test('axes drop what says nothing', () => {
  expect(formatAxis(1_000, 'count', 'en')).toBe('1k');
  expect(formatAxis(1_500, 'count', 'en')).toBe('1.5k');
  expect(formatAxis(60, 'seconds', 'en')).toBe('1m');
  expect(formatAxis(90, 'seconds', 'en')).toBe('1m 30s');
  expect(formatAxis(0.5, 'ratio', 'en')).toBe('0.5');
});

test('a share of nothing cannot be computed', () => {
  expect(formatShare(1, 0, 'en')).toBe('–');
  expect(formatShare(1, 3, 'en')).toBe('33.3%');
});

describe('a change', () => {
  test.each([
    [14.2, 'visitors', '14.2%', 'up 14.2%', 'good'],
    [-1.8, 'views_per_visit', '1.8%', 'down 1.8%', 'bad'],
    [-3.2, 'bounce_rate', '3 pp', 'down 3 percentage points', 'good'],
    [0.4, 'bounce_rate', '0.4 pp', 'up 0.4 percentage points', 'bad'],
    [1_240.4, 'visits', '1,240%', 'up 1,240%', 'good'],
    [0, 'visitors', '0.0%', 'no change', 'neutral'],
  ] as const)('of %d in %s is %s, said as "%s", and %s', (change, metric, text, spoken, tone) => {
    expect(describeChange(change, metric, 'en')).toMatchObject({ text, spoken, tone });
  });
});
