/** One entry per metric: which counted numbers it is made of. The definitions are METRICS.md's. */
import { METRICS, type AnyMetric, type AnyMetricValue, type Metric } from '@purestat/vocabulary';
import { meanAmount, readAmounts, toMoney, type Amount } from './money.ts';
import {
  numbersMeasure,
  numbersOf,
  orderOf,
  propertyMetric,
  summaryOf,
  type NumbersMeasure,
} from './numbers.ts';

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
  'entrances',
] as const;
/** Of reports of engagement. `deepest_scrolls`: the deepest scroll of each visit on each page, added up. */
export const ENGAGEMENT_MEASURES = [
  'engaged_ms',
  'engaged_visits',
  'deepest_scrolls',
  'scrolled_pages',
] as const;
/** Events that meet a goal, and their visitors. */
export const CONVERSION_MEASURES = ['conversions', 'converted_visitors'] as const;
/**
 * `amounts`: text that holds the sum and number of each currency, see money.ts. The other two are
 * for the order alone: ten-thousandths, null where currencies mix or there is none.
 */
export const REVENUE_MEASURES = ['amounts', 'amount', 'average_amount'] as const;
export type Measure =
  | (typeof EVENT_MEASURES)[number]
  | 'visits'
  | (typeof ENTERED_MEASURES)[number]
  | 'exits'
  | (typeof ENGAGEMENT_MEASURES)[number]
  | (typeof CONVERSION_MEASURES)[number]
  // Who might have converted: visitors of the same query without what speaks of goals.
  | 'base_visitors'
  | (typeof REVENUE_MEASURES)[number]
  | NumbersMeasure;

const NOT_COUNTED: { [name in Measure]?: string } = {
  amounts: `''`,
  amount: 'NULL',
  average_amount: 'NULL',
};

/** What rows that do not count a measure have for it. */
export function notCounted(name: Measure): string {
  const ofNumbers = numbersMeasure(name);
  if (ofNumbers !== null) return ofNumbers.summary === null ? `''` : 'NULL';
  return NOT_COUNTED[name] ?? '0';
}

/** Whether rows of several parts are put together by adding up; else by the greatest. */
export const isAddedUp = (name: Measure) => notCounted(name) === '0';

interface NumberEntry {
  of: Measure;
  /** Divided by this; the metric is null where it is 0. Of the whole query: its visitors without dimensions. */
  per?: Measure | 'query_visitors';
  /** Factors that bring `of` / `per` into the metric's unit. */
  times?: number;
  over?: number;
}

/** Made of a text of exact numbers. */
interface TextEntry {
  text: Measure;
  read: (text: string) => AnyMetricValue;
  /** What the rows are ordered by; null: there is no order. */
  orderedBy: Measure | null;
}

export type MetricEntry = NumberEntry | TextEntry;

/** Amounts of different currencies are no sum. */
const ofOne = (amounts: readonly Amount[], value: (amount: Amount) => bigint) =>
  amounts.length === 1 ? toMoney(amounts[0]!.currency, value(amounts[0]!)) : null;

/** Made of `amounts`. */
const ofAmounts = (
  value: (amounts: readonly Amount[]) => AnyMetricValue,
  orderedBy: Measure | null,
): TextEntry => ({ text: 'amounts', read: (text) => value(readAmounts(text)), orderedBy });

const METRIC_ENTRIES: Record<Metric, MetricEntry> = {
  visitors: { of: 'visitors' },
  visits: { of: 'visits' },
  pageviews: { of: 'pageviews' },
  events: { of: 'events' },
  views_per_visit: { of: 'entered_pageviews', per: 'entered_visits' },
  bounce_rate: { of: 'entered_bounces', per: 'entered_visits', times: 100 },
  avg_duration: { of: 'entered_duration_ms', per: 'entered_visits', over: 1000 },
  scroll_depth: { of: 'deepest_scrolls', per: 'scrolled_pages' },
  time_on_page: { of: 'engaged_ms', per: 'engaged_visits', over: 1000 },
  entrances: { of: 'entrances' },
  exits: { of: 'exits' },
  exit_rate: { of: 'exits', per: 'pageviews', times: 100 },
  conversions: { of: 'conversions' },
  conversion_rate: { of: 'converted_visitors', per: 'base_visitors', times: 100 },
  revenue: ofAmounts((amounts) => ofOne(amounts, ({ sum }) => sum), 'amount'),
  average_revenue: ofAmounts((amounts) => ofOne(amounts, meanAmount), 'average_amount'),
  revenue_by_currency: ofAmounts(
    (amounts) => amounts.map(({ currency, sum }) => toMoney(currency, sum)),
    null,
  ),
  percentage: { of: 'visitors', per: 'query_visitors', times: 100 },
};

/** What is known of a metric, those of custom properties included. */
export function metricEntry(metric: AnyMetric): MetricEntry {
  const ofProperty = propertyMetric(metric);
  if (ofProperty === null) return METRIC_ENTRIES[metric as Metric];
  const { summary, key } = ofProperty;
  return {
    text: numbersOf(key),
    read: (text) => summaryOf(summary, text),
    orderedBy: orderOf(summary, key),
  };
}

/** Whether it is made of a text, by which no sum of days' rows can be put in order. */
export const isMadeOfText = (metric: AnyMetric): boolean => 'text' in metricEntry(metric);

/** Whether rows can be ordered by the metric: a list of amounts has no place among others. */
export function hasOrder(metric: AnyMetric): boolean {
  const entry = metricEntry(metric);
  return !('text' in entry) || entry.orderedBy !== null;
}

/** Digits after the point of a metric that is a number. */
export const decimalsOf = (metric: AnyMetric) => METRICS[metric as Metric].decimals;

/** The measures that the metrics are made of, each once. */
export function measuresOf(metrics: readonly AnyMetric[]): Measure[] {
  const names = metrics.flatMap((metric): Measure[] => {
    const entry = metricEntry(metric);
    if ('text' in entry) return [entry.text];
    const { of, per } = entry;
    return per === undefined || per === 'query_visitors' ? [of] : [of, per];
  });
  return [...new Set(names)];
}

/** Counted numbers by name; an absent one counts as 0. */
export type Measured = { readonly [name in Measure | 'query_visitors']?: number | string | null };

/** @returns the metric, rounded half up in whole-number arithmetic; null where it cannot be computed */
export function metricValue(metric: AnyMetric, measured: Measured): AnyMetricValue {
  const entry = metricEntry(metric);
  if ('text' in entry) return entry.read(String(measured[entry.text] ?? ''));
  const { of, per, times = 1, over = 1 } = entry;
  const counted = Number(measured[of] ?? 0);
  if (per === undefined) return counted;
  const divisor = Number(measured[per] ?? 0) * over;
  if (divisor === 0) return null;
  const scale = 10 ** decimalsOf(metric);
  return Math.floor((2 * counted * times * scale + divisor) / (2 * divisor)) / scale;
}
