/**
 * A stats request from body to answer: parse → plan → SQL → run → shape.
 * Called by the areas that serve figures.
 */
import type { AnyMetricValue, Comparison, StatsAnswer } from '@purestat/vocabulary';
import { invalidField } from '../errors.ts';
import type { SiteContext } from '../site-context.ts';
import type { LiveSites } from '../live/index.ts';
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { timeBuckets, type TimeBucket } from './buckets.ts';
import { isKeptByDay } from './day-plans.ts';
import type { GoalDefinition } from './goals.ts';
import { hasOrder } from './metrics.ts';
import { numbersOf, propertyMetric, valuesOf } from './numbers.ts';
import { parseQuery, tooFine, type ParsedQuery } from './parse.ts';
import { isTimeDimension } from './parts.ts';
import type { OnlyRows, OrderTerm, PlanInput } from './plan.ts';
import {
  compareMetrics,
  fillGaps,
  metricsOf,
  shapeRows,
  sortRows,
  type AnswerRow,
  type NamedMetric,
} from './shape.ts';
import { PlanRunner } from './plan-runner.ts';
import { TOTAL_ROWS } from './sql.ts';
import { compareRange, periodRange, type TimeRange } from './time.ts';

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
  /** Who counts live figures as events come; without it the store does. */
  live?: Pick<LiveSites, 'read'>;
}

export interface RunContext extends StatsContext {
  plans: PlanRunner;
}

type Answer = StatsAnswer<AnyMetricValue>;

/** @throws AppError VALIDATION_ERROR that lists what is allowed */
export function runStats(context: StatsContext, body: unknown): Promise<Answer> {
  return answerQuery(context, parseQuery(body, context));
}

/** Answers a parsed query. @param plans shared by the queries of one request */
export async function answerQuery(
  asked: StatsContext,
  query: ParsedQuery,
  plans = new PlanRunner(asked),
): Promise<Answer> {
  const context: RunContext = { ...asked, plans };
  const { site } = context;
  const { range, compared } = rangesOf(context, query);
  const [totals, earlier, { rows, totalRows, partialBucket }] = await Promise.all([
    countTotals(context, query, range),
    compared === null ? undefined : countTotals(context, query, compared),
    countRows(context, query, range, compared),
  ]);
  const metrics = totalsOf(totals, query.metrics);
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
      ...propertyValues(totals, query.metrics),
    },
  };
  if (compared === null) return answer;
  const comparison: Comparison<AnyMetricValue> = {
    date_from: compared.dateFrom,
    date_to: compared.dateTo,
    ...compareMetrics(metrics, totalsOf(earlier, query.metrics), query.metrics),
  };
  return { ...answer, comparison };
}

interface Ranges {
  range: TimeRange;
  compared: TimeRange | null;
}

/** @throws AppError VALIDATION_ERROR where the range is too long for the query's dimensions */
export function rangesOf(context: StatsContext, query: ParsedQuery): Ranges {
  const { site, nowMs, firstEventAtMs } = context;
  const time = { timezone: site.timezone, nowMs, firstEventAtMs };
  const range = periodRange(query.period, time);
  // Period `all` is as long as the site is old, which only the time of asking tells.
  const refusal = tooFine(query.dimensions, range);
  if (refusal !== null) throw invalidField('dimensions', refusal);
  const compared = query.compare === null ? null : compareRange(range, query.compare, time);
  return { range, compared };
}

const visitorsOf = (totals: ResultRow | undefined) => Number(totals?.['visitors'] ?? 0);

const totalsOf = (totals: ResultRow | undefined, metrics: readonly NamedMetric[]) =>
  metricsOf(totals, metrics, visitorsOf(totals));

/** What the values are of the properties whose numbers are asked for, each key once. */
function propertyValues(totals: ResultRow | undefined, metrics: readonly NamedMetric[]) {
  const asked = metrics.flatMap(({ metric }) => propertyMetric(metric)?.key ?? []);
  const values = [...new Set(asked)].map((key) =>
    valuesOf(key, String(totals?.[numbersOf(key)] ?? '')),
  );
  return values.length === 0 ? {} : { property_values: values };
}

/** Visitors of the query without its dimensions, where a metric is a share of them. */
export async function queryVisitors(
  context: RunContext,
  query: ParsedQuery,
  range: TimeRange,
): Promise<number> {
  const isAsked = query.metrics.some(({ metric }) => metric === 'percentage');
  return isAsked ? visitorsOf(await countTotals(context, query, range)) : 0;
}

