/**
 * Calendar arithmetic in a site's timezone. Dates are `YYYY-MM-DD` text, instants milliseconds UTC.
 * Every instant belongs to exactly one date; a date with a clock change has 23 or 25 hours, and
 * where midnight itself is skipped the day begins at the first instant that carries the date.
 */
import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';

/** A dashboard asks the same of the same dates again and again. */
const MAX_KNOWN = 10_000;
const knownStarts = new LRUCache<string, number>({ max: MAX_KNOWN });
const knownSums = new LRUCache<string, string>({ max: MAX_KNOWN });

/** @returns the first instant of the date in the zone */
export function startOfDateMs(timezone: string, date: string): number {
  const key = `${date} ${timezone}`;
  const known = knownStarts.get(key);
  if (known !== undefined) return known;
  const startMs = Temporal.PlainDate.from(date).toZonedDateTime(timezone).epochMilliseconds;
  knownStarts.set(key, startMs);
  return startMs;
}

/** @returns the date `days` later (earlier when negative) */
export function addDays(date: string, days: number): string {
  const key = `${date} ${days}`;
  const known = knownSums.get(key);
  if (known !== undefined) return known;
  const sum = Temporal.PlainDate.from(date).add({ days }).toString();
  knownSums.set(key, sum);
  return sum;
}

interface DaySpan {
  date: string;
  fromMs: number;
  toMs: number;
}
const currentDays = new Map<string, DaySpan>();

const MS_PER_UTC_DAY = 86_400_000;
/** More than the days of the five years that events may lie back. */
const MAX_DAYS_PER_ZONE = 4_000;
/** Days asked for before, by zone and the UTC day of the instant; a UTC day touches up to three. */
const knownDays = new LRUCache<string, Map<number, DaySpan[]>>({ max: 32 });

/**
 * @returns the calendar date of the instant in the zone.
 * The span of the last date asked for is kept per zone, so that a stream of "now"s costs a
 * comparison; those of other dates too, so that instants in any order cost a look-up.
 */
export function dateAt(timezone: string, atMs: number): string {
  return spanAt(timezone, atMs).date;
}

/** @returns the first instant of the instant's date in the zone; as cheap as `dateAt` */
export function startOfDayMs(timezone: string, atMs: number): number {
  return spanAt(timezone, atMs).fromMs;
}

function spanAt(timezone: string, atMs: number): DaySpan {
  const known = currentDays.get(timezone);
  if (known !== undefined && holds(known, atMs)) return known;
  const span = knownSpanAt(timezone, atMs);
  currentDays.set(timezone, span);
  return span;
}

function holds({ fromMs, toMs }: DaySpan, atMs: number): boolean {
  return atMs >= fromMs && atMs < toMs;
}

function knownSpanAt(timezone: string, atMs: number): DaySpan {
  let days = knownDays.get(timezone);
  if (days === undefined || days.size >= MAX_DAYS_PER_ZONE) {
    days = new Map();
    knownDays.set(timezone, days);
  }
  const utcDay = Math.floor(atMs / MS_PER_UTC_DAY);
  const spans = days.get(utcDay) ?? [];
  const known = spans.find((each) => holds(each, atMs));
  if (known !== undefined) return known;
  const span = computeSpanAt(timezone, atMs);
  days.set(utcDay, [...spans, span]);
  return span;
}

function computeSpanAt(timezone: string, atMs: number): DaySpan {
  const date = Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString();
  return {
    date,
    fromMs: startOfDateMs(timezone, date),
    toMs: startOfDateMs(timezone, addDays(date, 1)),
  };
}

/** @returns whether the text is an IANA zone this runtime knows */
export function isTimezone(text: string): boolean {
  try {
    // A bare offset such as +02:00 is accepted by Intl, but it is no zone of the IANA database.
    return !/^[+-]/.test(
      new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone,
    );
  } catch {
    return false;
  }
}
