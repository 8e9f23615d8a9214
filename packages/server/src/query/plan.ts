/**
 * What has to be counted to answer a query, and from which rows: pure steps, no SQL, no engine.
 *
 * A plan counts in *parts*, each over one source; `sql.ts` puts them together by the dimensions.
 */
import type { AnyMetric, Dimension } from '@purestat/vocabulary';
import type { SealedFigures } from '../stores/figure-tables.ts';
import type { VisitMark } from '../stores/visit-marks.ts';
import { baseOf } from './conversions.ts';
import {
  entryOf,
  isOfPathname,
  isVisitProperties,
  leavesOf,
  mentionsPathname,
  topLevelParts,
  type FilterNode,
} from './filter-tree.ts';
import type { GoalDefinition } from './goals.ts';
import { measuresOf, type Measure } from './metrics.ts';
import { kindOf, partsOf, unansweredOf } from './parts.ts';
import { readFigures, type FigureRead } from './plan-figures.ts';
import type { DaySpan, TimeRange } from './time.ts';

/**
 * `visits`: rows of visits. `events`: rows of events. `pages`: the same, where nothing but the path
 * divides them. `matched`: visits that hold a chosen event. `entries`, `exits`: visits taken as rows of
 * their entry or exit page. `engagements`: reports of engagement. `revenue`: events that carry an
 * amount. `numbers`: events that carry one of the properties asked for. `figures`: what sealing kept of
 * finished days.
 */
export type Source =
  | 'visits'
  | 'events'
  | 'pages'
  | 'matched'
  | 'entries'
  | 'exits'
  | 'engagements'
  | 'revenue'
  | 'numbers'
  | 'figures';

export interface Part {
  source: Source;
  measures: Measure[];
  /** Chooses the part's rows; absent: the plan's filter does. */
  filter?: FilterNode;
  /** Of the source `figures`. */
  figures?: FigureRead;
  /** Only these days of the plan's range. */
  range?: TimeRange;
  except?: DaySpan[];
}

/** Visitors of a query with fewer conditions and dimensions, laid beside the rows. */
export interface Base {
  plan: Plan;
  /** Places among the rows' dimensions of its own ones. */
  places: number[];
}

export interface OrderTerm {
  /** `queryVisitors`: those of the totals, for metrics that are shares of them. */
  by: { metric: AnyMetric; queryVisitors?: number } | { dimension: number };
  direction: 'asc' | 'desc';
}

/** Rows whose dimensions at these places have one of these combinations of values. */
export interface OnlyRows {
  places: number[];
  values: string[][];
}

export interface Plan {
  site: number;
  timezone: string;
  range: TimeRange;
  dimensions: Dimension[];
  metrics: AnyMetric[];
  /** Chooses events; where it speaks of visits alone, visits with all their events. */
  filter: FilterNode;
  /** All goals of the site. */
  goals: readonly GoalDefinition[];
  /** Without any there is nothing to count. */
  parts: Part[];
  /** Days of the range that are not counted, because they are read from elsewhere. */
  except: readonly DaySpan[];
  /** Who might have converted; `own`: the visitors of the rows themselves. */
  base: Base | 'own' | null;
  /** Measures that are asked for and that nothing can answer. */
  unanswered: Measure[];
  /** The mark by which sealed visits count each visitor once in every row; null: there is none. */
  mark: VisitMark | null;
  /** Empty: in any order, all rows. */
  order: OrderTerm[];
  limit?: number;
  offset?: number;
  /** False: with a limit nobody asks how many rows there are without it. */
  countsRows?: boolean;
  only?: OnlyRows;
  /** The same question of another range, whose answer is to stand beside each row: `beside.ts`. */
  beside?: Plan;
}

