/** Filters in a query string, as every question that can be asked by GET has them. */
import { AppError, type ErrorDetail } from '../errors.ts';

/** `filters[country]`, `filters[pathname][contains]`. */
const FILTER = /^filters\[(.+?)\](?:\[([^[\]]*)\])?$/s;
/** The last brackets are the operator's, whatever is in the key of a property. */
const FILTER_OF_OPERATOR = /^filters\[(.+)\]\[([^[\]]*)\]$/s;

export const isFilterParam = (name: string) => FILTER.test(name);

/**
 * All that is said of one dimension and operator are alternatives.
 * @returns either form of filters, to be judged by the query's own parser; undefined: there are none
 */
export function readFilters(search: URLSearchParams, details: ErrorDetail[]): unknown {
  const named = new Map<string, Map<string, string[]>>();
  for (const [param, value] of search) {
    const match = FILTER_OF_OPERATOR.exec(param) ?? FILTER.exec(param);
    if (match === null) continue;
    const [, name = '', operator = ''] = match;
    const operators = named.get(name) ?? new Map<string, string[]>();
    named.set(name, operators);
    const values = operators.get(operator || 'is') ?? [];
    operators.set(operator || 'is', [...values, value]);
  }
  const whole = search.get('filters');
  if (whole === null) return named.size === 0 ? undefined : toObject(named);
  const filters = parsedJson(whole);
  if (filters === undefined) details.push({ path: 'filters', message: 'is not valid JSON.' });
  if (named.size > 0) {
    details.push({ path: 'filters', message: 'goes in one form: as JSON, or as filters[NAME].' });
  }
  return filters;
}

const toObject = (named: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>) =>
  Object.fromEntries([...named].map(([name, operators]) => [name, Object.fromEntries(operators)]));

/** @returns undefined where the text is no JSON */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws AppError VALIDATION_ERROR that tells all of them; nothing where there are none */
export function refuse(details: ErrorDetail[]): void {
  if (details.length === 0) return;
  const told = details.map(({ path, message }) => `${path}: ${message}`);
  throw new AppError('VALIDATION_ERROR', told.join(' '), { details });
}
