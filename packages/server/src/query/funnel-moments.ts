/**
 * The rows that a funnel is worked out from. Every event of the chosen visits becomes a *moment*: a
 * number (`pos`) that holds its instant and its place among the events of that instant, with the
 * steps that it meets (`mask`). All else is arithmetic on the moments of one visitor and day.
 */
import type { VisitDimension } from '@purestat/vocabulary';
import type { Dialect } from './dialect.ts';
import type { FilterNode } from './filter-tree.ts';
import { join, raw, sql, type Fragment } from './fragment.ts';
import type { FunnelDefinition } from './funnel.ts';
import type { FunnelDialect } from './funnel-dialect.ts';
import type { Plan } from './plan.ts';
import { chosenEvents } from './rows.ts';
import type { TimeRange } from './time.ts';

export interface FunnelQuestion {
  site: number;
  timezone: string;
  range: TimeRange;
  /** Chooses whole visits. */
  filter: FilterNode;
  funnel: FunnelDefinition;
  /** Divides those who entered by a property of the visit in which they did. */
  split: VisitDimension | null;
}

export interface Dialects {
  dialect: Dialect;
  own: FunnelDialect;
}

/**
 * Within an instant events go by the least step that they meet, those that meet none come last: the
 * last bits of `pos`.
 */
export const PLACE_BITS = 4;

const number = (value: number) => raw(String(value));
export const stepBit = (step: number) => 2 ** step;

/** Nothing but the split divides what is counted. */
function planOf({ site, timezone, range, filter, split }: FunnelQuestion): Plan {
  return {
    site,
    timezone,
    range,
    filter,
    dimensions: split === null ? [] : [split],
    metrics: [],
    goals: [],
    parts: [],
    except: [],
    base: null,
    unanswered: [],
    mark: null,
    order: [],
  };
}

/** `day, visitor, pos, mask` of events, and `d0` with a split. */
export function momentRows(
  question: FunnelQuestion,
  /** Whether events that meet no step are left out. */
  { ofSteps }: { ofSteps: boolean },
  { own, dialect }: Dialects,
): Fragment {
  const { steps } = question.funnel;
  const { from, dimensions, meets } = chosenEvents(planOf(question), dialect);
  const bits = steps.map(
    (step, index) => sql`${own.bitOf(meets(step))} * ${number(stepBit(index))}`,
  );
  const met = ofSteps ? sql` AND (${join(steps.map(meets), ' OR ')})` : raw('');
  const events = sql`SELECT ${dimensions}e.day AS day, e.visitor AS visitor, ${own.msOf(raw('e.ts'))} AS ms, ${join(bits, ' + ')} AS mask ${from}${met}`;
  const meetsStep = (step: number) => own.hasBit(raw('mask'), stepBit(step));
  return sql`SELECT *, ${posOf(raw('ms'), steps.length, meetsStep)} AS pos FROM (${events}) m`;
}

/** `day, visitor, pos` of all events, with what each is: `kind` 0 is a page with its path as `value`, 1 an event with its name. */
export function labelledRows(question: FunnelQuestion, { own, dialect }: Dialects): Fragment {
  const { steps } = question.funnel;
  const { from, meets } = chosenEvents(planOf(question), dialect);
  const pos = posOf(own.msOf(raw('e.ts')), steps.length, (step) => meets(steps[step]!));
  return sql`SELECT e.day AS day, e.visitor AS visitor, ${pos} AS pos, CASE WHEN e.name = 'pageview' THEN 0 ELSE 1 END AS kind, CASE WHEN e.name = 'pageview' THEN e.pathname ELSE e.name END AS value ${from}`;
}

/** `day, visitor, pos` of the events that meet the step, and `d0` with a split. */
export function momentsOfStep(
  question: FunnelQuestion,
  step: number,
  { own, dialect }: Dialects,
): Fragment {
  const { steps } = question.funnel;
  const { from, dimensions, meets } = chosenEvents(planOf(question), dialect);
  const pos = posOf(own.msOf(raw('e.ts')), step, (lower) => meets(steps[lower]!));
  return sql`SELECT ${dimensions}e.day AS day, e.visitor AS visitor, ${pos} AS pos ${from} AND ${meets(steps[step]!)}`;
}

/** @param last the place of an event that meets none of the steps below it */
function posOf(ms: Fragment, last: number, meetsStep: (step: number) => Fragment): Fragment {
  const cases = Array.from(
    { length: last },
    (_, step) => sql`WHEN ${meetsStep(step)} THEN ${number(step)} `,
  );
  const place = last === 0 ? number(0) : sql`CASE ${join(cases, '')}ELSE ${number(last)} END`;
  return sql`${ms} * ${number(2 ** PLACE_BITS)} + ${place}`;
}
