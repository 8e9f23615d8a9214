/** Rows of the engine → rows of the answer: names, values, rounding, gaps, order, comparison. */
import {
  METRICS,
  type AnyMetric,
  type AnyMetricValue,
  type MetricValues,
  type Money,
  type RowComparison,
} from '@purestat/vocabulary';
import type { ResultRow } from '../stores/event-store.ts';
import { keyValue, type TimeBucket } from './buckets.ts';
import { metricValue, type Measured } from './metrics.ts';
import { isPropertyMetric } from './numbers.ts';

/** A metric with the name under which it was asked for. */
export interface NamedMetric {
  name: string;
  metric: AnyMetric;
}

type Values = MetricValues<AnyMetricValue>;
export type AnswerRow = Record<string, AnyMetricValue | string | RowComparison<AnyMetricValue>>;

/**
 * @param row absent: nothing was counted
 * @param queryVisitors visitors of the same query without its dimensions
 */
export function metricsOf(
  row: ResultRow | undefined,
  metrics: readonly NamedMetric[],
  queryVisitors: number,
): Values {
  const measured = { ...row, query_visitors: queryVisitors } as Measured;
  return Object.fromEntries(
    metrics.map(({ name, metric }) => [name, metricValue(metric, measured)]),
  );
}

/** Half away from zero, so that a rise and an equal fall read alike. */
function toOneDecimal(value: number): number {
  const rounded = Math.round(Math.abs(value) * 10) / 10;
  return rounded === 0 ? 0 : Math.sign(value) * rounded;
}

/**
 * @returns percent, or points for metrics that are percentages, of the values as shown; null where
 * there is no earlier value to compare with, or none of the same currency
 */
export function changeOf(
  metric: AnyMetric,
  now: AnyMetricValue,
  earlier: AnyMetricValue,
): number | null {
  const [to, from] = [numberOf(now), numberOf(earlier)];
  if (to === null || from === null || currencyOf(now) !== currencyOf(earlier)) return null;
  if (isPercent(metric)) return toOneDecimal(to - from);
  return from === 0 ? null : toOneDecimal((100 * (to - from)) / Math.abs(from));
}

const isPercent = (metric: AnyMetric) =>
  !isPropertyMetric(metric) && METRICS[metric].unit === 'percent';

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'currency' in value;

/** The number by which values are compared; of a list of amounts there is none. */
function numberOf(value: AnyMetricValue): number | null {
  if (isMoney(value)) return value.value;
  return typeof value === 'number' ? value : null;
}

const currencyOf = (value: AnyMetricValue) => (isMoney(value) ? value.currency : null);

export function compareMetrics(
  now: Values,
  earlier: Values,
  metrics: readonly NamedMetric[],
): RowComparison<AnyMetricValue> {
  const change = metrics.map(({ name, metric }) => [
    name,
    changeOf(metric, now[name] ?? null, earlier[name] ?? null),
  ]);
  return { metrics: earlier, change: Object.fromEntries(change) as MetricValues };
}

export interface ShapeInput {
  /** Names of the dimensions, in the order of `d0`, `d1`, … */
  dimensions: readonly string[];
  metrics: readonly NamedMetric[];
  rows: readonly ResultRow[];
  /** Visitors without the dimensions, of which rows are a share. */
  queryVisitors: number;
  timezone: string;
  /** Places of the time dimensions. */
  timePlaces: readonly number[];
  /** The buckets of the range; keys are in the order of `timePlaces`. */
  buckets: readonly TimeBucket[];
  compared?: {
    rows: readonly ResultRow[];
    queryVisitors: number;
    buckets: readonly TimeBucket[];
  };
}

const cell = (row: ResultRow, place: number) => row[`d${place}`] as string | number;
const identity = (parts: ReadonlyArray<string | number>) => JSON.stringify(parts);

/** Answer rows in the order of the rows given. */
export function shapeRows(input: ShapeInput): AnswerRow[] {
  const buckets = new Map(input.buckets.map((bucket) => [identity(bucket.keys), bucket]));
  const compare = comparer(input);
  return input.rows.map((row) => {
    const keys = input.timePlaces.map((place) => cell(row, place));
    const bucket = buckets.get(identity(keys));
    const shaped: AnswerRow = {};
    input.dimensions.forEach((name, place) => {
      const time = input.timePlaces.indexOf(place);
      const value = cell(row, place);
      shaped[name] =
        time === -1 ? String(value) : (bucket?.values[time] ?? keyValue(value, input.timezone));
    });
    const metrics = metricsOf(row, input.metrics, input.queryVisitors);
    Object.assign(shaped, metrics);
    if (input.compared !== undefined) shaped.comparison = compare(row, bucket, metrics);
    return shaped;
  });
}

/** Finds a row's counterpart: the same values in the bucket of the same place. */
function comparer(input: ShapeInput) {
  const { dimensions, timePlaces, compared } = input;
  const otherPlaces = dimensions.flatMap((_, place) => (timePlaces.includes(place) ? [] : [place]));
  const slots = new Map(compared?.buckets.map(({ keys, slot }) => [identity(keys), slot]));
  const rowId = (row: ResultRow, slot: string) =>
    identity([slot, ...otherPlaces.map((place) => cell(row, place))]);
  const earlier = new Map<string, ResultRow>();
  for (const row of compared?.rows ?? []) {
    const keys = timePlaces.map((place) => cell(row, place));
    const slot = timePlaces.length === 0 ? '' : slots.get(identity(keys));
    if (slot !== undefined) earlier.set(rowId(row, slot), row);
  }
  return (
    row: ResultRow,
    bucket: TimeBucket | undefined,
    metrics: Values,
  ): RowComparison<AnyMetricValue> => {
    const found = earlier.get(rowId(row, bucket?.slot ?? ''));
    return compareMetrics(
      metrics,
      metricsOf(found, input.metrics, compared?.queryVisitors ?? 0),
      input.metrics,
    );
  };
}

/** One row for every bucket, oldest first, counted or not; rows of no bucket of the range keep their place in time. */
export function fillGaps(rows: readonly ResultRow[], buckets: readonly TimeBucket[]): ResultRow[] {
  const places = buckets[0]?.keys.map((_, place) => place) ?? [];
  const keyed = new Map(
    rows.map((row) => [identity(places.map((place) => cell(row, place))), row]),
  );
  const filled = buckets.map(({ keys }) => {
    const id = identity(keys);
    const row = keyed.get(id) ?? Object.fromEntries(keys.map((key, place) => [`d${place}`, key]));
    keyed.delete(id);
    return row;
  });
  if (keyed.size === 0) return filled;
  return [...filled, ...keyed.values()].toSorted((a, b) => compareCells(a, b, places));
}

function compareCells(a: ResultRow, b: ResultRow, places: readonly number[]): number {
  for (const place of places) {
    if (cell(a, place) < cell(b, place)) return -1;
    if (cell(a, place) > cell(b, place)) return 1;
  }
  return 0;
}

/** Orders rows of time in memory by a metric; equal ones stay as they are, null goes last. */
export function sortRows(
  rows: readonly AnswerRow[],
  by: string,
  direction: 'asc' | 'desc',
): AnswerRow[] {
  const sign = direction === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [sortKey(a[by]), sortKey(b[by])];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (left === right) return 0;
    return left < right ? -sign : sign;
  });
}

function sortKey(value: AnswerRow[string] | undefined): number | null {
  if (isMoney(value)) return value.value;
  return typeof value === 'number' ? value : null;
}
