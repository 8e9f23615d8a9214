/** Rows of the figures that sealing kept: SQL for the part of a plan that reads them. */
import { figureCode, isLongDimension } from '../stores/figure-tables.ts';
import type { Dialect } from './dialect.ts';
import { dimensionEntry } from './dimensions.ts';
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';
import { notCounted, type Measure } from './metrics.ts';
import type { Part, Plan } from './plan.ts';
import { inSpan } from './rows.ts';

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

/** A row of the part: one kept number for each measure, nothing for those of other parts. */
function rowsOf(
  table: string,
  conditions: Fragment[],
  { plan, part, measures, dialect }: Reading,
): Fragment {
  const present = raw(`(${part.figures!.present.map((name) => `f.${name} > 0`).join(' OR ')})`);
  const columns = measures.map((name) =>
    part.measures.includes(name) ? `f.${name} AS ${name}` : `${notCounted(name)} AS ${name}`,
  );
  return sql`SELECT ${dimensionColumns(plan, dialect)}${raw(columns.join(', '))} FROM ${raw(table)} f WHERE ${allOf([...conditions, present])}`;
}

interface Reading {
  plan: Plan;
  part: Part;
  /** Columns of the rows. */
  measures: readonly Measure[];
  dialect: Dialect;
}

/**
 * The kept rows of the part's days, and of its months where there are such; still to be added up. A
 * row in which nothing that its source counts has occurred is none.
 */
export function figureRows(reading: Reading): Fragment {
  const { dimension, value, days, months, sums } = reading.part.figures!;
  const { plan, dialect } = reading;
  if (sums !== undefined) return rowsOf(sums, [], reading);
  const scope = [
    sql`f.site = ${dialect.site(plan.site)}`,
    sql`f.dimension = ${raw(String(figureCode(dimension)))}`,
    ...(value === null ? [] : [sql`f.value = ${dialect.text(value)}`]),
  ];
  const rows: Fragment[] = [];
  if (days.length > 0) {
    const table = isLongDimension(dimension) ? 'day_figures_long' : 'day_figures';
    const spans = days.map((span) => inSpan(DAY, span, dialect));
    rows.push(rowsOf(table, [...scope, sql`(${join(spans, ' OR ')})`], reading));
  }
  if (months.length > 0) {
    const firsts = months.map((month) => inSpan(DAY, [month, month], dialect));
    const inMonths = [...scope, sql`(${join(firsts, ' OR ')})`];
    rows.push(rowsOf('month_figures_long', inMonths, reading));
  }
  return join(rows, ' UNION ALL ');
}
