/** The query string of an export → the body of a stats query, and how it is to be written. */
import type { ErrorDetail } from '../../errors.ts';
import { isFilterParam, parsedJson, readFilters, refuse } from '../../http/query-string.ts';

export const FORMATS = ['csv', 'json', 'ndjson', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

export interface WriteOptions {
  format: Format;
  /** Of CSV: puts a ' before text that a spreadsheet would take for a formula. */
  escapeFormulas: boolean;
}

export interface ExportParams extends WriteOptions {
  /** What is left is the query's, whose own parser judges it. */
  body: Record<string, unknown>;
}

const WRITING = ['format', 'escape_formulas'];
const LISTS = ['metrics', 'dimensions'];
const COUNTS = ['limit', 'offset'];
/**
 * @param allowed names of the query's own parameters
 * @throws AppError VALIDATION_ERROR that names every parameter that is unknown or given twice
 */
export function readParams(search: URLSearchParams, allowed: readonly string[]): ExportParams {
  const details: ErrorDetail[] = [];
  const body: Record<string, unknown> = {};
  const hasFilters = allowed.includes('filters');
  for (const name of new Set(search.keys())) {
    if (hasFilters && isFilterParam(name)) continue;
    if (![...allowed, ...WRITING].includes(name)) details.push(unknown(name, allowed));
    else if (!LISTS.includes(name) && search.getAll(name).length > 1) {
      details.push({ path: name, message: 'is given more than once.' });
    } else body[name] = valueOf(name, search.getAll(name));
  }
  const filters = hasFilters ? readFilters(search, details) : undefined;
  const { format, escape_formulas: escape, ...query } = body;
  const written = { format: readFormat(format, details), escape: readSwitch(escape, details) };
  refuse(details);
  return {
    format: written.format,
    escapeFormulas: written.escape,
    body: { ...query, ...(filters !== undefined && { filters }) },
  };
}

const ANY_FILTER = 'filters[NAME], filters[NAME][OPERATOR]';

function unknown(name: string, allowed: readonly string[]): ErrorDetail {
  const names = [...allowed, ...(allowed.includes('filters') ? [ANY_FILTER] : []), ...WRITING];
  return {
    path: name.slice(0, 60),
    message: `is no parameter of an export. Allowed: ${names.join(', ')}.`,
  };
}

function valueOf(name: string, values: readonly string[]): unknown {
  if (LISTS.includes(name)) return values.flatMap(namesIn);
  const [text = ''] = values;
  return COUNTS.includes(name) && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** `a,b`, or a list in JSON where a name has a comma itself. */
function namesIn(text: string): unknown[] {
  const list = text.startsWith('[') ? parsedJson(text) : undefined;
  if (Array.isArray(list)) return list;
  return text === '' ? [] : text.split(',').map((name) => name.trim());
}

function readFormat(value: unknown, details: ErrorDetail[]): Format {
  const format = FORMATS.find((name) => name === (value ?? 'csv'));
  if (format === undefined) {
    details.push({ path: 'format', message: `must be one of ${FORMATS.join(', ')}.` });
  }
  return format ?? 'csv';
}

function readSwitch(value: unknown, details: ErrorDetail[]): boolean {
  if (value !== undefined && value !== 'true' && value !== 'false') {
    details.push({ path: 'escape_formulas', message: 'must be true or false.' });
  }
  return value !== 'false';
}
