/** One entry per metric: which counted numbers it is made of. The definitions are METRICS.md's. */
import { METRICS, type Metric } from '@purestat/vocabulary';

/**
 * Numbers that the engine counts. Those of events are counted in the bucket of the event, those of
 * visits in the bucket in which the visit began. The `entered` ones speak of the row's visits, but
 * with a pathname filter or dimension only of those that entered on that page.
 */
export const EVENT_MEASURES = ['visitors', 'pageviews', 'events'] as const;
export const ENTERED_MEASURES = [
  'entered_visits',
  'entered_bounces',
  'entered_pageviews',
  'entered_duration_ms',
] as const;
export type EventMeasure = (typeof EVENT_MEASURES)[number];
export type EnteredMeasure = (typeof ENTERED_MEASURES)[number];
export type Measure = EventMeasure | 'visits' | EnteredMeasure;

export interface MetricEntry {
  of: Measure;
  /** Divided by this; the metric is null where it is 0. */
  per?: Measure;
  /** Factors that bring `of` / `per` into the metric's unit. */
  times?: number;
  over?: number;
}

/** Stands in until the engine counts the metric; the parser refuses those. */
const NOT_YET: MetricEntry = { of: 'events' };

export const METRIC_ENTRIES: Record<Metric, MetricEntry> = {
  visitors: { of: 'visitors' },
  visits: { of: 'visits' },
  pageviews: { of: 'pageviews' },
  events: { of: 'events' },
  views_per_visit: { of: 'entered_pageviews', per: 'entered_visits' },
  bounce_rate: { of: 'entered_bounces', per: 'entered_visits', times: 100 },
  avg_duration: { of: 'entered_duration_ms', per: 'entered_visits', over: 1000 },
  scroll_depth: NOT_YET,
  time_on_page: NOT_YET,
  entrances: NOT_YET,
  exits: NOT_YET,
  exit_rate: NOT_YET,
  conversions: NOT_YET,
  conversion_rate: NOT_YET,
  revenue: NOT_YET,
  average_revenue: NOT_YET,
  revenue_by_currency: NOT_YET,
  percentage: NOT_YET,
};

/** The measures that the metrics are made of, each once. */
export function measuresOf(metrics: readonly Metric[]): Measure[] {
  const entries = metrics.map((metric) => METRIC_ENTRIES[metric]);
  return [...new Set(entries.flatMap(({ of, per }) => (per === undefined ? [of] : [of, per])))];
}

/**
 * @param measures counted numbers; an absent one counts as 0
 * @returns the metric, rounded half up in whole-number arithmetic; null where there is nothing to divide by
 */
export function metricValue(
  metric: Metric,
  measures: { readonly [name in Measure]?: number },
): number | null {
  const { of, per, times = 1, over = 1 } = METRIC_ENTRIES[metric];
  const counted = measures[of] ?? 0;
  if (per === undefined) return counted;
  const divisor = (measures[per] ?? 0) * over;
  if (divisor === 0) return null;
  const scale = 10 ** METRICS[metric].decimals;
  return Math.floor((2 * counted * times * scale + divisor) / (2 * divisor)) / scale;
}
