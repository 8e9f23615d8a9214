/**
 * Body of a stats request → ParsedQuery, or an AppError that lists everything that is wrong with it
 * and what is allowed. Nothing unknown is ever ignored.
 */
import {
  PERIODS,
  PROPERTY_PREFIX,
  type AnyMetric,
  type Dimension,
  type Period,
} from '@purestat/vocabulary';
import { AppError } from '../errors.ts';
import { DIMENSION_ENTRIES } from './dimensions.ts';
import type { FilterNode } from './filter-tree.ts';
import { found, isObject, Issues, shortened, type Body } from './issues.ts';
import { parseFilters } from './parse-filters.ts';
import { hasOrder } from './metrics.ts';
import { METRIC_NAMES, readMetric } from './parse-metric.ts';
import { propertyRefusal, type QueryNames } from './parse-leaf.ts';
import { notAllowed } from './suggest.ts';
import {
  daysBetween,
  isClockUnit,
  isDate,
  type CompareRequest,
  type PeriodRequest,
} from './time.ts';

export interface ParsedQuery {
  period: PeriodRequest;
  /** Under the names by which they were asked for. */
  metrics: Array<{ name: string; metric: AnyMetric }>;
  dimensions: Dimension[];
  filter: FilterNode;
  compare: CompareRequest | null;
  orderBy: { metric: AnyMetric } | { dimension: number } | null;
  orderDir: 'asc' | 'desc' | null;
  limit: number;
  offset: number;
}

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 10_000;
const MAX_DIMENSIONS = 3;
const MAX_DAYS = 7_320;
/** So that what is listed without limit stays near 10,000 rows. */
const MAX_DAYS_BY = { minute: 7, hour: 366 } as const;
/** Names that one list may hold, right or wrong. */
const MAX_NAMES = 50;
const DEFAULT_PERIOD: Period = '30d';
const DEFAULT_METRICS = [
  'visitors',
  'visits',
  'pageviews',
  'views_per_visit',
  'bounce_rate',
  'avg_duration',
];
const FIELDS = [
  'period',
  'date_from',
  'date_to',
  'metrics',
  'dimensions',
  'filters',
  'compare',
  'compare_from',
  'compare_to',
  'order_by',
  'order_dir',
  'limit',
  'offset',
];
const COMPARISONS = ['previous_period', 'previous_year', 'custom'] as const;
const DIMENSION_NAMES = [...Object.keys(DIMENSION_ENTRIES), 'props:KEY'];

interface ParseOptions {
  /** How many rows may be asked for, and are where nothing is said. */
  limits?: { max: number; fallback: number };
}

/** @throws AppError VALIDATION_ERROR */
export function parseQuery(
  body: unknown,
  names: QueryNames,
  { limits = { max: MAX_LIMIT, fallback: DEFAULT_LIMIT } }: ParseOptions = {},
): ParsedQuery {
  if (!isObject(body)) throw new AppError('VALIDATION_ERROR', 'The body must be a JSON object.');
  const issues = new Issues();
  for (const field of Object.keys(body)) {
    if (!FIELDS.includes(field)) {
      issues.add(shortened(field), () => notAllowed('field', field, FIELDS));
    }
  }
  const metrics = parseMetrics(body.metrics, issues);
  const dimensions = parseDimensions(body.dimensions, issues);
  const query: ParsedQuery = {
    period: parsePeriod(body, dimensions, issues),
    metrics,
    dimensions,
    filter: parseFilters(body.filters, names, issues),
    compare: parseCompare(body, dimensions, issues),
    orderBy: parseOrderBy(body.order_by, metrics, dimensions, issues),
    orderDir: parseChoice(body.order_dir, 'order_dir', ['asc', 'desc'] as const, issues),
    limit: parseCount(body.limit, 'limit', { min: 1, ...limits }, issues),
    offset: parseCount(body.offset, 'offset', { min: 0, max: 1e9, fallback: 0 }, issues),
  };
  issues.throwIfAny();
  return query;
}

function parseNames(value: unknown, path: string, issues: Issues): string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string')) {
    issues.add(path, 'must be a list of names.');
  } else if (value.length > MAX_NAMES) {
    issues.add(path, `at most ${MAX_NAMES} names.`);
  } else return value;
  return null;
}

/** The names without those that came before, each of which is an issue. */
function withoutRepeated(names: readonly string[], path: string, issues: Issues): string[] {
  const once = [...new Set(names)];
  for (const name of once) {
    const times = names.filter((other) => other === name).length;
    if (times > 1) issues.add(path, `${found(name)} is named ${times} times.`);
  }
  return once;
}

function parseMetrics(value: unknown, issues: Issues): ParsedQuery['metrics'] {
  const names = parseNames(value, 'metrics', issues) ?? DEFAULT_METRICS;
  if (names.length === 0)
    issues.add('metrics', `name at least one. Allowed: ${METRIC_NAMES.join(', ')}.`);
  return withoutRepeated(names, 'metrics', issues).flatMap((name) => {
    const read = readMetric(name);
    if ('metric' in read) return [{ name, metric: read.metric }];
    issues.add('metrics', read.refusal);
    return [];
  });
}

