/**
 * The rows that a query over time has, whether or not anything happened in them: one for each
 * bucket of the range, with its key (what the engine groups by) and its value in the answer.
 */
import type { Dimension, TimeDimension } from '@purestat/vocabulary';
import { Temporal } from 'temporal-polyfill';
import { addDays, dateAt } from '../calendar.ts';
import {
  CLOCK_UNITS_MS,
  daysBetween,
  isClockUnit,
  localTime,
  offsetSpans,
  rangeInstants,
  startIn,
  type ClockUnit,
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

const UNIT_STARTS: Record<Exclude<TimeDimension, ClockUnit>, (date: string) => string> = {
  date: (date) => date,
  week: (date) => addDays(date, 1 - Temporal.PlainDate.from(date).dayOfWeek),
  month: (date) => `${date.slice(0, 7)}-01`,
};

/** Key of the date, week or month in which the day lies. */
export function dateBucketOf(dimension: Dimension, date: string): string {
  return UNIT_STARTS[dimension as keyof typeof UNIT_STARTS](date);
}

/** The buckets of the range, oldest first. */
export function timeBuckets(
  dimensions: readonly TimeDimension[],
  range: TimeRange,
  timezone: string,
): TimeBucket[] {
  const moments = momentsOf(dimensions, range, timezone);
  const buckets = new Map<string, TimeBucket>();
  const ordinals = dimensions.map(() => new Map<BucketKey, number>());
  for (const moment of moments) {
    const keys = dimensions.map((dimension) => keyOf(dimension, moment));
    const id = JSON.stringify(keys);
    if (buckets.has(id)) continue;
    const values = keys.map((key, index) => {
      const dimension = dimensions[index]!;
      return isClockUnit(dimension) ? moment.labels[dimension] : String(key);
    });
    buckets.set(id, { keys, values, slot: slotOf(dimensions, keys, moment, ordinals) });
  }
  return [...buckets.values()];
}

interface Moment {
  date: string;
  /** Start of the clock units that hold it, by the clock: their keys. */
  starts: Record<ClockUnit, number>;
  /** The same as they stand in an answer. */
  labels: Record<ClockUnit, string>;
  /** Place within the range that a compared range has too. */
  slot: string;
}

/** The finest of the buckets asked for, oldest first. */
function momentsOf(
  dimensions: readonly TimeDimension[],
  range: TimeRange,
  timezone: string,
): Moment[] {
  const unit = (['minute', 'hour'] as const).find((name) => dimensions.includes(name));
  return unit === undefined ? datesOf(range) : clockMoments(unit, range, timezone);
}

function keyOf(dimension: TimeDimension, moment: Moment): BucketKey {
  return isClockUnit(dimension) ? moment.starts[dimension] : UNIT_STARTS[dimension](moment.date);
}

/** Days, hours and minutes are matched by their place in the range, weeks and months by counting them. */
function slotOf(
  dimensions: readonly TimeDimension[],
  keys: BucketKey[],
  moment: Moment,
  ordinals: Array<Map<BucketKey, number>>,
): string {
  const parts = keys.map((key, index) => {
    if (dimensions[index] === 'date' || isClockUnit(dimensions[index]!)) return moment.slot;
    const known = ordinals[index]!;
    if (!known.has(key)) known.set(key, known.size);
    return known.get(key)!;
  });
  return JSON.stringify(parts);
}

const NO_CLOCK = { starts: { minute: 0, hour: 0 }, labels: { minute: '', hour: '' } };

function datesOf(range: TimeRange): Moment[] {
  const count = daysBetween(range.dateFrom, range.dateTo) + 1;
  return Array.from({ length: count }, (_, index) => ({
    ...NO_CLOCK,
    date: addDays(range.dateFrom, index),
    slot: String(index),
  }));
}

function clockMoments(unit: ClockUnit, range: TimeRange, timezone: string): Moment[] {
  const instants = rangeInstants(range, timezone);
  const toMs = Math.min(instants.toMs, (range.endsAtMs ?? Number.POSITIVE_INFINITY) + 1);
  const moments: Moment[] = [];
  const seen = new Set<number>();
  for (const [index, span] of offsetSpans(timezone, instants.fromMs, toMs).entries()) {
    const unitMs = CLOCK_UNITS_MS[unit];
    // A change of the clock may cut an hour: then it begins with the change.
    const earliestMs = index === 0 ? Number.NEGATIVE_INFINITY : span.fromMs;
    for (
      let startMs = startIn(span.fromMs, unitMs, span.offsetMs);
      startMs < span.toMs;
      startMs += unitMs
    ) {
      if (seen.has(startMs)) continue;
      seen.add(startMs);
      const hourMs = startIn(startMs, CLOCK_UNITS_MS.hour, span.offsetMs);
      const label = (atMs: number) => localTime(Math.max(atMs, earliestMs), span);
      moments.push({
        date: dateAt(timezone, Math.max(startMs, earliestMs)),
        starts: { minute: startMs, hour: hourMs },
        labels: { minute: label(startMs), hour: label(hourMs) },
        slot: '',
      });
    }
  }
  return range.fromMs === undefined
    ? withClockSlots(unit, moments, range)
    : moments.map((moment, index) => ({ ...moment, slot: String(index) }));
}

/** Hours and minutes of whole days are matched by day and time on the clock; a repeated one is the second of its name. */
function withClockSlots(unit: ClockUnit, moments: Moment[], range: TimeRange): Moment[] {
  const times = new Map<string, number>();
  const dayNumbers = new Map<string, number>();
  const digits = unit === 'minute' ? 16 : 13;
  return moments.map((moment) => {
    const day = dayNumbers.get(moment.date) ?? daysBetween(range.dateFrom, moment.date);
    dayNumbers.set(moment.date, day);
    const name = `${day}T${moment.labels[unit].slice(11, digits)}`;
    const repeated = times.get(name) ?? 0;
    times.set(name, repeated + 1);
    return { ...moment, slot: `${name}#${repeated}` };
  });
}

/** Value of a key for which there is no bucket: an event whose clock runs ahead, or stored under another timezone. */
export function keyValue(key: BucketKey, timezone: string): string {
  if (typeof key === 'string') return key;
  return localTime(key, offsetSpans(timezone, key, key + 1)[0]!);
}
