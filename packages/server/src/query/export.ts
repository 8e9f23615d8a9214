/**
 * A stats query whose rows may be any number: the same rows as `run.ts` gives, in the same order, but
 * streamed from the store and shaped batch by batch. Called by the area that serves exports.
 */
import type { Dimension } from '@purestat/vocabulary';
import { rowsBeside } from './beside.ts';
import { timeBuckets } from './buckets.ts';
import { dialectOf } from './dialects.ts';
import { parseQuery, type ParsedQuery } from './parse.ts';
import { isTimeDimension } from './parts.ts';
import { planQuery, type Plan } from './plan.ts';
import { PlanRunner } from './plan-runner.ts';
import {
  answerQuery,
  countComparedRows,
  listOrder,
  planInput,
  queryVisitors,
  rangesOf,
  type RunContext,
  type StatsContext,
} from './run.ts';
import { shapeRows, type AnswerRow, type NamedMetric, type ShapeInput } from './shape.ts';
import { planToStatement } from './sql.ts';
import type { ResultRow } from '../stores/event-store.ts';
import type { TimeRange } from './time.ts';

export interface StatsExport {
  /** In the order asked for. */
  dimensions: readonly Dimension[];
  metrics: readonly NamedMetric[];
  /** Whether each row has a `comparison`. */
  isCompared: boolean;
  /** To be read once; ending it ends the query. */
  rows: AsyncIterable<readonly AnswerRow[]>;
}

const DEFAULTS = {
  metrics: ['visitors', 'pageviews', 'bounce_rate', 'avg_duration'],
  dimensions: ['date'],
};
const MAX_ROWS = 1_000_000_000;
/** Rows whose counterparts are asked for at once, where they do not come beside them. */
const COMPARED_AT_ONCE = 1_000;

/**
 * @param body a stats query; without metrics or dimensions it has those of a plain export
 * @throws AppError VALIDATION_ERROR that lists what is allowed
 */
export function openStatsExport(
  asked: StatsContext,
  body: Readonly<Record<string, unknown>>,
): StatsExport {
  const limits = { max: MAX_ROWS, fallback: MAX_ROWS };
  const query = parseQuery({ ...DEFAULTS, ...body }, asked, { limits });
  const context: RunContext = { ...asked, plans: new PlanRunner(asked) };
  const { dimensions, metrics } = query;
  // Refused before anything is answered.
  rangesOf(context, query);
  const rows = dimensions.every(isTimeDimension)
    ? boundedRows(context, query)
    : listedRows(context, query);
  return { dimensions, metrics, isCompared: query.compare !== null, rows };
}

/** Rows of time are few; without dimensions the totals are the one row. */
async function* boundedRows(
  context: RunContext,
  query: ParsedQuery,
): AsyncGenerator<readonly AnswerRow[]> {
  const answer = await answerQuery(context, query, context.plans);
  if (query.dimensions.length > 0) return yield answer.dimensions as AnswerRow[];
  const { metrics, comparison } = answer;
  yield [{ ...metrics, ...(comparison !== undefined && { comparison }) }];
}

async function* listedRows(
  context: RunContext,
  query: ParsedQuery,
): AsyncGenerator<readonly AnswerRow[]> {
  const { range, compared } = rangesOf(context, query);
  const order = await listOrder(context, query, range);
  const beside = besideOf(context, query, compared);
  const plan = {
    ...planQuery({
      ...planInput(context, query, range),
      order,
      ...(query.limit < MAX_ROWS || query.offset > 0 ? pageOf(query) : {}),
    }),
    ...(beside && { beside }),
  };
  const shape = await shaper(context, query, { range, compared, isBeside: beside !== undefined });
  const batches = streamOf(context, plan);
  const isAskedFor = compared !== null && beside === undefined;
  for await (const batch of isAskedFor ? regrouped(batches) : batches) yield await shape(batch);
}

/**
 * What the rows are compared with, where it can stand beside them. Rows of time have theirs in
 * another bucket; of few rows it is asked for by their values.
 */
function besideOf(
  context: RunContext,
  query: ParsedQuery,
  compared: TimeRange | null,
): Plan | undefined {
  if (compared === null || query.limit <= COMPARED_AT_ONCE) return undefined;
  if (query.dimensions.some(isTimeDimension)) return undefined;
  const plan = planQuery(planInput(context, query, compared));
  return plan.parts.length === 0 ? undefined : plan;
}

const pageOf = ({ limit, offset }: ParsedQuery) => ({ limit, offset, countsRows: false });

function streamOf({ store, site, signal }: RunContext, plan: Plan): AsyncIterable<ResultRow[]> {
  if (plan.parts.length === 0) return none();
  const statement = planToStatement(plan, dialectOf(store));
  return store.stream(statement, { site: site.number, ...(signal && { signal }) });
}

async function* none(): AsyncGenerator<ResultRow[]> {
  // Where nothing can be counted there are no rows.
}

/** Batches of a size that is worth a question about their counterparts. */
async function* regrouped(batches: AsyncIterable<ResultRow[]>): AsyncGenerator<ResultRow[]> {
  let rows: ResultRow[] = [];
  for await (const batch of batches) {
    rows = rows.length === 0 ? batch : [...rows, ...batch];
    for (; rows.length >= COMPARED_AT_ONCE; rows = rows.slice(COMPARED_AT_ONCE)) {
      yield rows.slice(0, COMPARED_AT_ONCE);
    }
  }
  if (rows.length > 0) yield rows;
}

interface Ranges {
  range: TimeRange;
  compared: TimeRange | null;
  /** Whether what rows are compared with comes beside them. */
  isBeside: boolean;
}

/** @returns makes rows of the answer of a batch; what they have in common is asked for once */
async function shaper(
  context: RunContext,
  query: ParsedQuery,
  { range, compared, isBeside }: Ranges,
) {
  const { dimensions, metrics } = query;
  const { timezone } = context.site;
  const timePlaces = dimensions.flatMap((name, place) => (isTimeDimension(name) ? [place] : []));
  const bucketsOf = (of: TimeRange) =>
    timePlaces.length === 0 ? [] : timeBuckets(dimensions.filter(isTimeDimension), of, timezone);
  const common: Omit<ShapeInput, 'rows'> = {
    dimensions,
    metrics,
    timezone,
    timePlaces,
    buckets: bucketsOf(range),
    queryVisitors: await queryVisitors(context, query, range),
  };
  if (compared === null) return async (rows: ResultRow[]) => shapeRows({ ...common, rows });
  const earlier = {
    queryVisitors: await queryVisitors(context, query, compared),
    buckets: bucketsOf(compared),
  };
  return async (rows: ResultRow[]) => {
    const counterparts = isBeside
      ? rows.flatMap(rowsBeside)
      : await countComparedRows(context, query, compared, { rows, timePlaces });
    return shapeRows({ ...common, rows, compared: { ...earlier, rows: counterparts } });
  };
}
