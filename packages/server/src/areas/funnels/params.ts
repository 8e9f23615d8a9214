/** The query string of a question about a funnel → the body that asks the same. */
import { invalidField } from '../../errors.ts';

/** `filters[country]`, `filters[pathname][contains]`; the last brackets are the operator's. */
const FILTER = /^filters\[(.+?)\](?:\[([^[\]]*)\])?$/s;
const FILTER_OF_OPERATOR = /^filters\[(.+)\]\[([^[\]]*)\]$/s;

/**
 * What the names mean and whether there are such is the query's own parser's to judge.
 * @throws AppError VALIDATION_ERROR where a parameter cannot be read
 */
export function readParams(search: URLSearchParams): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const filters = new Map<string, Map<string, string[]>>();
  for (const [name, value] of search) {
    const match = FILTER_OF_OPERATOR.exec(name) ?? FILTER.exec(name);
    if (match !== null) addFilter(filters, match, value);
    else if (search.getAll(name).length > 1) throw invalidField(name, 'is given more than once.');
    else body[name] = name === 'filters' ? readJson(value) : readValue(name, value);
  }
  if (filters.size === 0) return body;
  if (body['filters'] !== undefined) {
    throw invalidField('filters', 'goes in one form: as JSON, or as filters[NAME].');
  }
  const object = [...filters].map(([name, operators]) => [name, Object.fromEntries(operators)]);
  return { ...body, filters: Object.fromEntries(object) as object };
}

/** All that is said of one dimension and operator are alternatives. */
function addFilter(
  filters: Map<string, Map<string, string[]>>,
  [, name = '', operator = 'is']: RegExpExecArray,
  value: string,
): void {
  const operators = filters.get(name) ?? new Map<string, string[]>();
  filters.set(name, operators);
  operators.set(operator, [...(operators.get(operator) ?? []), value]);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidField('filters', 'is not valid JSON.');
  }
}

function readValue(name: string, value: string): unknown {
  if (name !== 'next') return value;
  return value === 'true' || (value === 'false' ? false : value);
}