function parseDimensions(value: unknown, issues: Issues): Dimension[] {
  const names = parseNames(value, 'dimensions', issues) ?? [];
  if (names.length > MAX_DIMENSIONS) issues.add('dimensions', `at most ${MAX_DIMENSIONS} at once.`);
  return withoutRepeated(names, 'dimensions', issues).flatMap((name) => {
    const refusal = dimensionRefusal(name);
    if (refusal === null) return [name as Dimension];
    issues.add('dimensions', refusal);
    return [];
  });
}

function dimensionRefusal(name: string): string | null {
  if (name.startsWith(PROPERTY_PREFIX)) return propertyRefusal(name);
  if (DIMENSION_NAMES.includes(name)) return null;
  return notAllowed('dimension', name, DIMENSION_NAMES);
}

/** @returns the date, or null with an issue added */
function parseDate(value: unknown, path: string, issues: Issues): string | null {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isDate(value)) {
    if (value >= '1970-01-01' && value <= '2199-12-31') return value;
  }
  issues.add(path, `must be a date from 1970 to 2199 such as 2026-03-01, found ${found(value)}.`);
  return null;
}

function parseDates(
  body: Body,
  from: string,
  to: string,
  issues: Issues,
): { dateFrom: string; dateTo: string } | null {
  const dateFrom = parseDate(body[from], from, issues);
  const dateTo = parseDate(body[to], to, issues);
  if (dateFrom === null || dateTo === null) return null;
  if (dateFrom > dateTo) issues.add(to, `must not lie before ${from} (${dateFrom}).`);
  else if (daysBetween(dateFrom, dateTo) >= MAX_DAYS) {
    issues.add(to, `a range may have at most ${MAX_DAYS} days.`);
  }
  return { dateFrom, dateTo };
}

/** @returns the period asked for; what is wrong with it is added to the issues */
export function parsePeriod(
  body: Body,
  dimensions: readonly Dimension[],
  issues: Issues,
): PeriodRequest {
  const hasDates = body.date_from !== undefined || body.date_to !== undefined;
  const fallback = hasDates ? 'custom' : DEFAULT_PERIOD;
  const period = parseChoice(body.period, 'period', PERIODS, issues) ?? fallback;
  if (period !== 'custom') {
    if (hasDates && body.period !== undefined) {
      issues.add('period', `date_from and date_to go with period "custom", not with "${period}".`);
    }
    return { period };
  }
  const dates = parseDates(body, 'date_from', 'date_to', issues);
  if (dates === null) return { period };
  const refusal = tooFine(dimensions, dates);
  if (refusal !== null) issues.add('dimensions', refusal);
  return { period, ...dates };
}

/** @returns why the range is too long for the clock's buckets among the dimensions; null: it is not */
export function tooFine(
  dimensions: readonly Dimension[],
  { dateFrom, dateTo }: { dateFrom: string; dateTo: string },
): string | null {
  const days = daysBetween(dateFrom, dateTo) + 1;
  const unit = dimensions.filter(isClockUnit).find((name) => days > MAX_DAYS_BY[name]);
  return unit === undefined
    ? null
    : `${unit}: a range by ${unit}s may have at most ${MAX_DAYS_BY[unit]} days, found ${days}.`;
}

export function parseCompare(
  body: Body,
  dimensions: readonly Dimension[],
  issues: Issues,
): CompareRequest | null {
  const kind = parseChoice(body.compare, 'compare', COMPARISONS, issues);
  if (kind === 'custom') {
    const dates = parseDates(body, 'compare_from', 'compare_to', issues);
    if (dates === null) return null;
    const refusal = tooFine(dimensions, dates);
    if (refusal !== null) issues.add('compare_to', refusal);
    return { kind, ...dates };
  }
  for (const field of ['compare_from', 'compare_to']) {
    if (body[field] !== undefined) issues.add(field, 'goes with compare "custom" only.');
  }
  return kind === null ? null : { kind };
}

function parseOrderBy(
  value: unknown,
  metrics: ParsedQuery['metrics'],
  dimensions: readonly Dimension[],
  issues: Issues,
): ParsedQuery['orderBy'] {
  if (value === undefined || value === null) return null;
  const ordering = metrics.filter(({ metric }) => hasOrder(metric));
  const metric = ordering.find(({ name }) => name === value);
  if (metric !== undefined) return { metric: metric.metric };
  const dimension = dimensions.findIndex((name) => name === value);
  if (dimension !== -1) return { dimension };
  const allowed = [...ordering.map(({ name }) => name), ...dimensions];
  issues.add(
    'order_by',
    `${notAllowed('name', value, allowed)} (The metrics and dimensions of the query.)`,
  );
  return null;
}

export function parseChoice<Choice extends string>(
  value: unknown,
  path: string,
  choices: readonly Choice[],
  issues: Issues,
): Choice | null {
  if (value === undefined || value === null) return null;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) issues.add(path, () => notAllowed('value', value, choices));
  return choice ?? null;
}

function parseCount(
  value: unknown,
  path: string,
  { min, max, fallback }: { min: number; max: number; fallback: number },
  issues: Issues,
): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max)
    return value;
  issues.add(path, `must be a whole number from ${min} to ${max}, found ${found(value)}.`);
  return fallback;
}
