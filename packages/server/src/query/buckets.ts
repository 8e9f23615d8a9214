/**
 * The rows that a query over time has, whether or not anything happened in them: one for each
 * bucket of the range, with its key (what the engine groups by) and its value in the answer.
 */
import type { TimeDimension } from '@purestat/vocabulary';
import { Temporal } from 'temporal-polyfill';
import { addDays, dateAt } from '../calendar.ts';
import {
  daysBetween,
  HOUR_MS,
  localTime,
  offsetSpans,
  rangeInstants,
  type TimeRange,
} from './time.ts';

export type BucketKey = string | number;

export interface TimeBucket {
  /** One for each time dimension: a date as text, or a clock unit's start in ms. */
  keys: BucketKey[];
  /** The same as they stand in an answer. */
  values: string[];
  /** Equal for the buckets of two ranges that are compared with each other. */
  slot: string;
}

const UNIT_STARTS: Record<Exclude<TimeDimension, 'hour'>, (date: string) => string> = {
  date: (date) => date,
  week: (date) => addDays(date, 1 - Temporal.PlainDate.from(date).dayOfWeek),
  month: (date) => `${date.slice(0, 7)}-01`,
};

/** The buckets of the range, oldest first. */
export function timeBuckets(
  dimensions: readonly TimeDimension[],
  range: TimeRange,
  timezone: string,
): TimeBucket[] {
  const moments = dimensions.includes('hour') ? hoursOf(range, timezone) : datesOf(range);
  const buckets = new Map<string, TimeBucket>();
  const ordinals = dimensions.map(() => new Map<BucketKey, number>());
  for (const moment of moments) {
    const keys = dimensions.map((dimension) => keyOf(dimension, moment));
    const id = JSON.stringify(keys);
    if (buckets.has(id)) continue;
    const values = keys.map((key, index) =>
      dimensions[index] === 'hour' ? moment.label : String(key),
    );
    buckets.set(id, { keys, values, slot: slotOf(dimensions, keys, moment, ordinals) });
  }
  return [...buckets.values()];
}

interface Moment {
  date: string;
  startMs: number;
  label: string;
  /** Place within the range that a compared range has too. */
  slot: string;
}

function keyOf(dimension: TimeDimension, moment: Moment): BucketKey {
  return dimension === 'hour' ? moment.startMs : UNIT_STARTS[dimension](moment.date);
}

/** Days and hours are matched by their place in the range, weeks and months by counting them. */
function slotOf(
  dimensions: readonly TimeDimension[],
  keys: BucketKey[],
  moment: Moment,
  ordinals: Array<Map<BucketKey, number>>,
): string {
  const parts = keys.map((key, index) => {
    if (dimensions[index] === 'hour' || dimensions[index] === 'date') return moment.slot;
    const known = ordinals[index]!;
    if (!known.has(key)) known.set(key, known.size);
    return known.get(key)!;
  });
  return JSON.stringify(parts);
}

function datesOf(range: TimeRange): Moment[] {
  const count = daysBetween(range.dateFrom, range.dateTo) + 1;
  return Array.from({ length: count }, (_, index) => {
    const date = addDays(range.dateFrom, index);
    return { date, startMs: 0, label: date, slot: String(index) };
  });
}

function hoursOf(range: TimeRange, timezone: string): Moment[] {
  const instants = rangeInstants(range, timezone);
  const toMs = Math.min(instants.toMs, (range.endsAtMs ?? Number.POSITIVE_INFINITY) + 1);
  const hours: Moment[] = [];
  const seen = new Set<number>();
  for (const [index, span] of offsetSpans(timezone, instants.fromMs, toMs).entries()) {
    const first = Math.floor((span.fromMs + span.offsetMs) / HOUR_MS) * HOUR_MS - span.offsetMs;
    for (let startMs = first; startMs < span.toMs; startMs += HOUR_MS) {
      if (seen.has(startMs)) continue;
      seen.add(startMs);
      // A change of the clock may cut an hour: then it begins with the change.
      const beginsMs = index === 0 ? startMs : Math.max(startMs, span.fromMs);
      hours.push({
        date: dateAt(timezone, beginsMs),
        startMs,
        label: localTime(beginsMs, span),
        slot: '',
      });
    }
  }
  return range.fromMs === undefined ? withClockSlots(hours, range) : withCountedSlots(hours);
}

/** Hours of whole days are matched by day and time on the clock; a repeated hour is the second of its name. */
function withClockSlots(hours: Moment[], range: TimeRange): Moment[] {
  const times = new Map<string, number>();
  const dayNumbers = new Map<string, number>();
  return hours.map((hour) => {
    const day = dayNumbers.get(hour.date) ?? daysBetween(range.dateFrom, hour.date);
    dayNumbers.set(hour.date, day);
    const name = `${day}T${hour.label.slice(11, 13)}`;
    const repeated = times.get(name) ?? 0;
    times.set(name, repeated + 1);
    return { ...hour, slot: `${name}#${repeated}` };
  });
}

function withCountedSlots(hours: Moment[]): Moment[] {
  return hours.map((hour, index) => ({ ...hour, slot: String(index) }));
}

/** Value of a key for which there is no bucket: an event whose clock runs ahead, or stored under another timezone. */
export function keyValue(key: BucketKey, timezone: string): string {
  if (typeof key === 'string') return key;
  return localTime(key, offsetSpans(timezone, key, key + 1)[0]!);
}
