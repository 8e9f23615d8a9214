/**
 * A stats request from body to answer: parse → plan → SQL → run → shape.
 * Called by the areas that serve figures.
 */
import type { AnyMetricValue, Comparison, StatsAnswer } from '@purestat/vocabulary';
import { invalidField } from '../errors.ts';
import type { SiteContext } from '../site-context.ts';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { timeBuckets, type TimeBucket } from './buckets.ts';
import { cacheOf } from './cache.ts';
import { duckdbDialect } from './dialect.ts';
import { isOfVisits } from './filter-tree.ts';
import type { GoalDefinition } from './goals.ts';
import { METRIC_ENTRIES } from './metrics.ts';
import { parseQuery, tooFine, type ParsedQuery } from './parse.ts';
import {
  isTimeDimension,
  planQuery,
  type OnlyRows,
  type OrderTerm,
  type Plan,
  type PlanInput,
} from './plan.ts';
import {
  compareMetrics,
  fillGaps,
  metricsOf,
  shapeRows,
  sortRows,
  type AnswerRow,
} from './shape.ts';
import { planToStatement, TOTAL_ROWS } from './sql.ts';
import { compareRange, periodRange, type TimeRange } from './time.ts';
import type { Metric } from '@purestat/vocabulary';

/** What a query needs to know besides its body. */
export interface StatsContext {
  store: EventStore;
  site: SiteContext;
  nowMs: number;
  /** Null while the site has no event; with it `all` begins. */
  firstEventAtMs: number | null;
  /** The site's goals; they are evaluated by the query. */
  goals: readonly GoalDefinition[];
  /** Ends the query when the client has gone. */
  signal?: AbortSignal;
}

type Answer = StatsAnswer<AnyMetricValue>;

/** @throws AppError VALIDATION_ERROR that lists what is allowed */
export function runStats(context: StatsContext, body: unknown): Promise<Answer> {
  return answerQuery(context, parseQuery(body, context));
}

/** Answers a parsed query. */
export async function answerQuery(context: StatsContext, query: ParsedQuery): Promise<Answer> {
  const { site, nowMs, firstEventAtMs } = context;
  const time = { timezone: site.timezone, nowMs, firstEventAtMs };
  const range = periodRange(query.period, time);
  // Period `all` is as long as the site is old, which only the time of asking tells.
  const refusal = tooFine(query.dimensions, range);
  if (refusal !== null) throw invalidField('dimensions', refusal);
  const compared = query.compare === null ? null : compareRange(range, query.compare, time);
  const [totals, earlier, { rows, totalRows, partialBucket }] = await Promise.all([
    countTotals(context, query, range),
    compared === null ? undefined : countTotals(context, query, compared),
    countRows(context, query, range, compared),
  ]);
  const metrics = metricsOf(totals, query.metrics);
  const answer: Answer = {
    metrics,
    dimensions: rows,
    meta: {
      timezone: site.timezone,
      date_from: range.dateFrom,
      date_to: range.dateTo,
      total_rows: totalRows,
      sampled: false,
      partial_bucket: partialBucket,
    },
  };
  if (compared === null) return answer;
  const comparison: Comparison<AnyMetricValue> = {
    date_from: compared.dateFrom,
    date_to: compared.dateTo,
    ...compareMetrics(metrics, metricsOf(earlier, query.metrics), query.metrics),
  };
  return { ...answer, comparison };
}

/** Runs a plan; the same one asked twice at a time, or while nothing has changed, runs once. */
function runPlan({ store, signal }: StatsContext, plan: Plan): Promise<ResultRow[]> {
  return cacheOf(store).query(plan.site, planToStatement(plan, duckdbDialect), signal);
}

const ALL_METRICS = Object.keys(METRIC_ENTRIES) as Metric[];

function planInput(context: StatsContext, query: ParsedQuery, range: TimeRange): PlanInput {
  return {
    site: context.site.number,
    timezone: context.site.timezone,
    range,
    dimensions: query.dimensions,
    metrics: query.metrics.map(({ metric }) => metric),
    filter: query.filter,
    kept: context.store.sealedFigures(context.site.number),
  };
}

async function countTotals(
  context: StatsContext,
  query: ParsedQuery,
  range: TimeRange,
): Promise<ResultRow | undefined> {
  const asked = planQuery({ ...planInput(context, query, range), dimensions: [] });
  // Where one pass over the visits gives all of them, ask for all, so that the panels of a page,
  // each with metrics of its own, share one statement.
  const isShared = isOfVisits(asked.filter);
  const plan = isShared
    ? planQuery({ ...planInput(context, query, range), dimensions: [], metrics: ALL_METRICS })
    : asked;
  return (await runPlan(context, plan))[0];
}

interface CountedRows {
  rows: AnswerRow[];
  totalRows: number;
  partialBucket: string | null;
}

