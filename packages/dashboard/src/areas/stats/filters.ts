/**
 * The filters of a view. There is at most one per (dimension, operator): its values are
 * alternatives, and all filters must hold, as the object form of the stats API has it.
 * In the address each is one `f` parameter: `f=is,country,US,DE` (`\` before a comma in a value).
 */
import { FILTER_OPERATORS, type FilterOperator, type Filters } from '@purestat/vocabulary';
import { DIMENSIONS, isFilterDimension, type FilterDimension } from './dimensions.ts';

export interface Filter {
  readonly dimension: FilterDimension;
  readonly operator: FilterOperator;
  /** At least one; any of them. */
  readonly values: readonly string[];
}

export const OPERATOR_WORDS: Record<FilterOperator, string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  contains_not: 'does not contain',
  matches: 'matches',
  matches_not: 'does not match',
};

const MAX_VALUE_LENGTH = 2_000;

function sameSlot(a: Filter, b: Filter): boolean {
  return a.dimension === b.dimension && a.operator === b.operator;
}

/** Puts the filter in the place of the one with its dimension and operator, or at the end. */
export function setFilter(filters: readonly Filter[], filter: Filter): Filter[] {
  const known = filters.some((other) => sameSlot(other, filter));
  if (!known) return [...filters, filter];
  return filters.map((other) => (sameSlot(other, filter) ? filter : other));
}

/** Adds the values to the filter with the same dimension and operator, or adds the filter. */
export function extendFilter(filters: readonly Filter[], filter: Filter): Filter[] {
  const known = filters.find((other) => sameSlot(other, filter));
  const values = [...new Set([...(known?.values ?? []), ...filter.values])];
  return setFilter(filters, { ...filter, values });
}

export function removeFilter(filters: readonly Filter[], filter: Filter): Filter[] {
  return filters.filter((other) => !sameSlot(other, filter));
}

export function isFilteredBy(
  filters: readonly Filter[],
  dimension: FilterDimension,
  value: string,
): boolean {
  return filters.some(
    (filter) =>
      filter.dimension === dimension && filter.operator === 'is' && filter.values.includes(value),
  );
}

/** The filters as the stats API takes them. */
export function toWire(filters: readonly Filter[]): Filters | undefined {
  if (filters.length === 0) return undefined;
  const wire: Record<string, Partial<Record<FilterOperator, readonly string[]>>> = {};
  for (const { dimension, operator, values } of filters) {
    wire[dimension] = { ...wire[dimension], [operator]: values };
  }
  return wire;
}

export function formatFilter({ dimension, operator, values }: Filter): string {
  return [operator, dimension, ...values.map((value) => value.replaceAll(/[\\,]/g, '\\$&'))].join(
    ',',
  );
}

/** Splits at commas without a backslash before them. */
function splitEscaped(text: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === ',') parts.push('');
    else if (character === '\\' && at + 1 < text.length) parts[parts.length - 1] += text[++at]!;
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** @returns the filter, or a sentence that says what is wrong with the text */
export function parseFilter(text: string): Filter | string {
  const [operator = '', dimension = '', ...values] = splitEscaped(text);
  const kept = [...new Set(values.filter((value) => value !== ''))];
  if (!isOperator(operator)) {
    return `“${text}” begins with “${operator}”; a filter begins with ${listOf(FILTER_OPERATORS)}.`;
  }
  if (!isFilterDimension(dimension)) {
    return `“${text}” names “${dimension}”, which is not one of ${listOf([...Object.keys(DIMENSIONS), 'props:KEY'])}.`;
  }
  if (kept.length === 0) return `“${text}” names no value.`;
  if (kept.some((value) => value.length > MAX_VALUE_LENGTH)) {
    return `A value of the ${dimension} filter is longer than ${MAX_VALUE_LENGTH} characters.`;
  }
  return { operator, dimension, values: kept };
}

function isOperator(name: string): name is FilterOperator {
  return FILTER_OPERATORS.some((operator) => operator === name);
}

function listOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
