/** The object form of filters: `{country: "US", pathname: {contains: ["blog", "docs"]}}`. */
import { FILTER_OPERATORS, TIME_DIMENSIONS, type FilterOperator } from '@purestat/vocabulary';
import { DIMENSION_ENTRIES } from './dimensions.ts';
import {
  EVERYTHING,
  type FilterDimension,
  type FilterLeaf,
  type FilterNode,
} from './filter-tree.ts';
import { isObject, type Issues } from './issues.ts';
import { notAllowed } from './suggest.ts';

const MAX_VALUES = 500;
const MAX_VALUE_LENGTH = 2_000;

export const FILTER_NAMES = Object.keys(DIMENSION_ENTRIES).filter(
  (name) => name !== 'goal' && !(TIME_DIMENSIONS as readonly string[]).includes(name),
);

const isFilterName = (name: string): name is FilterDimension => FILTER_NAMES.includes(name);
const isOperator = (name: string): name is FilterOperator =>
  (FILTER_OPERATORS as readonly string[]).includes(name);

/** Filters of the body; what is wrong with them is added to the issues. */
export function parseFilters(value: unknown, issues: Issues): FilterNode {
  if (value === undefined || value === null) return EVERYTHING;
  if (!isObject(value)) {
    issues.add('filters', 'must be an object, such as {"country": "US"}.');
    return EVERYTHING;
  }
  const parts = Object.entries(value).flatMap(([name, given]) => {
    const path = `filters.${name}`;
    if (!isFilterName(name)) {
      issues.add(path, notAllowed('filter', name, FILTER_NAMES));
      return [];
    }
    return parseFilter(name, given, path, issues);
  });
  return { kind: 'and', parts };
}

function parseFilter(
  dimension: FilterDimension,
  given: unknown,
  path: string,
  issues: Issues,
): FilterLeaf[] {
  const byOperator = isObject(given) ? given : { is: given };
  const operators = Object.keys(byOperator);
  if (operators.length === 0) {
    issues.add(path, `name an operator: ${FILTER_OPERATORS.join(', ')}.`);
  }
  return operators.flatMap((operator) => {
    if (!isOperator(operator)) {
      issues.add(path, notAllowed('operator', operator, FILTER_OPERATORS));
      return [];
    }
    const values = parseValues(
      byOperator[operator],
      isObject(given) ? `${path}.${operator}` : path,
      issues,
    );
    return values === null ? [] : [{ kind: 'leaf', dimension, operator, values }];
  });
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function parseValues(given: unknown, path: string, issues: Issues): string[] | null {
  const values = Array.isArray(given) ? given : [given];
  if (values.length === 0 || !values.every(isText)) {
    issues.add(path, 'must be a text or a list of texts, none of them empty.');
    return null;
  }
  if (values.length > MAX_VALUES || values.some((value) => value.length > MAX_VALUE_LENGTH)) {
    issues.add(path, `at most ${MAX_VALUES} values of at most ${MAX_VALUE_LENGTH} characters.`);
    return null;
  }
  return [...new Set(values)];
}