export function planInput(context: RunContext, query: ParsedQuery, range: TimeRange): PlanInput {
  return {
    site: context.site.number,
    timezone: context.site.timezone,
    range,
    dimensions: query.dimensions,
    metrics: query.metrics.map(({ metric }) => metric),
    filter: query.filter,
    kept: context.store.sealedFigures(context.site.number),
    goals: context.goals,
  };
}

/** Those that add up over days are asked for apart: with them a page's queries share statements. */
async function countTotals(
  context: RunContext,
  query: ParsedQuery,
  range: TimeRange,
): Promise<ResultRow | undefined> {
  const input = { ...planInput(context, query, range), dimensions: [] };
  const { true: ofDays = [], false: others = [] } = Object.groupBy(input.metrics, (metric) =>
    String(isKeptByDay(metric)),
  );
  const runs = [ofDays, others].filter((metrics) => metrics.length > 0);
  const rows = await Promise.all(runs.map((metrics) => context.plans.run({ ...input, metrics })));
  return Object.assign({}, ...rows.map(([row]) => row));
}

interface CountedRows {
  rows: AnswerRow[];
  totalRows: number;
  partialBucket: string | null;
}

async function countRows(
  context: RunContext,
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
  // Where no value has to be known first, both ranges are asked for at once.
  const earlier =
    compared === null || !isTimeOnly
      ? undefined
      : context.plans.run(planInput(context, query, compared));
  const [{ rows, totalRows }, visitors] = await Promise.all([
    isTimeOnly
      ? countTimeRows(context, query, range, buckets)
      : countListedRows(context, query, range),
    queryVisitors(context, query, range),
    earlier,
  ]);
  const shaped = shapeRows({
    dimensions,
    metrics,
    rows,
    queryVisitors: visitors,
    timezone: context.site.timezone,
    timePlaces,
    buckets,
    compared:
      compared === null
        ? undefined
        : {
            rows: await (earlier ??
              countComparedRows(context, query, compared, { rows, timePlaces })),
            queryVisitors: await queryVisitors(context, query, compared),
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
  context: RunContext,
  query: ParsedQuery,
  range: TimeRange,
  buckets: readonly TimeBucket[],
) {
  const counted = await context.plans.run(planInput(context, query, range));
  const rows = fillGaps(counted, buckets);
  return { rows, totalRows: rows.length };
}

/**
 * Newest first, unless told otherwise. Ordered by any of their dimensions they go by time: as texts,
 * the two hours of one name would go by their offsets.
 */
function orderTimeRows(rows: readonly AnswerRow[], query: ParsedQuery): AnswerRow[] {
  const { orderBy, orderDir } = query;
  const newestFirst = rows.toReversed();
  if (orderBy !== null && 'metric' in orderBy) {
    const { name } = query.metrics.find(({ metric }) => metric === orderBy.metric)!;
    return sortRows(newestFirst, name, orderDir ?? 'desc');
  }
  return orderDir === 'asc' ? [...rows] : newestFirst;
}

/** A list of values: the first metric descending, unless told otherwise, and limited. */
async function countListedRows(context: RunContext, query: ParsedQuery, range: TimeRange) {
  const order = await listOrder(context, query, range);
  // Made after the wait: what is kept of sealed days may have changed meanwhile.
  const input = { ...planInput(context, query, range), order };
  const { limit, offset } = query;
  const rows = await context.plans.run({ ...input, limit, offset });
  if (rows.length > 0 || offset === 0)
    return { rows, totalRows: Number(rows[0]?.[TOTAL_ROWS] ?? 0) };
  // Past the end nothing carries the number of rows.
  const one = await context.plans.run({ ...input, limit: 1, offset: 0 });
  return { rows, totalRows: Number(one[0]?.[TOTAL_ROWS] ?? 0) };
}

/** The order of a list of values, but for ties. */
export async function listOrder(
  context: RunContext,
  query: ParsedQuery,
  range: TimeRange,
): Promise<OrderTerm[]> {
  const first = query.metrics.find(({ metric }) => hasOrder(metric));
  const by = query.orderBy ?? (first === undefined ? { dimension: 0 } : { metric: first.metric });
  const isShare = 'metric' in by && by.metric === 'percentage';
  return [
    {
      by: isShare ? { ...by, queryVisitors: await queryVisitors(context, query, range) } : by,
      direction: query.orderDir ?? ('metric' in by ? 'desc' : 'asc'),
    },
  ];
}

/** Only the values that are listed, not all that there are. */
export function countComparedRows(
  context: RunContext,
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
  return context.plans.run({ ...planInput(context, query, compared), only });
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
