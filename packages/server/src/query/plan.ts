/**
 * What has to be counted to answer a query, and from which rows: pure steps, no SQL, no engine.
 *
 * A plan counts in *parts*, each over one source; `sql.ts` puts them together by the dimensions. Reading
 * daily figures of sealed days would be another source, chosen here.
 */
import type { Dimension, Metric, TimeDimension } from '@purestat/vocabulary';
import { DIMENSION_ENTRIES } from './dimensions.ts';
import type { Filter } from './filters.ts';
import { ENTERED_MEASURES, EVENT_MEASURES, measuresOf, type Measure } from './metrics.ts';
import type { VisitMark } from '../stores/visit-marks.ts';
import type { TimeRange } from './time.ts';

/**
 * `visits`: rows of visits. `events`: rows of events. `pages`: the same, where nothing but the path
 * divides them. `matched`: visits that hold a chosen event. `entries`: visits taken as rows of their
 * entry page.
 */
export type Source = 'visits' | 'events' | 'pages' | 'matched' | 'entries';

export interface Part {
  source: Source;
  measures: Measure[];
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
  /** Choose visits, with all their events. */
  visitFilters: Filter[];
  /** Choose events; all on the same event. */
  eventFilters: Filter[];
  parts: Part[];
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
  filters: readonly Filter[];
  order?: OrderTerm[];
  limit?: number;
  offset?: number;
  only?: OnlyRows;
}

const kindOf = (dimension: Dimension) => DIMENSION_ENTRIES[dimension].kind;

export function isTimeDimension(dimension: Dimension): dimension is TimeDimension {
  return kindOf(dimension) === 'time';
}

/** Whether an event's own properties choose or divide anything. */
function isOfEvents(plan: Plan): boolean {
  return plan.eventFilters.length > 0 || plan.dimensions.some((name) => kindOf(name) === 'event');
}

/** Whether the measures of visits speak of those that entered on the page. */
export function speaksOfEntries(plan: Pick<Plan, 'dimensions' | 'eventFilters'>): boolean {
  return (
    plan.dimensions.includes('pathname') ||
    plan.eventFilters.some((filter) => filter.dimension === 'pathname')
  );
}

export function isCut(range: TimeRange): boolean {
  return range.fromMs !== undefined || range.toMs !== undefined;
}

/** Whether of all properties of events nothing but the pathname chooses and divides. */
function isOfPathname(plan: Plan): boolean {
  return (
    plan.eventFilters.every((filter) => filter.dimension === 'pathname') &&
    plan.dimensions.every((name) => kindOf(name) !== 'event' || name === 'pathname')
  );
}

/** Events are in the hour in which they happen, a visit in the one in which it began. */
function eventSource(plan: Plan): Source {
  if (plan.dimensions.includes('hour')) return 'events';
  if (!isOfEvents(plan)) return 'visits';
  // Which event is a visit's first on a page is known for whole days, and for each page apart.
  const hasPages = isOfPathname(plan) && plan.dimensions.includes('pathname');
  return hasPages && !isCut(plan.range) ? 'pages' : 'events';
}

/**
 * A visit that entered on a chosen page holds a chosen event, the pageview of its entry; so where
 * nothing but the pathname chooses and divides, the visits' own rows are enough.
 */
function enteredSource(plan: Plan, hasOtherRows: boolean): Source {
  if (!isOfEvents(plan)) return 'visits';
  const hasAllRows = hasOtherRows || !plan.dimensions.includes('pathname');
  return isOfPathname(plan) && hasAllRows && !isCut(plan.range) ? 'entries' : 'matched';
}

/** Gives every measure its source and puts those of one source together. */
export function chooseParts(plan: Plan): Plan {
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
  return { ...plan, parts };
}

/**
 * Visitors can be counted by a mark where a row's visits are all of a day's, or all those with one
 * value of one property.
 */
export function chooseMark(plan: Plan): Plan {
  const divided = plan.dimensions.filter((name) => kindOf(name) === 'visit');
  const names = [...new Set([...divided, ...plan.visitFilters.map((filter) => filter.dimension)])];
  if (names.length === 0) return { ...plan, mark: 'visitor' };
  const isOneValue = divided.length === 1 || plan.visitFilters.every(choosesOneValue);
  return names.length === 1 && isOneValue ? { ...plan, mark: names[0] as VisitMark } : plan;
}

function choosesOneValue({ dimension, operator, values }: Filter): boolean {
  const entry = DIMENSION_ENTRIES[dimension];
  // The text of a missing value stands for two: that text, and none.
  const isMissing = entry.kind !== 'time' && values[0] === entry.missing;
  return operator === 'is' && values.length === 1 && !isMissing;
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

const isVisitFilter = (filter: Filter) => kindOf(filter.dimension) === 'visit';

/** Pure: the same input gives the same plan. */
export function planQuery(input: PlanInput): Plan {
  const { filters, order = [], ...rest } = input;
  const start: Plan = {
    ...rest,
    dimensions: [...input.dimensions],
    metrics: [...input.metrics],
    visitFilters: filters.filter(isVisitFilter),
    eventFilters: filters.filter((filter) => !isVisitFilter(filter)),
    parts: [],
    mark: null,
    order,
  };
  return PLAN_STEPS.reduce((plan, step) => step(plan), start);
}
