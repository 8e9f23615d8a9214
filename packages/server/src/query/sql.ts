/** Plan → statement: groups the rows of each part, puts the parts together, orders and limits. */
import type { AnyMetric } from '@purestat/vocabulary';
import type { Statement } from '../stores/event-store.ts';
import { besideSql } from './beside.ts';
import type { Dialect } from './dialect.ts';
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';
import { figureRows } from './figure-rows.ts';
import { decimalsOf, isAddedUp, metricEntry, notCounted, type Measure } from './metrics.ts';
import { isTimeDimension } from './parts.ts';
import type { Base, OnlyRows, OrderTerm, Part, Plan } from './plan.ts';
import { dimensionNames } from './rows.ts';
import { measureOf, SOURCES } from './sources.ts';

/** Name of the column that counts the rows before limit and offset. */
export const TOTAL_ROWS = 'total_rows';

/** The measures of the part, and nothing for the other ones, so that parts can be put together. */
function partSql(part: Part, whole: Plan, dialect: Dialect): Fragment {
  const { source } = part;
  if (source === 'figures') {
    return figureRows({ plan: whole, part, measures: measuresIn(whole), dialect });
  }
  const { range = whole.range, except = whole.except } = part;
  const plan = { ...whole, range, except };
  const measures = measuresIn(plan).map((name) => {
    if (!part.measures.includes(name)) return raw(`${notCounted(name)} AS ${name}`);
    const expression = measureOf(source, name);
    if (expression === undefined) throw new TypeError(`No ${name} over ${part.source}.`);
    return sql`${expression(dialect, plan)} AS ${raw(name)}`;
  });
  const own = part.filter === undefined ? plan : { ...plan, filter: part.filter };
  return sql`SELECT ${raw(dimensionNames(plan))}${join(measures, ', ')} FROM (${SOURCES[source].rows(own, part, dialect)})${groupBy(plan)}`;
}

export const measuresIn = (plan: Plan): Measure[] => [
  ...new Set([
    ...plan.parts.flatMap((part) => part.measures),
    ...plan.unanswered,
    ...(hasBaseAmongParts(plan) ? (['base_visitors'] as const) : []),
  ]),
];

function groupBy(plan: Plan): Fragment {
  const names = dimensionNames(plan);
  return names === '' ? raw('') : raw(` GROUP BY ${names.slice(0, -2)}`);
}

/** The parts put together by the dimensions; where one has no row for a combination of values, it counted 0 there. */
export function allParts(plan: Plan, dialect: Dialect): Fragment {
  const parts = plan.parts.map((part) => partSql(part, plan, dialect));
  if (hasBaseAmongParts(plan)) parts.push(basePart(plan, plan.base.plan, dialect));
  const [first, ...others] = plan.parts;
  if (first?.figures?.sums !== undefined) {
    return withSums(plan, parts[0]!, others.length === 0 ? null : parts.slice(1), dialect);
  }
  // Figures are still to be added up.
  if (parts.length === 1 && plan.parts[0]!.source !== 'figures') return parts[0]!;
  const measures = measuresIn(plan).map((name) => {
    const column = raw(`p.${name}`);
    const together = isAddedUp(name) ? dialect.sum(column) : sql`max(${column})`;
    return sql`${together} AS ${raw(name)}`;
  });
  return sql`SELECT ${raw(dimensionNames(plan))}${join(measures, ', ')} FROM (${join(parts, ' UNION ALL ')}) p${groupBy(plan)}`;
}

/**
 * Sums have each value once: what the other parts count of it is laid beside it, which costs less
 * than to group all of them again.
 */
function withSums(
  plan: Plan,
  sums: Fragment,
  others: Fragment[] | null,
  dialect: Dialect,
): Fragment {
  if (others === null) return sums;
  const names = measuresIn(plan);
  const rest = names.map((name) => {
    const column = raw(`p.${name}`);
    return sql`${isAddedUp(name) ? dialect.sum(column) : sql`max(${column})`} AS ${raw(name)}`;
  });
  const together = names.map((name) =>
    raw(
      isAddedUp(name)
        ? `coalesce(s.${name}, 0) + coalesce(o.${name}, 0) AS ${name}`
        : `coalesce(o.${name}, s.${name}) AS ${name}`,
    ),
  );
  return sql`SELECT coalesce(s.d0, o.d0) AS d0, ${join(together, ', ')} FROM (${sums}) s FULL OUTER JOIN (SELECT d0, ${join(rest, ', ')} FROM (${join(others, ' UNION ALL ')}) p GROUP BY d0) o ON s.d0 = o.d0`;
}

