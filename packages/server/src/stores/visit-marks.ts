/**
 * What sealing marks on a visit, so that distinct visitors can be counted without telling them
 * apart: that it is its visitor's first of the day, and for each property that it is the visitor's
 * first of the day with that value. One bit each, in this order; only ever append.
 */
import { VISIT_PROPERTIES } from './event-record.ts';

export const VISIT_MARKS = ['visitor', ...VISIT_PROPERTIES, 'entry_page', 'exit_page'] as const;
export type VisitMark = (typeof VISIT_MARKS)[number];

export function markBit(mark: VisitMark): number {
  return 2 ** VISIT_MARKS.indexOf(mark);
}

/** The marks of a visitor's only visit of the day. */
export const ALL_MARKS = 2 ** VISIT_MARKS.length - 1;
