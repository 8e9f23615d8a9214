/** The query string of a question about a funnel → the body that asks the same. */
import type { ErrorDetail } from '../../errors.ts';
import { isFilterParam, readFilters, refuse } from '../../http/query-string.ts';

/**
 * What the names mean and whether there are such is the query's own parser's to judge.
 * @throws AppError VALIDATION_ERROR where a parameter cannot be read
 */
export function readParams(search: URLSearchParams): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const details: ErrorDetail[] = [];
  for (const name of new Set(search.keys())) {
    if (isFilterParam(name)) continue;
    const [value = '', ...others] = search.getAll(name);
    if (others.length > 0) details.push({ path: name, message: 'is given more than once.' });
    else if (name !== 'filters') body[name] = readValue(name, value);
  }
  const filters = readFilters(search, details);
  refuse(details);
  return { ...body, ...(filters !== undefined && { filters }) };
}

function readValue(name: string, value: string): unknown {
  if (name !== 'next') return value;
  return value === 'true' || (value === 'false' ? false : value);
}
