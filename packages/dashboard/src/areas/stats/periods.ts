/**
 * The periods of the date picker: names, keys, the days they cover and how the arrows move them.
 * The server decides what a period covers (its answer says `date_from` and `date_to`); the ranges
 * here serve the calendar and the arrows before an answer is there.
 */
import { PERIODS, type Period, type TimeDimension } from '@purestat/vocabulary';
import {
  addDays,
  addMonths,
  daysBetween,
  endOfMonth,
  startOfMonth,
  startOfYear,
} from './calendar-dates.ts';

/** `realtime` is the last 30 minutes, which the realtime endpoint answers. */
export type ViewPeriod = Period | 'realtime';

export interface PeriodWords {
  label: string;
  /** The key that chooses it, upper case. */
  key?: string;
}

export const PERIOD_WORDS: Record<ViewPeriod, PeriodWords> = {
  today: { label: 'Today', key: 'D' },
  yesterday: { label: 'Yesterday', key: 'E' },
  realtime: { label: 'Realtime', key: 'R' },
  '24h': { label: 'Last 24 hours' },
  '7d': { label: 'Last 7 days', key: 'W' },
  '28d': { label: 'Last 28 days' },
  '30d': { label: 'Last 30 days', key: 'T' },
  '91d': { label: 'Last 91 days' },
  month: { label: 'Month to date', key: 'M' },
  last_month: { label: 'Last month', key: 'P' },
  '6mo': { label: 'Last 6 months', key: 'H' },
  '12mo': { label: 'Last 12 months', key: 'L' },
  year: { label: 'Year to date', key: 'Y' },
  all: { label: 'All time', key: 'A' },
  custom: { label: 'Custom range', key: 'C' },
};

/** As the date picker lists them, in groups. */
export const PERIOD_GROUPS: readonly (readonly ViewPeriod[])[] = [
  ['today', 'yesterday', 'realtime', '24h'],
  ['7d', '28d', '30d', '91d', 'month', 'last_month'],
  ['6mo', '12mo', 'year', 'all'],
  ['custom'],
];

export function isViewPeriod(name: string | null): name is ViewPeriod {
  return name === 'realtime' || PERIODS.some((period) => period === name);
}

/** Calendar days of the site's timezone, both included. */
export interface DateRange {
  from: string;
  to: string;
}

export function lengthInDays({ from, to }: DateRange): number {
  return daysBetween(from, to) + 1;
}

const TRAILING_DAYS: Partial<Record<ViewPeriod, number>> = {
  '7d': 7,
  '28d': 28,
  '30d': 30,
  '91d': 91,
};

/** @returns the days the period covers, or null where only the server knows (`all`, `custom`) */
export function rangeOf(period: ViewPeriod, today: string): DateRange | null {
  const trailing = TRAILING_DAYS[period];
  if (trailing !== undefined) return { from: addDays(today, 1 - trailing), to: today };
  switch (period) {
    case 'today':
    case 'realtime':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case '24h':
      return { from: addDays(today, -1), to: today };
    case 'month':
      return { from: startOfMonth(today), to: today };
    case 'last_month': {
      const start = addMonths(startOfMonth(today), -1);
      return { from: start, to: endOfMonth(start) };
    }
    case '6mo':
      return { from: addMonths(startOfMonth(today), -5), to: today };
    case '12mo':
      return { from: addMonths(startOfMonth(today), -11), to: today };
    case 'year':
      return { from: startOfYear(today), to: today };
    default:
      return null;
  }
}

/** Periods a range is called by when it covers the same days; the first that fits. */
const NAMED: readonly Period[] = [
  'today',
  'yesterday',
  '7d',
  '28d',
  '30d',
  '91d',
  'month',
  'last_month',
  'year',
];

/** @returns the name of the range, `custom` where it has none */
export function nameRange(range: DateRange, today: string): Period {
  const named = NAMED.find((period) => {
    const days = rangeOf(period, today)!;
    return days.from === range.from && days.to === range.to;
  });
  return named ?? 'custom';
}

function wholeMonths(range: DateRange, period: ViewPeriod): number {
  if (period === 'month' || period === 'last_month') return 1;
  if (period === '6mo') return 6;
  if (period === '12mo' || period === 'year') return 12;
  if (range.from !== startOfMonth(range.from) || range.to !== endOfMonth(range.to)) return 0;
  const months =
    12 * (Number(range.to.slice(0, 4)) - Number(range.from.slice(0, 4))) +
    Number(range.to.slice(5, 7)) -
    Number(range.from.slice(5, 7));
  return months + 1;
}

/**
 * The range directly before (-1) or after (1). Whole calendar months move by calendar months, all
 * else by its own length; nothing reaches past today, and nothing begins after it.
 *
 * @returns null where there is no such range
 */
export function stepRange(
  range: DateRange,
  period: ViewPeriod,
  direction: -1 | 1,
  today: string,
): DateRange | null {
  if (period === 'all' || period === 'realtime') return null;
  const moved = moveRange(range, period, direction);
  if (moved.from > today || moved.from < '1970-01-01') return null;
  return moved.to > today ? { from: moved.from, to: today } : moved;
}

function moveRange(range: DateRange, period: ViewPeriod, direction: -1 | 1): DateRange {
  const months = wholeMonths(range, period);
  if (months > 0) {
    const from = addMonths(startOfMonth(range.from), direction * months);
    return { from, to: endOfMonth(addMonths(from, months - 1)) };
  }
  const days = direction * lengthInDays(range);
  return { from: addDays(range.from, days), to: addDays(range.to, days) };
}

/** What a chart may count by; minutes are for programs. */
export const INTERVALS = ['hour', 'date', 'week', 'month'] as const satisfies TimeDimension[];
export type Interval = (typeof INTERVALS)[number];

export const INTERVAL_WORDS: Record<Interval, { label: string; one: string }> = {
  hour: { label: 'Hours', one: 'hour' },
  date: { label: 'Days', one: 'day' },
  week: { label: 'Weeks', one: 'week' },
  month: { label: 'Months', one: 'month' },
};

/** Days of the range for which each interval makes a readable chart. */
const INTERVAL_DAYS: Record<Interval, { min: number; max: number }> = {
  hour: { min: 1, max: 14 },
  date: { min: 2, max: 400 },
  week: { min: 14, max: 2_000 },
  month: { min: 32, max: Infinity },
};

export function intervalsFor(days: number): Interval[] {
  const names = Object.keys(INTERVAL_DAYS) as Interval[];
  return names.filter((name) => days >= INTERVAL_DAYS[name].min && days <= INTERVAL_DAYS[name].max);
}

export function defaultInterval(days: number): Interval {
  if (days <= 2) return 'hour';
  if (days <= 100) return 'date';
  return days <= 200 ? 'week' : 'month';
}
