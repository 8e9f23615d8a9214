/**
 * Plans whose numbers add up over days, taken apart into days and put together again. Pure.
 *
 * A page asks for the same days again and again: as totals, as a chart, for several panels, and
 * once more for the time before. All of them can be answered from one statement that counts each day.
 */
import type { AnyMetric, Dimension } from '@purestat/vocabulary';
import { FIGURE_MEASURES } from '../stores/figure-tables.ts';
import type { Cell, ResultRow } from '../stores/event-store.ts';
import { dateBucketOf } from './buckets.ts';
import {
  ENGAGEMENT_MEASURES,
  isMadeOfText,
  measuresOf,
  REVENUE_MEASURES,
  type Measure,
} from './metrics.ts';
import { addAmounts } from './money.ts';
import { addNumbers, isNumbersMeasure } from './numbers.ts';
import { isTimeDimension } from './parts.ts';
import type { PlanInput } from './plan.ts';
import { addDays } from '../calendar.ts';
import { cutDays, daysBetween, isClockUnit, type DaySpan, type TimeRange } from './time.ts';

/** Whether days (and dates, weeks, months of them) are all that divides the plan's numbers. */
export function addsUpOverDays({ dimensions, metrics, order, limit, only }: PlanInput): boolean {
  const [dimension, ...others] = dimensions;
  const isOfDates =
    dimension === undefined || (isTimeDimension(dimension) && !isClockUnit(dimension));
  const isPlain = order === undefined && limit === undefined && only === undefined;
  return isOfDates && others.length === 0 && isPlain && metrics.every(isKeptByDay);
}

/** Whether the metric is made of numbers that sealing keeps, all of which add up over days. */
export function isKeptByDay(metric: AnyMetric): boolean {
  return measuresOf([metric]).every((name) =>
    (FIGURE_MEASURES as readonly string[]).includes(name),
  );
}

/** Measures that no sum of days' rows gives: the order of money, and what only some days may answer. */
const NOT_OF_DAYS: readonly Measure[] = [...REVENUE_MEASURES, ...ENGAGEMENT_MEASURES].filter(
  (name) => name !== 'amounts',
);
/** What rows by day may be together, for them to be kept. */
const MAX_ROWS_BY_DAY = 40_000;

const isOfFew = (name: Dimension) =>
  name === 'goal' || (isTimeDimension(name) && !isClockUnit(name));

/**
 * Whether the plan, which figures cannot answer, is made of few enough numbers for each day to keep
 * those of sealed days: goals over time and the like.
 */
export function isCountedByDay(input: PlanInput): boolean {
  const { dimensions, metrics, order = [], kept, goals, range } = input;
  if (kept === undefined || kept.days.size === 0) return false;
  const isOrdered = order.every(({ by }) => !('metric' in by) || !isMadeOfText(by.metric));
  const groups = dimensions.includes('goal') ? goals.length : 1;
  return (
    dimensions.every(isOfFew) &&
    isOrdered &&
    measuresOf(metrics).every((name) => !NOT_OF_DAYS.includes(name)) &&
    groups * (daysBetween(range.dateFrom, range.dateTo) + 1) <= MAX_ROWS_BY_DAY
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

/**
 * Rows by day added up to what the plan's dimensions divide.
 * @param rows divided by the plan's dimensions that are none of time, and last by the date
 */
export function addUpDays(
  rows: readonly ResultRow[],
  { dimensions, metrics }: Pick<PlanInput, 'dimensions' | 'metrics'>,
): ResultRow[] {
  return addUp(rows, keyReaders(dimensions), measuresOf(metrics));
}

/** What a row has for a dimension. */
type KeyReader = (row: ResultRow) => Cell;

/** One row for each combination of what the readers tell, which it has as `d0`, `d1`, … */
export function addUp(
  rows: readonly ResultRow[],
  keys: readonly KeyReader[],
  measures: readonly Measure[],
): ResultRow[] {
  const sums = new Map<string, ResultRow>();
  const texts = new Map<ResultRow, Map<Measure, string[]>>();
  for (const row of rows) {
    const values = keys.map((valueIn) => valueIn(row));
    const key = JSON.stringify(values);
    const sum = sums.get(key) ?? Object.fromEntries(values.map((value, at) => [`d${at}`, value]));
    sums.set(key, sum);
    for (const name of measures) {
      if (addTexts(name) !== null) keepText(texts, { sum, name }, String(row[name] ?? ''));
      else sum[name] = Number(sum[name] ?? 0) + Number(row[name] ?? 0);
    }
  }
  for (const [sum, byName] of texts) {
    for (const [name, all] of byName) sum[name] = addTexts(name)!(all);
  }
  return [...sums.values()];
}

/** How the texts of a measure are added up; null: it is a number. */
function addTexts(name: Measure): ((texts: readonly string[]) => string) | null {
  if (name === 'amounts') return addAmounts;
  return isNumbersMeasure(name) ? addNumbers : null;
}

function keepText(
  texts: Map<ResultRow, Map<Measure, string[]>>,
  { sum, name }: { sum: ResultRow; name: Measure },
  text: string,
): void {
  const byName = texts.get(sum) ?? new Map<Measure, string[]>();
  texts.set(sum, byName);
  const all = byName.get(name) ?? [];
  byName.set(name, all);
  all.push(text);
}

/** For each dimension what a row by day has for it. */
function keyReaders(dimensions: readonly Dimension[]): KeyReader[] {
  const others = dimensions.filter((name) => !isTimeDimension(name));
  const dateOf = (row: ResultRow) => String(row[`d${others.length}`]);
  return dimensions.map((name) => {
    if (isTimeDimension(name)) return (row) => dateBucketOf(name, dateOf(row));
    const column = `d${others.indexOf(name)}`;
    return (row) => row[column] ?? null;
  });
}
