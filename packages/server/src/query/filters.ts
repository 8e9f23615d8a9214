/** What a filter means, as METRICS.md says it: one place for all operators. */
import { DIMENSION_ENTRIES } from './dimensions.ts';
import type { Dialect } from './dialect.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';
import type { Dimension, FilterOperator, TimeDimension } from '@purestat/vocabulary';

export interface Filter {
  dimension: Exclude<Dimension, TimeDimension>;
  operator: FilterOperator;
  /** Any of them; for the `_not` operators none of them. */
  values: readonly string[];
}

/** Characters that mean something in RE2. */
const SPECIAL = /[\\^$.|?*+()[\]{}]/g;
const quote = (text: string) => text.replaceAll(SPECIAL, String.raw`\$&`);

export const hasWildcard = (value: string) => value.includes('*');

/** A path with `*` (one or more characters but `/`) and `**` (any characters) as a regular expression. */
export function pathPattern(path: string): string {
  return path
    .split('**')
    .map((part) => part.split('*').map(quote).join('[^/]+'))
    .join('.*');
}

/**
 * @param column overrides where the value lies, as when a pathname filter speaks of the entry page
 * @returns a condition that is never null
 */
export function filterCondition(filter: Filter, dialect: Dialect, column?: string): Fragment {
  const entry = DIMENSION_ENTRIES[filter.dimension];
  if (entry.kind === 'time') throw new TypeError('There are no filters on time.');
  const value = raw(column ?? entry.column);
  const isNegated = filter.operator.endsWith('_not');
  const conditions = filter.operator.startsWith('contains')
    ? filter.values.map((text) => containsCondition(value, text, entry.missing, dialect))
    : isConditions(value, filter.values, { ...entry, dialect });
  const any = sql`(${join(conditions, ' OR ')})`;
  return isNegated ? sql`NOT ${any}` : any;
}

/** A missing value matches only the very text that stands for it. */
function containsCondition(
  value: Fragment,
  text: string,
  missing: string | null,
  dialect: Dialect,
): Fragment {
  const contains = dialect.contains(value, text);
  return missing !== null && text.toLowerCase() === missing.toLowerCase()
    ? sql`${contains} OR ${value} = ''`
    : contains;
}

function isConditions(
  value: Fragment,
  texts: readonly string[],
  entry: { missing: string | null; wildcards?: boolean; dialect: Dialect },
): Fragment[] {
  const isPattern = (text: string) => entry.wildcards === true && hasWildcard(text);
  const exact = texts.filter((text) => !isPattern(text));
  if (entry.missing !== null && exact.includes(entry.missing)) exact.push('');
  const conditions = texts
    .filter(isPattern)
    .map((text) => entry.dialect.fullyMatches(value, pathPattern(text)));
  if (exact.length > 0) conditions.unshift(entry.dialect.anyOf(value, exact));
  return conditions;
}
