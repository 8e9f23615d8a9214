/**
 * The figures that sealing keeps of a finished day: for each value of a dimension the counted
 * numbers of that day. A visitor and a visit lie within one day, so they add up over days exactly.
 */
import { NO_SOURCE, NOT_SET } from '@purestat/vocabulary';
import { VISIT_PROPERTIES } from './event-record.ts';

/** Properties of visits that divide them; `total` does not divide anything. */
export const VISIT_FIGURE_DIMENSIONS = [
  'total',
  ...VISIT_PROPERTIES,
  'entry_page',
  'exit_page',
] as const;

/** Properties of single events; the row of a value speaks of the events that carry it. */
export const EVENT_FIGURE_DIMENSIONS = ['pathname', 'hostname', 'event_name'] as const;

/** A row names its dimension by its place here; only ever append. */
export const FIGURE_DIMENSIONS = [...VISIT_FIGURE_DIMENSIONS, ...EVENT_FIGURE_DIMENSIONS] as const;
export type FigureDimension = (typeof FIGURE_DIMENSIONS)[number];

export const figureCode = (dimension: FigureDimension) => FIGURE_DIMENSIONS.indexOf(dimension);

/** Names of the counted numbers, as the columns are called; a query's measures have the same names, but the last. */
export const FIGURE_MEASURES = [
  'visitors',
  'visits',
  'pageviews',
  'events',
  'entered_visits',
  'entered_bounces',
  'entered_pageviews',
  'entered_duration_ms',
  'entrances',
  'exits',
  'engaged_ms',
  'engaged_visits',
  'deepest_scrolls',
  'scrolled_pages',
  // Visits and pages of which anything was reported, be it no time and no scroll.
  'engagements',
] as const;
export type FigureMeasure = (typeof FIGURE_MEASURES)[number];

/** Measures that come from reports of engagement, which are by page. */
const ENGAGEMENT: readonly FigureMeasure[] = [
  'engaged_ms',
  'engaged_visits',
  'deepest_scrolls',
  'scrolled_pages',
  'engagements',
];

/** Whether the rows of the dimension hold the measure; where they do not it is 0 there. */
export function holdsMeasure(dimension: FigureDimension, measure: FigureMeasure): boolean {
  if (dimension === 'total' || dimension === 'pathname') return true;
  const isOfVisits = (VISIT_FIGURE_DIMENSIONS as readonly string[]).includes(dimension);
  const isOfPages = measure === 'entrances' || measure === 'exits';
  return !ENGAGEMENT.includes(measure) && (isOfVisits || !isOfPages);
}

/**
 * Dimensions with many values. Their figures lie in tables of their own, so that a report about
 * countries does not read past every page, and are kept by the month too.
 */
const LONG_DIMENSIONS: readonly FigureDimension[] = [
  'referrer',
  'utm_term',
  'utm_content',
  'utm_campaign',
  'city',
  'browser_version',
  'entry_page',
  'exit_page',
  'pathname',
];

export const isLongDimension = (dimension: FigureDimension) => LONG_DIMENSIONS.includes(dimension);

/** What stands for an empty value in the rows; null: the dimension has none. */
export function missingText(dimension: FigureDimension): string | null {
  if (dimension === 'source') return NO_SOURCE;
  const isOfEvents = (EVENT_FIGURE_DIMENSIONS as readonly string[]).includes(dimension);
  return isOfEvents || dimension === 'total' ? null : NOT_SET;
}

/** A day with fewer events is read from its visits as fast, and its figures would be as many rows as its events. */
export const MIN_EVENTS_FOR_FIGURES = 2_000;

/** Some days and months of a dimension's figures. */
export interface FigureSpans {
  dimension: FigureDimension;
  /** First and last day of each span, `YYYY-MM-DD`. */
  days: ReadonlyArray<readonly [string, string]>;
  /** First days of whole months, of which the figures by the month are meant. */
  months: readonly string[];
}

/** Which figures of a site may be read instead of its visits and events. */
export interface SealedFigures {
  /** Days, `YYYY-MM-DD`. */
  days: ReadonlySet<string>;
  /** First days of months for which the long dimensions are kept by the month. */
  months: ReadonlySet<string>;
  /** Another one whenever one of the days may have got other rows; a further day changes nothing. */
  stamp: string;
}
