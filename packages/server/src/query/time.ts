/**
 * Periods, comparisons and buckets in the site's timezone. Pure: "now" is a parameter.
 * Days are `YYYY-MM-DD`; ranges of days include both ends, ranges of instants exclude their end.
 */
import type { Period } from '@purestat/vocabulary';
import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import { addDays, dateAt, startOfDateMs } from '../calendar.ts';

export const HOUR_MS = 3_600_000;
/** Lengths of the buckets that the clock tells, not the calendar. */
export const CLOCK_UNITS_MS = { minute: 60_000, hour: HOUR_MS } as const;
export type ClockUnit = keyof typeof CLOCK_UNITS_MS;

export function isClockUnit(dimension: string): dimension is ClockUnit {
  return Object.hasOwn(CLOCK_UNITS_MS, dimension);
}

export interface TimeRange {
  /** First and last day. */
  dateFrom: string;
  dateTo: string;
  /** Only what lies at or after this instant of the first day. */
  fromMs?: number;
  /** Only what lies before this instant of the last day that has anything. */
  toMs?: number;
  /** Buckets that begin after this instant are not listed: the period ends with the present one. */
  endsAtMs?: number;
}

export interface PeriodRequest {
  period: Period;
  /** With `custom`. */
  dateFrom?: string;
  dateTo?: string;
}

export interface TimeContext {
  timezone: string;
  nowMs: number;
  /** Where `all` begins; null: today. */
  firstEventAtMs: number | null;
}

const plainDate = (date: string) => Temporal.PlainDate.from(date);
const monthStart = (date: string, monthsBack = 0) =>
  plainDate(date).with({ day: 1 }).subtract({ months: monthsBack }).toString();

/** First day of each period that ends today, from today's date. */
const PERIOD_STARTS: { [period in Period]?: (today: string, context: TimeContext) => string } = {
  today: (today) => today,
  '7d': (today) => addDays(today, -6),
  '28d': (today) => addDays(today, -27),
  '30d': (today) => addDays(today, -29),
  '91d': (today) => addDays(today, -90),
  month: (today) => monthStart(today),
  '6mo': (today) => monthStart(today, 5),
  '12mo': (today) => monthStart(today, 11),
  year: (today) => `${today.slice(0, 4)}-01-01`,
  all: (today, { timezone, firstEventAtMs }) => {
    const first = firstEventAtMs === null ? today : dateAt(timezone, firstEventAtMs);
    return first < today ? first : today;
  },
};

/** The days of a period, as of now. */
export function periodRange(request: PeriodRequest, context: TimeContext): TimeRange {
  const { timezone, nowMs } = context;
  const today = dateAt(timezone, nowMs);
  const startOf = PERIOD_STARTS[request.period];
  if (startOf !== undefined) {
    return { dateFrom: startOf(today, context), dateTo: today, endsAtMs: nowMs };
  }
  switch (request.period) {
    case 'yesterday':
      return { dateFrom: addDays(today, -1), dateTo: addDays(today, -1) };
    case 'last_month': {
      const dateTo = addDays(monthStart(today), -1);
      return { dateFrom: monthStart(dateTo), dateTo };
    }
    case '24h': {
      const spans = offsetSpans(timezone, nowMs - 24 * HOUR_MS, nowMs + 1);
      const fromMs = clockUnitStart(nowMs, HOUR_MS, spans) - 23 * HOUR_MS;
      return { dateFrom: dateAt(timezone, fromMs), dateTo: today, fromMs, endsAtMs: nowMs };
    }
    default:
      return { dateFrom: request.dateFrom!, dateTo: request.dateTo! };
  }
}

export type CompareRequest =
  | { kind: 'previous_period' | 'previous_year' }
  | { kind: 'custom'; dateFrom: string; dateTo: string };

export function daysBetween(from: string, to: string): number {
  return plainDate(from).until(plainDate(to)).days;
}

/**
 * The range to compare with. Where the range includes today, the day that stands against today
 * counts up to the same time of day only, and what lies after it not at all.
 */
export function compareRange(
  range: TimeRange,
  request: CompareRequest,
  { timezone, nowMs }: TimeContext,
): TimeRange {
  if (request.kind === 'custom') return { dateFrom: request.dateFrom, dateTo: request.dateTo };
  if (range.fromMs !== undefined && request.kind === 'previous_period') {
    const fromMs = range.fromMs - 24 * HOUR_MS;
    const toMs = wholeSecond(nowMs) - 24 * HOUR_MS;
    return { dateFrom: dateAt(timezone, fromMs), dateTo: dateAt(timezone, toMs), fromMs, toMs };
  }
  const earlier = earlierDate(range, request.kind);
  const compared: TimeRange = { dateFrom: earlier(range.dateFrom), dateTo: earlier(range.dateTo) };
  if (range.fromMs !== undefined) compared.fromMs = sameTime(range.fromMs, timezone, earlier);
  const today = dateAt(timezone, nowMs);
  if (range.dateFrom <= today && today <= range.dateTo) {
    compared.toMs = sameTime(wholeSecond(nowMs), timezone, earlier);
  }
  return compared;
}

