/**
 * Plans whose numbers add up over days, taken apart into days and put together again. Pure.
 *
 * A page asks for the same days again and again: as totals, as a chart, for several panels, and
 * once more for the time before. All of them can be answered from one statement that counts each day.
 */
import type { Metric } from '@purestat/vocabulary';
import { FIGURE_MEASURES } from '../stores/figure-tables.ts';
import type { ResultRow } from '../stores/event-store.ts';
import { dateBucketOf } from './buckets.ts';
import { measuresOf } from './metrics.ts';
import { isTimeDimension } from './parts.ts';
import type { PlanInput } from './plan.ts';
import { addDays } from '../calendar.ts';
import { cutDays, isClockUnit, type DaySpan, type TimeRange } from './time.ts';

/** Whether days (and dates, weeks, months of them) are all that divides the plan's numbers. */
export function addsUpOverDays({ dimensions, metrics, order, limit, only }: PlanInput): boolean {
  const [dimension, ...others] = dimensions;
  const isOfDates =
    dimension === undefined || (isTimeDimension(dimension) && !isClockUnit(dimension));
  const isPlain = order === undefined && limit === undefined && only === undefined;
  return isOfDates && others.length === 0 && isPlain && metrics.every(isKeptByDay);
}

/** Whether the metric is made of numbers that sealing keeps, all of which add up over days. */
export function isKeptByDay(metric: Metric): boolean {
  return measuresOf([metric]).every((name) =>
    (FIGURE_MEASURES as readonly string[]).includes(name),
  );
}

export interface Pieces {
  /** The days that the range takes whole; null: there are none. */
  whole: DaySpan | null;
  /** What it takes of its first and last day where it cuts them. */
  cuts: TimeRange[];
}

/** The range as whole days and parts of days. */
export function piecesOf(range: TimeRange, timezone: string): Pieces {
  const { dateFrom, dateTo, fromMs, toMs } = range;
  const cut = cutDays(range, timezone);
  if (cut.length === 0) return { whole: [dateFrom, dateTo], cuts: [] };
  // Days after the range's own end count nothing.
  const last = toMs === undefined ? dateTo : cut.at(-1)!;
  const cuts: TimeRange[] = [];
  if (fromMs !== undefined) cuts.push({ dateFrom, dateTo: dateFrom, fromMs });
  if (toMs !== undefined && last === cuts[0]?.dateFrom) cuts[0].toMs = toMs;
  else if (toMs !== undefined) cuts.push({ dateFrom: last, dateTo: last, toMs });
  const from = fromMs === undefined ? dateFrom : addDays(dateFrom, 1);
  const to = toMs === undefined ? dateTo : addDays(last, -1);
  return { whole: from <= to ? [from, to] : null, cuts };
}

/** Days between two spans up to which it costs less to count them than to ask twice. */
const MAX_GAP_DAYS = 7;

/** Spans that hold all of these; those near each other are one. */
export function joinSpans(spans: readonly DaySpan[]): DaySpan[] {
  const joined: Array<[string, string]> = [];
  for (const [from, to] of spans.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const last = joined.at(-1);
    if (last === undefined || from > addDays(last[1], MAX_GAP_DAYS + 1)) joined.push([from, to]);
    else if (to > last[1]) last[1] = to;
  }
  return joined;
}

/** Rows by date added up to what the plan's dimension divides, or all of them. */
export function addUpDays(
  rows: readonly ResultRow[],
  { dimensions, metrics }: Pick<PlanInput, 'dimensions' | 'metrics'>,
): ResultRow[] {
  const [dimension] = dimensions;
  const measures = measuresOf(metrics);
  const sums = new Map<string, ResultRow>();
  for (const row of rows) {
    const bucket = dimension === undefined ? '' : dateBucketOf(dimension, String(row['d0']));
    const sum = sums.get(bucket) ?? (dimension === undefined ? {} : { d0: bucket });
    sums.set(bucket, sum);
    for (const name of measures) sum[name] = Number(sum[name] ?? 0) + Number(row[name] ?? 0);
  }
  return [...sums.values()];
}
