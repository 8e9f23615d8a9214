/** What another range counted of the same values, beside each row: for lists too long to ask for it value by value. */
import type { ResultRow } from '../stores/event-store.ts';
import { allOf, join, raw, sql, type Fragment } from './fragment.ts';

const PREFIX = 'before_';
/** Null where the other range counted nothing. */
const COUNTED = 'counted';

/**
 * @param dimensions how many the rows have, none of them of time
 * @param measures columns of `others`
 */
export function besideSql(
  rows: Fragment,
  others: Fragment,
  { dimensions, measures }: { dimensions: number; measures: readonly string[] },
): Fragment {
  const names = [...measures, COUNTED].map((name) => raw(`o.${name} AS ${PREFIX}${name}`));
  const on = Array.from({ length: dimensions }, (_, place) => raw(`o.d${place} = r.d${place}`));
  const marked = sql`SELECT *, 1 AS ${raw(COUNTED)} FROM (${others})`;
  // In a query of its own, for an order by names that both sides have.
  return sql`SELECT * FROM (SELECT r.*, ${join(names, ', ')} FROM (${rows}) r LEFT JOIN (${marked}) o ON ${allOf(on)})`;
}

/** @returns the row that stands beside this one; none where nothing was counted */
export function rowsBeside(row: ResultRow): ResultRow[] {
  if (row[PREFIX + COUNTED] === null) return [];
  const other: ResultRow = {};
  for (const [name, value] of Object.entries(row)) {
    if (/^d\d$/.test(name)) other[name] = value;
    else if (name.startsWith(PREFIX)) other[name.slice(PREFIX.length)] = value;
  }
  return [other];
}