async function countRows(
  context: StatsContext,
  query: ParsedQuery,
  range: TimeRange,
  compared: TimeRange | null,
): Promise<CountedRows> {
  const { dimensions, metrics } = query;
  if (dimensions.length === 0) return { rows: [], totalRows: 0, partialBucket: null };
  const timePlaces = dimensions.flatMap((name, place) => (isTimeDimension(name) ? [place] : []));
  const bucketsOf = (of: TimeRange) =>
    timePlaces.length === 0
      ? []
      : timeBuckets(dimensions.filter(isTimeDimension), of, context.site.timezone);
  const buckets = bucketsOf(range);
  const isTimeOnly = timePlaces.length === dimensions.length;
  const { rows, totalRows } = isTimeOnly
    ? await countTimeRows(context, query, range, buckets)
    : await countListedRows(context, query, range);
  const shaped = shapeRows({
    dimensions,
    metrics,
    rows,
    timezone: context.site.timezone,
    timePlaces,
    buckets,
    compared:
      compared === null
        ? undefined
        : {
            rows: await countComparedRows(context, query, compared, { rows, timePlaces }),
            buckets: bucketsOf(compared),
          },
  });
  return {
    rows: isTimeOnly ? orderTimeRows(shaped, query) : shaped,
    totalRows,
    partialBucket: presentBucket(context, timePlaces, query, { range, buckets }),
  };
}

async function countTimeRows(
  context: StatsContext,
  query: ParsedQuery,
  range: TimeRange,
  buckets: readonly TimeBucket[],
) {
  const counted = await runPlan(context, planQuery(planInput(context, query, range)));
  const rows = fillGaps(counted, buckets);
  return { rows, totalRows: rows.length };
}

/** Newest first, unless told otherwise. */
function orderTimeRows(rows: readonly AnswerRow[], query: ParsedQuery): AnswerRow[] {
  const { orderBy, orderDir } = query;
  const newestFirst = rows.toReversed();
  if (orderBy === null) return orderDir === 'asc' ? [...rows] : newestFirst;
  if ('metric' in orderBy) {
    const { name } = query.metrics.find(({ metric }) => metric === orderBy.metric)!;
    return sortRows(newestFirst, name, orderDir ?? 'desc');
  }
  return sortRows(newestFirst, query.dimensions[orderBy.dimension]!, orderDir ?? 'desc');
}

/** A list of values: the first metric descending, unless told otherwise, and limited. */
async function countListedRows(context: StatsContext, query: ParsedQuery, range: TimeRange) {
  const by = query.orderBy ?? { metric: query.metrics[0]!.metric };
  const order: OrderTerm[] = [
    { by, direction: query.orderDir ?? ('metric' in by ? 'desc' : 'asc') },
  ];
  const input = { ...planInput(context, query, range), order };
  const { limit, offset } = query;
  const rows = await runPlan(context, planQuery({ ...input, limit, offset }));
  if (rows.length > 0 || offset === 0)
    return { rows, totalRows: Number(rows[0]?.[TOTAL_ROWS] ?? 0) };
  // Past the end nothing carries the number of rows.
  const first = await runPlan(context, planQuery({ ...input, limit: 1, offset: 0 }));
  return { rows, totalRows: Number(first[0]?.[TOTAL_ROWS] ?? 0) };
}

/** Only the values that are listed, not all that there are. */
function countComparedRows(
  context: StatsContext,
  query: ParsedQuery,
  compared: TimeRange,
  listed: { rows: readonly ResultRow[]; timePlaces: readonly number[] },
): Promise<ResultRow[]> {
  const places = query.dimensions.flatMap((_, place) =>
    listed.timePlaces.includes(place) ? [] : [place],
  );
  const combinations = new Map<string, string[]>();
  for (const row of listed.rows) {
    const values = places.map((place) => String(row[`d${place}`]));
    combinations.set(JSON.stringify(values), values);
  }
  const only: OnlyRows | undefined =
    places.length === 0 ? undefined : { places, values: [...combinations.values()] };
  return runPlan(context, planQuery({ ...planInput(context, query, compared), only }));
}

/** Value of the bucket that is under way, when the rows hold it. */
function presentBucket(
  { site, nowMs }: StatsContext,
  timePlaces: readonly number[],
  query: ParsedQuery,
  { range, buckets }: { range: TimeRange; buckets: readonly TimeBucket[] },
): string | null {
  if (timePlaces.length === 0) return null;
  const dimensions = query.dimensions.filter(isTimeDimension);
  const today = periodRange(
    { period: 'today' },
    { timezone: site.timezone, nowMs, firstEventAtMs: null },
  );
  const present = timeBuckets(dimensions, today, site.timezone).at(-1)!;
  const key = JSON.stringify(present.keys);
  const isListed = buckets.some(({ keys }) => JSON.stringify(keys) === key);
  const holdsNow = range.dateFrom <= today.dateTo && today.dateTo <= range.dateTo;
  return isListed && holdsNow ? present.values[0]! : null;
}
