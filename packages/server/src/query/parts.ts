/** Which rows each measure of a plan is counted from. Pure. */
import type { Dimension, TimeDimension } from '@purestat/vocabulary';
import { conversionFilter, isAnsweredByEngagement } from './conversions.ts';
import { dimensionEntry } from './dimensions.ts';
import { isOfPathname, isOfVisits, mentionsPathname } from './filter-tree.ts';
import {
  CONVERSION_MEASURES,
  ENGAGEMENT_MEASURES,
  ENTERED_MEASURES,
  EVENT_MEASURES,
  measuresOf,
  metricEntry,
  REVENUE_MEASURES,
  type Measure,
} from './metrics.ts';
import { isNumbersMeasure } from './numbers.ts';
import type { Part, Plan, Source } from './plan.ts';
import { isClockUnit, type TimeRange } from './time.ts';

/** What of a plan chooses and divides its rows. */
type Choice = Pick<Plan, 'dimensions' | 'filter'>;

export const kindOf = (dimension: Dimension) => dimensionEntry(dimension).kind;

export function isTimeDimension(dimension: Dimension): dimension is TimeDimension {
  return kindOf(dimension) === 'time';
}

const isOfEvent = (dimension: Dimension) => ['event', 'goal', 'keys'].includes(kindOf(dimension));

/** Whether an event's own properties choose or divide anything. */
function isOfEvents({ filter, dimensions }: Choice): boolean {
  return !isOfVisits(filter) || dimensions.some(isOfEvent);
}

/** Whether the measures of visits speak of those that entered, or left, on the page. */
export function speaksOfPages(plan: Choice): boolean {
  return plan.dimensions.includes('pathname') || mentionsPathname(plan.filter);
}

export function isCut(range: TimeRange): boolean {
  return range.fromMs !== undefined || range.toMs !== undefined;
}

/** Whether of all properties of events nothing but the pathname chooses and divides. */
function hasOnlyPathname({ filter, dimensions }: Choice): boolean {
  return (
    isOfPathname(filter) && dimensions.every((name) => !isOfEvent(name) || name === 'pathname')
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

const visitSource = (plan: Plan): Source => (isOfEvents(plan) ? 'matched' : 'visits');

/**
 * A visit that entered on a chosen page holds a chosen event, the pageview of its entry; so where
 * nothing but the pathname chooses and divides, the visits' own rows are enough. The same holds of
 * the page on which it left.
 */
function pageSource(plan: Plan, rows: 'entries' | 'exits'): Source {
  return isOfEvents(plan) && hasOnlyPathname(plan) && !isCut(plan.range) ? rows : visitSource(plan);
}

/** Puts together what is counted from the same rows. */
function mergeParts(wanted: readonly Part[]): Part[] {
  const parts: Part[] = [];
  for (const part of wanted) {
    if (part.measures.length === 0) continue;
    const { source, filter } = part;
    const same = parts.find((other) => other.source === source && other.filter === filter);
    if (same === undefined) parts.push({ ...part, measures: [...part.measures] });
    else same.measures.push(...part.measures);
  }
  return parts;
}

/**
 * What has to be counted besides, so that there is a row for every combination of values that the
 * chosen events, or their visits, have; for a part may have rows for some of them only.
 */
function partsForRows(plan: Plan, parts: readonly Part[]): Part[] {
  if (plan.dimensions.every(isTimeDimension)) return [];
  const ofEvents: Part = { source: eventSource(plan), measures: ['events'] };
  const ofVisits: Part = { source: visitSource(plan), measures: ['visits'] };
  const isThere = ({ source }: Part) =>
    parts.some((part) => part.source === source && part.filter === undefined);
  if (!plan.dimensions.some(isClockUnit) && !isCut(plan.range)) {
    return isThere(ofEvents) || isThere(ofVisits) ? [] : [ofEvents];
  }
  // A visit is in the bucket, and in the range, in which it began; its events need not be.
  const measures = measuresOfPlan(plan);
  const asked = [
    ...(measures.some((name) => !OF_VISITS.includes(name)) ? [ofEvents] : []),
    ...(measures.some((name) => OF_VISITS.includes(name)) ? [ofVisits] : []),
  ];
  return asked.filter((part) => !isThere(part));
}

const OF_VISITS: readonly Measure[] = ['visits', ...ENTERED_MEASURES, 'exits'];

/** The measures of the metrics, and what the order needs besides. */
function measuresOfPlan({ metrics, order, base }: Plan): Measure[] {
  const orderedBy = order.flatMap(({ by }) => {
    const entry = 'metric' in by ? metricEntry(by.metric) : null;
    return entry !== null && 'text' in entry && entry.orderedBy !== null ? [entry.orderedBy] : [];
  });
  const own: Measure[] = base === 'own' ? ['visitors'] : [];
  return [...new Set([...measuresOf(metrics), ...orderedBy, ...own])];
}

/** Gives every measure its source and puts those of one source together. */
export function partsOf(plan: Plan): Part[] {
  const measures = measuresOfPlan(plan);
  const among = (names: readonly Measure[]) => measures.filter((name) => names.includes(name));
  const filter = conversionFilter(plan);
  const converting = filter === plan.filter ? plan : { ...plan, filter };
  const parts = mergeParts([
    { source: eventSource(plan), measures: among(EVENT_MEASURES) },
    { source: visitSource(plan), measures: among(['visits']) },
    { source: pageSource(plan, 'entries'), measures: among(ENTERED_MEASURES) },
    { source: pageSource(plan, 'exits'), measures: among(['exits']) },
    {
      source: 'engagements',
      measures: isAnsweredByEngagement(plan) ? among(ENGAGEMENT_MEASURES) : [],
    },
    {
      source: eventSource(converting),
      measures: among(CONVERSION_MEASURES),
      ...(converting === plan ? {} : { filter }),
    },
    { source: 'revenue', measures: among(REVENUE_MEASURES) },
    { source: 'numbers', measures: measures.filter(isNumbersMeasure) },
  ]);
  return mergeParts([...parts, ...partsForRows(plan, parts)]);
}

/** Measures that are asked for and that nothing can answer. */
export function unansweredOf(plan: Plan): Measure[] {
  if (isAnsweredByEngagement(plan)) return [];
  const names: readonly Measure[] = ENGAGEMENT_MEASURES;
  return measuresOfPlan(plan).filter((name) => names.includes(name));
}
