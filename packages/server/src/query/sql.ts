/** Plan → statement: groups the rows of each part, joins the parts, orders and limits. */
import { METRICS, type Metric } from '@purestat/vocabulary';
import type { Statement } from '../stores/event-store.ts';
import { markBit } from '../stores/visit-marks.ts';
import type { Dialect } from './dialect.ts';
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';
import { METRIC_ENTRIES, type Measure } from './metrics.ts';
import type { OnlyRows, OrderTerm, Part, Plan, Source } from './plan.ts';
import {
  dimensionNames,
  entryRows,
  eventRows,
  matchedVisitDetails,
  matchedVisitRows,
  visitRows,
} from './rows.ts';

/** Name of the column that counts the rows before limit and offset. */
export const TOTAL_ROWS = 'total_rows';

type MeasureSql = { [name in Measure]?: (dialect: Dialect, plan: Plan) => Fragment };

const VISITOR = ['day', 'visitor'];

/** Those among the rows of `known` are counted by `isFirst`; only the others need to be told apart. */
function countVisitors(known: Fragment, isFirst: Fragment, dialect: Dialect): Fragment {
  return sql`${dialect.countIf(isFirst)} + ${dialect.countDistinctIf(VISITOR, sql`NOT (${known})`)}`;
}

const OF_VISITS: MeasureSql = {
  visitors: (dialect, { mark }) => {
    if (mark === null) {
      return countVisitors(raw('only_visit OR NOT seen'), raw('only_visit AND seen'), dialect);
    }
    const isFirst = dialect.hasBit(raw('marks'), markBit(mark));
    return countVisitors(raw('marks IS NOT NULL OR NOT seen'), sql`seen AND ${isFirst}`, dialect);
  },
  pageviews: (dialect) => dialect.sum(raw('pageviews')),
  events: (dialect) => dialect.sum(raw('events')),
  visits: (dialect) => dialect.countIf(raw('began')),
  entered_visits: (dialect) => dialect.countIf(raw('began')),
  entered_bounces: (dialect) => dialect.countIf(raw('began AND is_bounce')),
  entered_pageviews: (dialect) => dialect.sum(raw('visit_pageviews')),
  entered_duration_ms: (dialect) => dialect.sum(raw('duration_ms')),
};

const OF_ENTRIES: MeasureSql = {
  entered_visits: () => raw('count(*)'),
  entered_bounces: (dialect) => dialect.countIf(raw('is_bounce')),
  entered_pageviews: (dialect) => dialect.sum(raw('pageviews')),
  entered_duration_ms: (dialect) => dialect.sum(raw('duration_ms')),
};

const OF_MATCHED: MeasureSql = {
  visits: () => raw('count(*)'),
  entered_visits: (dialect) => dialect.countIf(raw('entered')),
  entered_bounces: (dialect) => dialect.countIf(raw('entered AND is_bounce')),
  entered_pageviews: (dialect) => dialect.sum(raw('CASE WHEN entered THEN pageviews ELSE 0 END')),
  entered_duration_ms: (dialect) =>
    dialect.sum(raw('CASE WHEN entered THEN duration_ms ELSE 0 END')),
};

/** Over one row per visitor, see `perVisitor`. */
const OF_EVENTS: MeasureSql = {
  visitors: () => raw('count(*)'),
  pageviews: (dialect) => dialect.sum(raw('pageviews')),
  events: (dialect) => dialect.sum(raw('events')),
};

const OF_PAGES: MeasureSql = {
  visitors: (dialect, { mark }) =>
    mark === 'visitor'
      ? countVisitors(raw('new_on_page IS NOT NULL'), raw('new_on_page'), dialect)
      : countVisitors(raw('only_visit'), raw('only_visit AND first_on_page'), dialect),
  pageviews: (dialect) => dialect.countIf(raw('is_pageview')),
  events: () => raw('count(*)'),
};

/** Distinct visitors by grouping twice, which is faster than a distinct count. */
function perVisitor(plan: Plan, dialect: Dialect): Fragment {
  const names = raw(dimensionNames(plan));
  return sql`SELECT ${names}day, visitor, ${dialect.countIf(raw('is_pageview'))} AS pageviews, count(*) AS events FROM (${eventRows(plan, dialect)}) GROUP BY ${names}day, visitor`;
}