export interface PlanInput {
  site: number;
  timezone: string;
  range: TimeRange;
  dimensions: readonly Dimension[];
  metrics: readonly AnyMetric[];
  filter: FilterNode;
  /** What is kept of finished days; absent: visits and events are read. */
  kept?: SealedFigures;
  goals: readonly GoalDefinition[];
  order?: OrderTerm[];
  limit?: number;
  offset?: number;
  countsRows?: boolean;
  only?: OnlyRows;
  /** Days of the range that are not counted. Not together with `kept`, which knows nothing of them. */
  except?: readonly DaySpan[];
  /** False: who might have converted is asked for apart. */
  countsBase?: boolean;
}

/**
 * Visitors can be counted by a mark where a row's visits are all of a day's, or all those with one
 * value of one property.
 */
export function chooseMark(plan: Plan): Plan {
  const divided = plan.dimensions.filter((name) => kindOf(name) === 'visit');
  // What the path chooses of a page's events is all of them or none, whoever's they are.
  const parts = topLevelParts(plan.filter).filter((part) => !isPathnameAlone(part));
  if (!parts.every(isVisitProperties)) return plan;
  const named = parts.flatMap(leavesOf).map((leaf) => leaf.dimension);
  const names = [...new Set([...divided, ...named])];
  if (names.length === 0) return { ...plan, mark: 'visitor' };
  const isOneValue = divided.length === 1 || parts.every(choosesOneValue);
  return names.length === 1 && isOneValue ? { ...plan, mark: names[0] as VisitMark } : plan;
}

const isPathnameAlone = (part: FilterNode) =>
  isOfPathname(part) &&
  mentionsPathname(part) &&
  leavesOf(part).every(({ dimension }) => dimension === 'pathname');

function choosesOneValue(part: FilterNode): boolean {
  // The text of a missing value stands for two: that text, and none.
  return (
    part.kind === 'leaf' &&
    part.operator === 'is' &&
    part.values.length === 1 &&
    part.values[0] !== entryOf(part).missing
  );
}

/** Ties are broken by the dimensions, so that pages of a list never overlap. */
export function completeOrder({
  order,
  dimensions,
}: Pick<Plan, 'order' | 'dimensions'>): OrderTerm[] {
  if (order.length === 0) return [];
  const named = new Set(order.map(({ by }) => ('dimension' in by ? by.dimension : -1)));
  const rest = dimensions.flatMap((_, dimension): OrderTerm[] =>
    named.has(dimension) ? [] : [{ by: { dimension }, direction: 'asc' }],
  );
  return [...order, ...rest];
}

const orderWhole = (plan: Plan): Plan => ({ ...plan, order: completeOrder(plan) });

export function chooseParts(plan: Plan): Plan {
  return { ...plan, parts: partsOf(plan), unanswered: unansweredOf(plan) };
}

/** In this order. */
export const PLAN_STEPS = [chooseParts, chooseMark, orderWhole];

/** Pure: the same input gives the same plan. */
export function planQuery({ kept, ...input }: PlanInput): Plan {
  const start: Plan = {
    ...input,
    dimensions: [...input.dimensions],
    metrics: [...input.metrics],
    parts: [],
    except: input.except ?? [],
    base: input.countsBase === false ? null : baseFor(input, kept),
    unanswered: [],
    mark: null,
    order: input.order ?? [],
  };
  const plan = PLAN_STEPS.reduce((made, step) => step(made), start);
  return kept === undefined ? plan : readFigures(plan, kept, partsOf);
}

/** Who might have converted is a query of its own, unless it is the same. */
function baseFor(input: PlanInput, kept: SealedFigures | undefined): Plan['base'] {
  if (!measuresOf(input.metrics).includes('base_visitors')) return null;
  const { filter, places } = baseOf(input);
  const isSame =
    places.length === input.dimensions.length &&
    topLevelParts(filter).length === topLevelParts(input.filter).length;
  if (isSame) return 'own';
  const { site, timezone, range, goals } = input;
  const dimensions = places.map((place) => input.dimensions[place]!);
  const metrics: AnyMetric[] = ['visitors'];
  const plan = planQuery({ site, timezone, range, goals, kept, filter, dimensions, metrics });
  return { plan, places };
}
