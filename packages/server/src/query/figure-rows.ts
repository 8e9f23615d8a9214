/** Rows of the figures that sealing kept: SQL for the part of a plan that reads them. */
import { figureCode, isLongDimension } from '../stores/figure-tables.ts';
import type { Dialect } from './dialect.ts';
import { dimensionEntry } from './dimensions.ts';
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';
import { NOT_COUNTED, type Measure } from './metrics.ts';
import type { Part, Plan } from './plan.ts';
import { dimensionNames, inSpan } from './rows.ts';

const DAY = raw('f.day');

function dimensionColumns(plan: Plan, dialect: Dialect): Fragment {
  const values = plan.dimensions.map((dimension, index) => {
    const entry = dimensionEntry(dimension);
    const bucket = entry.kind === 'time' ? entry.bucket : null;
    const value =
      bucket === null
        ? raw('f.value')
        : bucket === 'week'
          ? dialect.weekOf(DAY)
          : bucket === 'month'
            ? dialect.monthOf(DAY)
            : DAY;
    return sql`${value} AS ${raw(`d${index}`)}, `;
  });
  return join(values, '');
}

const columnsOf = ({ measures, figures }: Part) => [
  ...new Set<Measure>([...measures, ...figures!.present]),
];

function rowsOf(
  table: string,
  days: Fragment[],
  plan: Plan,
  part: Part,
  dialect: Dialect,
): Fragment {
  const { dimension, value } = part.figures!;
  const conditions = [
    sql`f.site = ${dialect.site(plan.site)}`,
    sql`f.dimension = ${raw(String(figureCode(dimension)))}`,
    sql`(${join(days, ' OR ')})`,
  ];
  if (value !== null) conditions.push(sql`f.value = ${dialect.text(value)}`);
  return sql`SELECT ${dimensionColumns(plan, dialect)}${raw(
    columnsOf(part)
      .map((name) => `f.${name}`)
      .join(', '),
  )} FROM ${raw(table)} f WHERE ${allOf(conditions)}`;
}

/** The rows' numbers added up; a row in which nothing that its source counts has occurred is none. */
export function figuresSql(
  plan: Plan,
  part: Part,
  measures: readonly Measure[],
  dialect: Dialect,
): Fragment {
  const names = dimensionNames(plan);
  const columns = measures.map((name) =>
    part.measures.includes(name)
      ? sql`${dialect.sum(raw(`f.${name}`))} AS ${raw(name)}`
      : raw(`${NOT_COUNTED[name] ?? '0'} AS ${name}`),
  );
  const present = part.figures!.present.map((name) => raw(`sum(f.${name}) > 0`));
  const groupBy =
    names === ''
      ? raw('')
      : sql` GROUP BY ${raw(names.slice(0, -2))} HAVING ${join(present, ' OR ')}`;
  return sql`SELECT ${raw(names)}${join(columns, ', ')} FROM (${figureRows(plan, part, dialect)}) f${groupBy}`;
}

/** The kept rows of the part's days, and of its months where there are such. */
function figureRows(plan: Plan, part: Part, dialect: Dialect): Fragment {
  const { dimension, days, months } = part.figures!;
  const dayTable = isLongDimension(dimension) ? 'day_figures_long' : 'day_figures';
  const rows: Fragment[] = [];
  if (days.length > 0) {
    const spans = days.map((span) => inSpan(DAY, span, dialect));
    rows.push(rowsOf(dayTable, spans, plan, part, dialect));
  }
  if (months.length > 0) {
    const firsts = months.map((month) => inSpan(DAY, [month, month], dialect));
    rows.push(rowsOf('month_figures_long', firsts, plan, part, dialect));
  }
  return join(rows, ' UNION ALL ');
}