const SOURCES: Record<
  Source,
  { rows(plan: Plan, part: Part, dialect: Dialect): Fragment; measures: MeasureSql }
> = {
  visits: { rows: (plan, _part, dialect) => visitRows(plan, dialect), measures: OF_VISITS },
  entries: { rows: (plan, _part, dialect) => entryRows(plan, dialect), measures: OF_ENTRIES },
  events: { rows: (plan, _part, dialect) => perVisitor(plan, dialect), measures: OF_EVENTS },
  pages: { rows: (plan, _part, dialect) => eventRows(plan, dialect), measures: OF_PAGES },
  matched: {
    rows: (plan, part, dialect) =>
      part.measures.every((measure) => measure === 'visits')
        ? matchedVisitRows(plan, dialect)
        : matchedVisitDetails(plan, dialect),
    measures: OF_MATCHED,
  },
};

function partSql(part: Part, plan: Plan, dialect: Dialect): Fragment {
  const source = SOURCES[part.source];
  const measures = part.measures.map((name) => {
    const expression = source.measures[name];
    if (expression === undefined) throw new TypeError(`No ${name} over ${part.source}.`);
    return sql`${expression(dialect, plan)} AS ${raw(name)}`;
  });
  const names = dimensionNames(plan);
  const groupBy = names === '' ? raw('') : raw(` GROUP BY ${names.slice(0, -2)}`);
  return sql`SELECT ${raw(names)}${join(measures, ', ')} FROM (${source.rows(plan, part, dialect)})${groupBy}`;
}

/** The parts side by side; where one has no row for a combination of values, it counted 0 there. */
function joinedParts(plan: Plan, dialect: Dialect): Fragment {
  const parts = plan.parts.map(
    (part, index) => sql`(${partSql(part, plan, dialect)}) ${raw(`p${index}`)}`,
  );
  const measures = plan.parts
    .flatMap((part) => part.measures)
    .map((name) => raw(`coalesce(${name}, 0) AS ${name}`));
  const names = dimensionNames(plan);
  const using = raw(` USING (${names.slice(0, -2)})`);
  const from =
    names === ''
      ? join(parts, ' CROSS JOIN ')
      : parts.reduce((joined, part) => sql`${joined} FULL JOIN ${part}${using}`);
  return sql`SELECT ${raw(names)}${join(measures, ', ')} FROM ${from}`;
}

/** As it will be rounded in the answer, so that what looks equal there is a tie here. */
function orderValue(metric: Metric): string {
  const { of, per, times = 1, over = 1 } = METRIC_ENTRIES[metric];
  if (per === undefined) return of;
  return `round(${of} * ${times}.0 / nullif(${per} * ${over}, 0), ${METRICS[metric].decimals})`;
}

function orderSql({ by, direction }: OrderTerm): Fragment {
  const value = 'metric' in by ? orderValue(by.metric) : `d${by.dimension}`;
  return raw(`${value} ${direction === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`);
}

function onlySql({ places, values }: OnlyRows, dialect: Dialect): Fragment {
  const rows = values.map((row) =>
    allOf(row.map((value, index) => sql`${raw(`d${places[index]!}`)} = ${dialect.text(value)}`)),
  );
  return rows.length === 0 ? raw('false') : join(rows, ' OR ');
}

/** The one statement that counts everything the plan asks for. */
export function planToStatement(plan: Plan, dialect: Dialect): Statement {
  let text = joinedParts(plan, dialect);
  if (plan.only !== undefined) {
    text = sql`SELECT * FROM (${text}) WHERE ${onlySql(plan.only, dialect)}`;
  }
  if (plan.limit !== undefined) {
    text = sql`SELECT *, count(*) OVER () AS ${raw(TOTAL_ROWS)} FROM (${text})`;
  }
  if (plan.order.length > 0) text = sql`${text} ORDER BY ${join(plan.order.map(orderSql), ', ')}`;
  if (plan.limit !== undefined) text = sql`${text} LIMIT ${plan.limit} OFFSET ${plan.offset ?? 0}`;
  return text.toStatement();
}
