/** What a filter means, as METRICS.md says it: one place for the tree and all operators. */
import type { ValueEntry } from './dimensions.ts';
import type { Dialect } from './dialect.ts';
import { entryOf, type FilterLeaf, type FilterNode, type ScrolledNode } from './filter-tree.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';

/** Characters that mean something in RE2. */
const SPECIAL = /[\\^$.|?*+()[\]{}]/g;
const quote = (text: string) => text.replaceAll(SPECIAL, String.raw`\$&`);

export const hasWildcard = (value: string) => value.includes('*');

/** `/blog/**`, which is found without a regular expression, and so much faster. */
const isPrefix = (path: string) => /^[^*]*\*\*$/.test(path);

/** A path with `*` (one or more characters but `/`) and `**` (any characters) as a regular expression. */
export function pathPattern(path: string): string {
  return path
    .split('**')
    .map((part) => part.split('*').map(quote).join('[^/]+'))
    .join('.*');
}

/** Where a filter finds what it speaks of, in the rows it chooses from. */
export interface FilterRows {
  dialect: Dialect;
  /** Value of a dimension, '' where there is none; never null. */
  valueOf(entry: ValueEntry): Fragment;
  /** The same, of the event itself, where another page stands in for its own. */
  ownValueOf(entry: ValueEntry): Fragment;
  /** Whether the row's visit holds an event that meets the tree. */
  hasDone(part: FilterNode): Fragment;
  /** Whether the row, a pageview, is where its visit scrolled as far. */
  scrolled(node: ScrolledNode): Fragment;
}

/** @returns a condition that is never null */
export function treeCondition(node: FilterNode, rows: FilterRows): Fragment {
  switch (node.kind) {
    case 'and':
    case 'or':
      return combined(
        node.kind,
        node.parts.map((part) => treeCondition(part, rows)),
      );
    case 'not':
      return sql`NOT ${treeCondition(node.part, rows)}`;
    case 'has_done':
      return rows.hasDone(node.part);
    case 'scrolled':
      return rows.scrolled(node);
    case 'goal': {
      const events = { ...rows, valueOf: rows.ownValueOf };
      const met = node.goals.map((goal) => treeCondition(goal.condition, events));
      const any = combined('or', met);
      return node.negated ? sql`NOT ${any}` : any;
    }
    default:
      return leafCondition(node, rows);
  }
}

/** Parenthesised, so that it may stand anywhere. */
function combined(kind: 'and' | 'or', conditions: readonly Fragment[]): Fragment {
  if (conditions.length === 0) return raw(kind === 'and' ? 'true' : 'false');
  return sql`(${join(conditions, kind === 'and' ? ' AND ' : ' OR ')})`;
}

function leafCondition(leaf: FilterLeaf, rows: FilterRows): Fragment {
  const entry = entryOf(leaf);
  const value = rows.valueOf(entry);
  const any = combined('or', anyOfValues(leaf, value, entry, rows.dialect));
  return leaf.operator.endsWith('_not') ? sql`NOT ${any}` : any;
}

function anyOfValues(
  { operator, values }: FilterLeaf,
  value: Fragment,
  entry: ValueEntry,
  dialect: Dialect,
): Fragment[] {
  switch (operator) {
    case 'contains':
    case 'contains_not':
      return values.map((text) => containsCondition(value, text, entry.missing, dialect));
    case 'matches':
    case 'matches_not':
      return values.map((pattern) => matchesCondition(value, pattern, entry.missing, dialect));
    default:
      return isConditions(value, values, { ...entry, dialect });
  }
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

/** A pattern speaks of values that are there; for those that are not there is the very text that stands for them. */
function matchesCondition(
  value: Fragment,
  pattern: string,
  missing: string | null,
  dialect: Dialect,
): Fragment {
  const matches = dialect.matches(value, pattern);
  if (missing === null) return matches;
  return pattern === missing
    ? sql`(${value} = '' OR ${matches})`
    : sql`(${value} <> '' AND ${matches})`;
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
    .map((text) =>
      isPrefix(text)
        ? entry.dialect.startsWith(value, text.slice(0, -2))
        : entry.dialect.fullyMatches(value, pathPattern(text)),
    );
  if (exact.length > 0) conditions.unshift(entry.dialect.anyOf(value, exact));
  return conditions;
}
