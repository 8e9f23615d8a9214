import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dateIn,
  daysBetween,
  endOfMonth,
  isCalendarDate,
  startOfWeek,
  weekdayOf,
} from './calendar-dates.ts';

const anyDate = fc
  .integer({ min: 0, max: 40_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));

test.each([
  ['2026-11-19', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['2026-11-19T00:00', false],
  ['', false],
  [null, false],
])('%s is a date: %s', (text, known) => {
  expect(isCalendarDate(text)).toBe(known);
});

test('adding days and counting them are each other’s inverse', () => {
  fc.assert(
    fc.property(anyDate, fc.integer({ min: -5_000, max: 5_000 }), (date, days) => {
      expect(daysBetween(date, addDays(date, days))).toBe(days);
    }),
  );
});

test('weekdays count from Monday', () => {
  expect(['2026-11-16', '2026-11-19', '2026-11-22'].map(weekdayOf)).toEqual([0, 3, 6]);
});

test('the week of a date begins on the Monday at or before it', () => {
  fc.assert(
    fc.property(anyDate, (date) => {
      const monday = startOfWeek(date);
      expect(weekdayOf(monday)).toBe(0);
      expect(daysBetween(monday, date)).toBe(weekdayOf(date));
    }),
  );
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-11-19', 2, '2027-01-19'],
  ['2026-01-15', -1, '2025-12-15'],
])('%s and %i months is %s', (date, months, result) => {
  expect(addMonths(date, months)).toBe(result);
});

test('a month ends with its own last day', () => {
  expect(['2026-02-10', '2028-02-10', '2026-12-31'].map(endOfMonth)).toEqual([
    '2026-02-28',
    '2028-02-29',
    '2026-12-31',
  ]);
});

test('the date of an instant is the zone’s own', () => {
  const instant = Date.parse('2026-11-19T23:30:00Z');
  expect(dateIn('Europe/Berlin', instant)).toBe('2026-11-20');
  expect(dateIn('America/New_York', instant)).toBe('2026-11-19');
});
