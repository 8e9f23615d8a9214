/**
 * Dates and hours as the server sent them, in the reader's language. A value is a calendar date or
 * an hour with the site's offset: its own digits are shown, never those of the browser's timezone.
 */
import {
  addDays,
  addMonths,
  daysBetween,
  endOfMonth,
  startOfMonth,
  startOfWeek,
  toMs,
} from './calendar-dates.ts';
import type { Locale } from '../../ui/charts/formats.ts';
import type { DateRange, Interval } from './periods.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  formats.set(key, made);
  return made;
}

/** The wall clock of `2026-11-01T01:00:00-04:00` as if it were UTC, so that UTC formats show it. */
function wallClockMs(value: string): number {
  return value.length === 10 ? toMs(value) : Date.parse(`${value.slice(0, 19)}Z`);
}

const DAY = { day: 'numeric', month: 'short' } as const;

/** `19 Nov 2026`, the year left out when it is `thisYear`. */
export function formatDate(date: string, locale?: Locale, withYear = true): string {
  const options = withYear ? { ...DAY, year: 'numeric' as const } : DAY;
  return dateFormat(locale, options).format(toMs(date));
}

/** `Thursday, 19 November 2026`. */
export function formatLongDate(date: string, locale?: Locale): string {
  return dateFormat(locale, { dateStyle: 'full' }).format(toMs(date));
}

/** `November 2026`. */
export function formatMonth(date: string, locale?: Locale): string {
  return dateFormat(locale, { month: 'long', year: 'numeric' }).format(toMs(date));
}

/** `21 Oct – 19 Nov`, with years where `today`'s does not cover both ends. */
export function formatRange({ from, to }: DateRange, today: string, locale?: Locale): string {
  const year = today.slice(0, 4);
  const withYear = from.slice(0, 4) !== year || to.slice(0, 4) !== year;
  if (from === to) return formatDate(from, locale, withYear);
  const options = withYear ? { ...DAY, year: 'numeric' as const } : DAY;
  return dateFormat(locale, options).formatRange(toMs(from), toMs(to));
}

/** Monday first, as calendars head their columns: `Mo`, `Tu`… */
export function weekdayNames(locale?: Locale): { short: string; long: string }[] {
  const monday = '2024-01-01';
  return Array.from({ length: 7 }, (_, index) => {
    const at = toMs(addDays(monday, index));
    const long = dateFormat(locale, { weekday: 'long' }).format(at);
    return { short: dateFormat(locale, { weekday: 'short' }).format(at).slice(0, 2), long };
  });
}

/** A bucket on the axis. */
export function formatTick(value: string, interval: Interval, locale?: Locale): string {
  const at = wallClockMs(value);
  if (interval === 'hour') return dateFormat(locale, { hour: 'numeric' }).format(at);
  if (interval === 'month') return dateFormat(locale, { month: 'short' }).format(at);
  return dateFormat(locale, DAY).format(at);
}

/**
 * A bucket in words: `Tue 10 Nov`, `10 Nov, 14:00`, `9 – 15 Nov`, `November 2026`. Of a week that
 * reaches out of the range only the days within are named: they are what was counted.
 */
export function formatBucket(
  value: string,
  interval: Interval,
  within?: DateRange,
  locale?: Locale,
): string {
  const at = wallClockMs(value);
  if (interval === 'hour') {
    return dateFormat(locale, { ...DAY, hour: 'numeric', minute: '2-digit' }).format(at);
  }
  if (interval === 'month') return formatMonth(value, locale);
  if (interval === 'week') {
    const { from, to } = clip({ from: value, to: addDays(value, 6) }, within);
    return dateFormat(locale, DAY).formatRange(toMs(from), toMs(to));
  }
  return dateFormat(locale, { ...DAY, weekday: 'short' }).format(at);
}

function clip(range: DateRange, within: DateRange | undefined): DateRange {
  if (within === undefined) return range;
  return {
    from: range.from < within.from ? within.from : range.from,
    to: range.to > within.to ? within.to : range.to,
  };
}

/** The clock of an instant in the site's timezone: `14:20`. */
export function formatClock(atMs: number, timezone: string | undefined, locale?: Locale): string {
  return new Intl.DateTimeFormat(locale, {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: timezone,
  }).format(atMs);
}

/**
 * The bucket of the compared range that stands at the same place. The answer's rows carry the
 * compared figures; what they are called follows from where both ranges begin.
 */
export function comparedBucket(
  value: string,
  interval: Interval,
  from: string,
  comparedFrom: string,
): string {
  if (interval === 'month')
    return addMonths(startOfMonth(value), monthsBetween(from, comparedFrom));
  const days =
    interval === 'week'
      ? daysBetween(startOfWeek(from), startOfWeek(comparedFrom))
      : daysBetween(from, comparedFrom);
  const shifted = addDays(value, days);
  return interval === 'hour' ? shifted + value.slice(10) : shifted;
}

function monthsBetween(from: string, to: string): number {
  return monthIndex(to) - monthIndex(from);
}

function monthIndex(date: string): number {
  return 12 * Number(date.slice(0, 4)) + Number(date.slice(5, 7));
}

/** The days a bucket covers: what opens when it is pressed. */
export function bucketRange(value: string, interval: Interval): DateRange {
  const date = value.slice(0, 10);
  if (interval === 'month') return { from: startOfMonth(date), to: endOfMonth(date) };
  return { from: date, to: interval === 'week' ? addDays(date, 6) : date };
}

/** The site's own clock in a value such as `2026-11-22T14:20:00+01:00`: `14:20`. */
export function formatWallClock(value: string, locale?: Locale): string {
  return dateFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(wallClockMs(value));
}
