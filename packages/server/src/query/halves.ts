/**
 * Plans that read figures, taken apart into what sealing has counted and what is still to be counted,
 * and put together again. Pure. What is sealed stays as it is: after a new event only the other
 * half, the open days, has to be asked again.
 */
import { isLongDimension } from '../stores/figure-tables.ts';
import type { ResultRow } from '../stores/event-store.ts';
import { addUp } from './day-plans.ts';
import { chooseRows } from './listed-rows.ts';
import { measuresOf } from './metrics.ts';
import type { Plan, PlanInput } from './plan.ts';

export interface Halves {
  /** Reads figures alone. */
  sealed: Plan;
  /** Reads the days that have none; null: there are no such days. */
  open: Plan | null;
}

/**
 * @returns null where the plan cannot be taken apart, or has so many rows that they are better put
 * together where they lie
 */
export function halvesOf(plan: Plan): Halves | null {
  const { order: _order, only: _only, limit: _limit, offset: _offset, ...bare } = plan;
  const [figures, ...others] = plan.parts;
  if (figures?.figures === undefined || isLongDimension(figures.figures.dimension)) return null;
  const isOfFigures = others.every(({ range }) => range !== undefined);
  if (!isOfFigures || plan.base !== null || plan.unanswered.length > 0) return null;
  const half = (parts: Plan['parts']): Plan => ({ ...bare, order: [], parts });
  return { sealed: half([figures]), open: others.length === 0 ? null : half(others) };
}

/** The rows that the whole plan has: those of both halves added up, chosen, ordered and limited. */
export function putTogether(input: PlanInput, halves: readonly ResultRow[]): ResultRow[] {
  const keys = input.dimensions.map((_, place) => (row: ResultRow) => row[`d${place}`]!);
  return chooseRows(input, addUp(halves, keys, measuresOf(input.metrics)));
}