/** Questions asked within one second are the same question. */
const wholeSecond = (atMs: number) => Math.floor(atMs / 1000) * 1000;

function earlierDate(range: TimeRange, kind: 'previous_period' | 'previous_year') {
  if (kind === 'previous_year')
    return (date: string) => plainDate(date).subtract({ years: 1 }).toString();
  const days = daysBetween(range.dateFrom, range.dateTo) + 1;
  return (date: string) => addDays(date, -days);
}

/** The instant with the same time of day on the earlier date. */
function sameTime(atMs: number, timezone: string, earlier: (date: string) => string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone);
  return plainDate(earlier(local.toPlainDate().toString())).toZonedDateTime({
    timeZone: timezone,
    plainTime: local.toPlainTime(),
  }).epochMilliseconds;
}

/** A stretch of time in which the zone keeps one offset. */
export interface OffsetSpan {
  fromMs: number;
  toMs: number;
  offsetMs: number;
  /** As written in a time, such as `-04:00`. */
  offset: string;
}

/** The offsets of the zone over [fromMs, toMs), in order. Times before the first span follow it, times after the last likewise. */
export function offsetSpans(timezone: string, fromMs: number, toMs: number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timezone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    const endMs = Math.min(next?.epochMilliseconds ?? toMs, toMs);
    const offsetMs = at.offsetNanoseconds / 1e6;
    spans.push({ fromMs: at.epochMilliseconds, toMs: endMs, offsetMs, offset: at.offset });
    if (next === null || next.epochMilliseconds >= toMs) return spans;
    at = next;
  }
}

/** Start of the clock unit in which the instant lies, under one offset. */
export function startIn(atMs: number, unitMs: number, offsetMs: number): number {
  return Math.floor((atMs + offsetMs) / unitMs) * unitMs - offsetMs;
}

/** Start of the clock unit of the zone in which the instant lies; the twin of the dialects' `clockUnitOf`. */
export function clockUnitStart(atMs: number, unitMs: number, spans: readonly OffsetSpan[]): number {
  const span = spans.find(({ toMs }) => atMs < toMs) ?? spans.at(-1)!;
  return startIn(atMs, unitMs, span.offsetMs);
}

/** @returns `2026-11-01T01:00:00-04:00` of an instant under the span's offset */
export function localTime(atMs: number, { offsetMs, offset }: OffsetSpan): string {
  return `${new Date(atMs + offsetMs).toISOString().slice(0, 19)}${offset}`;
}

/** Instants that the range covers, from its first to the end of its last day or its own end. */
export function rangeInstants(
  range: TimeRange,
  timezone: string,
): { fromMs: number; toMs: number } {
  return {
    fromMs: range.fromMs ?? startOfDateMs(timezone, range.dateFrom),
    toMs: range.toMs ?? startOfDateMs(timezone, addDays(range.dateTo, 1)),
  };
}

/** The days of which the range takes a part, or nothing: what lies after its own end does not count. */
export function cutDays({ dateFrom, dateTo, fromMs, toMs }: TimeRange, timezone: string): string[] {
  const days: string[] = [];
  if (fromMs !== undefined) days.push(dateFrom);
  if (toMs !== undefined) {
    let day = dateTo;
    while (day > dateFrom && startOfDateMs(timezone, day) >= toMs) {
      days.push(day);
      day = addDays(day, -1);
    }
    days.push(day);
  }
  return [...new Set(days)];
}

/** First and last day. */
export type DaySpan = readonly [from: string, to: string];

/** Spans of which the days are known: each is asked for by every part of a plan. */
const knownDays = new LRUCache<string, readonly string[]>({ max: 200 });

/** Each day from the first to the last. */
export function daysOf({
  dateFrom,
  dateTo,
}: Pick<TimeRange, 'dateFrom' | 'dateTo'>): readonly string[] {
  const key = `${dateFrom} ${dateTo}`;
  const known = knownDays.get(key);
  if (known !== undefined) return known;
  const days: string[] = [];
  const endMs = Date.parse(dateTo);
  for (let atMs = Date.parse(dateFrom); atMs <= endMs; atMs += 24 * HOUR_MS) {
    days.push(new Date(atMs).toISOString().slice(0, 10));
  }
  knownDays.set(key, days);
  return days;
}

/** Days in ascending order as the fewest spans of days that follow each other in `order`. */
export function spansOf(days: readonly string[], order: readonly string[]): DaySpan[] {
  const spans: Array<[string, string]> = [];
  let place = 0;
  for (const day of days) {
    const at = order.indexOf(day, place);
    const last = spans.at(-1);
    if (last !== undefined && at === place) last[1] = day;
    else spans.push([day, day]);
    place = at + 1;
  }
  return spans;
}

/** @returns whether the text is a date that the calendar has */
export function isDate(text: string): boolean {
  try {
    return plainDate(text).toString() === text;
  } catch {
    return false;
  }
}
