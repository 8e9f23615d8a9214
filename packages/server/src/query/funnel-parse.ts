/** Body of a question about a funnel → ParsedFunnelQuery, or an AppError that lists what is wrong with it. */
import { VISIT_DIMENSIONS, type VisitDimension } from '@purestat/vocabulary';
import { AppError } from '../errors.ts';
import { isOfVisits, topLevelParts, type FilterNode } from './filter-tree.ts';
import { found, isObject, Issues, shortened } from './issues.ts';
import { parseFilters } from './parse-filters.ts';
import type { QueryNames } from './parse-leaf.ts';
import { parseChoice, parseCompare, parsePeriod } from './parse.ts';
import { notAllowed } from './suggest.ts';
import type { CompareRequest, PeriodRequest } from './time.ts';

export interface ParsedFunnelQuery {
  period: PeriodRequest;
  /** Chooses whole visits. */
  filter: FilterNode;
  compare: CompareRequest | null;
  split: VisitDimension | null;
  hasNext: boolean;
}

const FIELDS = [
  'period',
  'date_from',
  'date_to',
  'filters',
  'compare',
  'compare_from',
  'compare_to',
  'split',
  'next',
];

/** @throws AppError VALIDATION_ERROR */
export function parseFunnelQuery(body: unknown, names: QueryNames): ParsedFunnelQuery {
  if (!isObject(body)) throw new AppError('VALIDATION_ERROR', 'The body must be a JSON object.');
  const issues = new Issues();
  for (const field of Object.keys(body)) {
    if (!FIELDS.includes(field)) {
      issues.add(shortened(field), () => notAllowed('field', field, FIELDS));
    }
  }
  const query: ParsedFunnelQuery = {
    period: parsePeriod(body, [], issues),
    filter: ofWholeVisits(parseFilters(body.filters, names, issues)),
    compare: parseCompare(body, [], issues),
    split: parseChoice(body.split, 'split', VISIT_DIMENSIONS, issues),
    hasNext: parseSwitch(body.next, 'next', issues),
  };
  issues.throwIfAny();
  return query;
}

/**
 * What chooses events chooses the visits that hold one of them: a funnel of the events that a filter
 * leaves would be one of fewer pages, in which the steps themselves are missing.
 */
export function ofWholeVisits(filter: FilterNode): FilterNode {
  const parts = topLevelParts(filter);
  const ofEvents = parts.filter((part) => !isOfVisits(part));
  if (ofEvents.length === 0) return filter;
  const done: FilterNode = { kind: 'has_done', part: { kind: 'and', parts: ofEvents } };
  return { kind: 'and', parts: [...parts.filter(isOfVisits), done] };
}

function parseSwitch(value: unknown, path: string, issues: Issues): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'boolean') return value;
  issues.add(path, `must be true or false, found ${found(value)}.`);
  return true;
}