/** Rows of time are there whether or not anybody converted, and so are those who might have. */
function hasBaseAmongParts(plan: Plan): plan is Plan & { base: Base } {
  return plan.base !== null && plan.base !== 'own' && plan.dimensions.every(isTimeDimension);
}

function basePart(plan: Plan, base: Plan, dialect: Dialect): Fragment {
  const measures = measuresIn(plan).map((name) =>
    raw(name === 'base_visitors' ? `visitors AS ${name}` : `${notCounted(name)} AS ${name}`),
  );
  return sql`SELECT ${raw(dimensionNames(plan))}${join(measures, ', ')} FROM (${allParts(base, dialect)})`;
}

/** Those who might have converted beside every row: the same number for all rows of the same values. */
function withBase(rows: Fragment, plan: Plan, dialect: Dialect): Fragment {
  const { base } = plan;
  if (base === null || hasBaseAmongParts(plan)) return rows;
  if (base === 'own') return sql`SELECT r.*, r.visitors AS base_visitors FROM (${rows}) r`;
  const names = base.places.map((_, index) => raw(`d${index} AS b${index}, `));
  const visitors = sql`SELECT ${join(names, '')}visitors AS base_visitors FROM (${allParts(base.plan, dialect)})`;
  const on = base.places.map((place, index) => raw(`b.b${index} = r.d${place}`));
  const joined =
    on.length === 0
      ? sql` CROSS JOIN (${visitors}) b`
      : sql` LEFT JOIN (${visitors}) b ON ${allOf(on)}`;
  return sql`SELECT r.*, coalesce(b.base_visitors, 0) AS base_visitors FROM (${rows}) r${joined}`;
}

/** As it will be rounded in the answer, so that what looks equal there is a tie here. */
function orderValue(metric: AnyMetric, queryVisitors: number): string {
  const entry = metricEntry(metric);
  if ('text' in entry) {
    if (entry.orderedBy === null) throw new TypeError(`Rows have no order by ${metric}.`);
    return entry.orderedBy;
  }
  const { of, per, times = 1, over = 1 } = entry;
  if (per === undefined) return of;
  const divisor = per === 'query_visitors' ? String(queryVisitors) : per;
  const scale = 10 ** decimalsOf(metric);
  // In whole steps of the last place; half a step counts as one.
  return `floor((2e0 * ${of} * ${times * scale} + ${divisor} * ${over}) / nullif(2e0 * ${divisor} * ${over}, 0))`;
}

function orderSql({ by, direction }: OrderTerm): Fragment {
  const value = 'metric' in by ? orderValue(by.metric, by.queryVisitors ?? 0) : `d${by.dimension}`;
  return raw(`${value} ${direction === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`);
}

function onlySql({ places, values }: OnlyRows, dialect: Dialect): Fragment {
  if (values.length === 0) return raw('false');
  // Of thousands of conditions ClickHouse makes a tree, of a list of values it does not.
  if (places.length === 1) return dialect.anyOf(raw(`d${places[0]!}`), values.flat());
  const columns = raw(places.map((place) => `d${place}`).join(', '));
  const rows = values.map((row) => sql`(${join(row.map(dialect.text), ', ')})`);
  return sql`(${columns}) IN (${join(rows, ', ')})`;
}

function withOthers(rows: Fragment, { beside }: Plan, dialect: Dialect): Fragment {
  if (beside === undefined) return rows;
  const measures = [...measuresIn(beside), ...(beside.base === null ? [] : ['base_visitors'])];
  const others = withBase(allParts(beside, dialect), beside, dialect);
  return besideSql(rows, others, { dimensions: beside.dimensions.length, measures });
}

/** The one statement that counts everything the plan asks for. */
export function planToStatement(plan: Plan, dialect: Dialect): Statement {
  let text = withOthers(withBase(allParts(plan, dialect), plan, dialect), plan, dialect);
  if (plan.only !== undefined) {
    text = sql`SELECT * FROM (${text}) WHERE ${onlySql(plan.only, dialect)}`;
  }
  if (plan.limit !== undefined && plan.countsRows !== false) {
    text = sql`SELECT *, count(*) OVER () AS ${raw(TOTAL_ROWS)} FROM (${text})`;
  }
  if (plan.order.length > 0) text = sql`${text} ORDER BY ${join(plan.order.map(orderSql), ', ')}`;
  if (plan.limit !== undefined) text = sql`${text} LIMIT ${plan.limit} OFFSET ${plan.offset ?? 0}`;
  return text.toStatement();
}
