/** Plan → statement: groups the rows of each part, puts the parts together, orders and limits. */
import { METRICS, type Metric } from '@purestat/vocabulary';
import type { Statement } from '../stores/event-store.ts';
import type { Dialect } from './dialect.ts';
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';
import { figuresSql } from './figure-rows.ts';
import { METRIC_ENTRIES, type Measure } from './metrics.ts';
import type { OnlyRows, OrderTerm, Part, Plan } from './plan.ts';
import { dimensionNames } from './rows.ts';
import { SOURCES } from './sources.ts';

/** Name of the column that counts the rows before limit and offset. */
export const TOTAL_ROWS = 'total_rows';

/** The measures of the part, and nothing for the other ones, so that parts can be put together. */
function partSql(part: Part, whole: Plan, dialect: Dialect): Fragment {
  if (part.source === 'figures') return figuresSql(whole, part, measuresIn(whole), dialect);
  const source = SOURCES[part.source];
  const { range = whole.range, except = [] } = part;
  const plan = { ...whole, range, except };
  const measures = measuresIn(plan).map((name) => {
    if (!part.measures.includes(name)) return raw(`0 AS ${name}`);
    const expression = source.measures[name];
    if (expression === undefined) throw new TypeError(`No ${name} over ${part.source}.`);
    return sql`${expression(dialect, plan)} AS ${raw(name)}`;
  });
  const names = dimensionNames(plan);
  const groupBy = names === '' ? raw('') : raw(` GROUP BY ${names.slice(0, -2)}`);
  return sql`SELECT ${raw(names)}${join(measures, ', ')} FROM (${source.rows(plan, part, dialect)})${groupBy}`;
}

const measuresIn = (plan: Plan): Measure[] => [
  ...new Set(plan.parts.flatMap((part) => part.measures)),
];

/** The parts put together by the dimensions; where one has no row for a combination of values, it counted 0 there. */
function allParts(plan: Plan, dialect: Dialect): Fragment {
  const parts = plan.parts.map((part) => partSql(part, plan, dialect));
  if (parts.length === 1) return parts[0]!;
  const measures = measuresIn(plan).map(
    (name) => sql`${dialect.sum(raw(`p.${name}`))} AS ${raw(name)}`,
  );
  const names = dimensionNames(plan);
  const groupBy = names === '' ? raw('') : raw(` GROUP BY ${names.slice(0, -2)}`);
  return sql`SELECT ${raw(names)}${join(measures, ', ')} FROM (${join(parts, ' UNION ALL ')}) p${groupBy}`;
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
  let text = allParts(plan, dialect);
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
