/**
 * What has to be counted to answer a query, and from which rows: pure steps, no SQL, no engine.
 *
 * A plan counts in *parts*, each over one source; `sql.ts` puts them together by the dimensions.
 */
import type { Dimension, Metric, TimeDimension } from '@purestat/vocabulary';
import { dimensionEntry } from './dimensions.ts';
import {
  entryOf,
  isOfPathname,
  isOfVisits,
  isVisitProperties,
  leavesOf,
  mentionsPathname,
  topLevelParts,
  type FilterNode,
} from './filter-tree.ts';
import { ENTERED_MEASURES, EVENT_MEASURES, measuresOf, type Measure } from './metrics.ts';
import type { VisitMark } from '../stores/visit-marks.ts';
import { readFigures, type FigureRead } from './plan-figures.ts';
import { isClockUnit, type DaySpan, type TimeRange } from './time.ts';
import type { SealedFigures } from '../stores/figure-tables.ts';

/**
 * `visits`: rows of visits. `events`: rows of events. `pages`: the same, where nothing but the path
 * divides them. `matched`: visits that hold a chosen event. `entries`: visits taken as rows of their
 * entry page. `figures`: what sealing kept of finished days.
 */
export type Source = 'visits' | 'events' | 'pages' | 'matched' | 'entries' | 'figures';

export interface Part {
  source: Source;
  measures: Measure[];
  /** Of the source `figures`. */
  figures?: FigureRead;
  /** Only these days of the plan's range. */
  range?: TimeRange;
  except?: DaySpan[];
}

export interface OrderTerm {
  by: { metric: Metric } | { dimension: number };
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
  metrics: Metric[];
  /** Chooses events; where it speaks of visits alone, visits with all their events. */
  filter: FilterNode;
  parts: Part[];
  /** Days of the range that are not counted, because they are read from elsewhere. */
  except: readonly DaySpan[];
  /** The mark by which sealed visits count each visitor once in every row; null: there is none. */
  mark: VisitMark | null;
  /** Empty: in any order, all rows. */
  order: OrderTerm[];
  limit?: number;
  offset?: number;
  only?: OnlyRows;
}

export interface PlanInput {
  site: number;
  timezone: string;
  range: TimeRange;
  dimensions: readonly Dimension[];
  metrics: readonly Metric[];
  filter: FilterNode;
  /** What is kept of finished days; absent: visits and events are read. */
  kept?: SealedFigures;
  order?: OrderTerm[];
  limit?: number;
  offset?: number;
  only?: OnlyRows;
}

const kindOf = (dimension: Dimension) => dimensionEntry(dimension).kind;

export function isTimeDimension(dimension: Dimension): dimension is TimeDimension {
  return kindOf(dimension) === 'time';
}

/** Whether an event's own properties choose or divide anything. */
function isOfEvents({ filter, dimensions }: Plan): boolean {
  return !isOfVisits(filter) || dimensions.some((name) => kindOf(name) === 'event');
}

/** Whether the measures of visits speak of those that entered on the page. */
export function speaksOfEntries(plan: Pick<Plan, 'dimensions' | 'filter'>): boolean {
  return plan.dimensions.includes('pathname') || mentionsPathname(plan.filter);
}

export function isCut(range: TimeRange): boolean {
  return range.fromMs !== undefined || range.toMs !== undefined;
}

/** Whether of all properties of events nothing but the pathname chooses and divides. */
function hasOnlyPathname({ filter, dimensions }: Plan): boolean {
  return (
    isOfPathname(filter) &&
    dimensions.every((name) => kindOf(name) !== 'event' || name === 'pathname')
  );
}

/** Events are in the hour in which they happen, a visit in the one in which it began. */
function eventSource(plan: Plan): Source {
  if (plan.dimensions.some(isClockUnit)) return 'events';
  if (!isOfEvents(plan)) return 'visits';
  // Which event is a visit's first on a page is known for whole days, and for each page apart.
  const hasPages = hasOnlyPathname(plan) && plan.dimensions.includes('pathname');
  return hasPages && !isCut(plan.range) ? 'pages' : 'events';
}

/**
 * A visit that entered on a chosen page holds a chosen event, the pageview of its entry; so where
 * nothing but the pathname chooses and divides, the visits' own rows are enough.
 */
function enteredSource(plan: Plan, hasOtherRows: boolean): Source {
  if (!isOfEvents(plan)) return 'visits';
  const hasAllRows = hasOtherRows || !plan.dimensions.includes('pathname');
  return hasOnlyPathname(plan) && hasAllRows && !isCut(plan.range) ? 'entries' : 'matched';
}

/** Gives every measure its source and puts those of one source together. */
export function chooseParts(plan: Plan): Plan {
  return { ...plan, parts: partsOf(plan) };
}

function partsOf(plan: Plan): Part[] {
  const measures = measuresOf(plan.metrics);
  const among = (names: readonly Measure[]) => measures.filter((name) => names.includes(name));
  const ofEvents = among(EVENT_MEASURES);
  const ofVisits = among(['visits']);
  const entered = among(ENTERED_MEASURES);
  const wanted: Part[] = [
    { source: eventSource(plan), measures: ofEvents },
    { source: isOfEvents(plan) ? 'matched' : 'visits', measures: ofVisits },
    { source: enteredSource(plan, ofEvents.length + ofVisits.length > 0), measures: entered },
  ];
  const parts: Part[] = [];
  for (const part of wanted) {
    if (part.measures.length === 0) continue;
    const same = parts.find(({ source }) => source === part.source);
    if (same === undefined) parts.push(part);
    else same.measures.push(...part.measures);
  }
  return parts;
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
export function completeOrder(plan: Plan): Plan {
  if (plan.order.length === 0) return plan;
  const named = new Set(plan.order.map(({ by }) => ('dimension' in by ? by.dimension : -1)));
  const rest = plan.dimensions.flatMap((_, dimension): OrderTerm[] =>
    named.has(dimension) ? [] : [{ by: { dimension }, direction: 'asc' }],
  );
  return { ...plan, order: [...plan.order, ...rest] };
}

/** In this order. */
export const PLAN_STEPS = [chooseParts, chooseMark, completeOrder];

/** Pure: the same input gives the same plan. */
export function planQuery({ kept, ...input }: PlanInput): Plan {
  const start: Plan = {
    ...input,
    dimensions: [...input.dimensions],
    metrics: [...input.metrics],
    parts: [],
    except: [],
    mark: null,
    order: input.order ?? [],
  };
  const plan = PLAN_STEPS.reduce((made, step) => step(made), start);
  return kept === undefined ? plan : readFigures(plan, kept, partsOf);
}
