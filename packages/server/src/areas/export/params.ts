/** The query string of an export → the body of a stats query, and how it is to be written. */
import { AppError, type ErrorDetail } from '../../errors.ts';

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
const FILTER = /^filters\[(.+?)\](?:\[([^[\]]*)\])?$/s;
/** The last brackets are the operator's, whatever is in the key of a property. */
const FILTER_OF_OPERATOR = /^filters\[(.+)\]\[([^[\]]*)\]$/s;

/**
 * @param allowed names of the query's own parameters
 * @throws AppError VALIDATION_ERROR that names every parameter that is unknown or given twice
 */
export function readParams(search: URLSearchParams, allowed: readonly string[]): ExportParams {
  const details: ErrorDetail[] = [];
  const body: Record<string, unknown> = {};
  const hasFilters = allowed.includes('filters');
  for (const name of new Set(search.keys())) {
    if (hasFilters && FILTER.test(name)) continue;
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
  const list = text.startsWith('[') ? parsed(text) : undefined;
  if (Array.isArray(list)) return list;
  return text === '' ? [] : text.split(',').map((name) => name.trim());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All that is said of one dimension and operator are alternatives. */
function readFilters(search: URLSearchParams, details: ErrorDetail[]): unknown {
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
  const filters = parsed(whole);
  if (filters === undefined) details.push({ path: 'filters', message: 'is not valid JSON.' });
  if (named.size > 0) {
    details.push({ path: 'filters', message: 'goes in one form: as JSON, or as filters[NAME].' });
  }
  return filters;
}

const toObject = (named: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>) =>
  Object.fromEntries([...named].map(([name, operators]) => [name, Object.fromEntries(operators)]));

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

function refuse(details: ErrorDetail[]): void {
  if (details.length === 0) return;
  const told = details.map(({ path, message }) => `${path}: ${message}`);
  throw new AppError('VALIDATION_ERROR', told.join(' '), { details });
}
