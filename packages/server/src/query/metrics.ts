/** One entry per metric: which counted numbers it is made of. The definitions are METRICS.md's. */
import { METRICS, type AnyMetricValue, type Metric } from '@purestat/vocabulary';
import { meanAmount, readAmounts, toMoney, type Amount } from './money.ts';

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
  | (typeof REVENUE_MEASURES)[number];

/** What rows that do not count a measure have for it; rows are put together by the greatest. Else it is 0, and added up. */
export const NOT_COUNTED: { [name in Measure]?: string } = {
  amounts: `''`,
  amount: 'NULL',
  average_amount: 'NULL',
};

interface NumberEntry {
  of: Measure;
  /** Divided by this; the metric is null where it is 0. Of the whole query: its visitors without dimensions. */
  per?: Measure | 'query_visitors';
  /** Factors that bring `of` / `per` into the metric's unit. */
  times?: number;
  over?: number;
}

/** Made of `amounts`. */
interface MoneyEntry {
  money: (amounts: readonly Amount[]) => AnyMetricValue;
  /** What the rows are ordered by; null: there is no order. */
  orderedBy: Measure | null;
}

export type MetricEntry = NumberEntry | MoneyEntry;

/** Amounts of different currencies are no sum. */
const ofOne = (amounts: readonly Amount[], value: (amount: Amount) => bigint) =>
  amounts.length === 1 ? toMoney(amounts[0]!.currency, value(amounts[0]!)) : null;

export const METRIC_ENTRIES: Record<Metric, MetricEntry> = {
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
  revenue: { money: (amounts) => ofOne(amounts, ({ sum }) => sum), orderedBy: 'amount' },
  average_revenue: { money: (amounts) => ofOne(amounts, meanAmount), orderedBy: 'average_amount' },
  revenue_by_currency: {
    money: (amounts) => amounts.map(({ currency, sum }) => toMoney(currency, sum)),
    orderedBy: null,
  },
  percentage: { of: 'visitors', per: 'query_visitors', times: 100 },
};

/** Whether rows can be ordered by the metric: a list of amounts has no place among others. */
export function hasOrder(metric: Metric): boolean {
  const entry = METRIC_ENTRIES[metric];
  return !('money' in entry) || entry.orderedBy !== null;
}

export const isMoneyMetric = (metric: Metric): boolean => 'money' in METRIC_ENTRIES[metric];

/** The measures that the metrics are made of, each once. */
export function measuresOf(metrics: readonly Metric[]): Measure[] {
  const names = metrics.flatMap((metric): Measure[] => {
    const entry = METRIC_ENTRIES[metric];
    if ('money' in entry) return ['amounts'];
    const { of, per } = entry;
    return per === undefined || per === 'query_visitors' ? [of] : [of, per];
  });
  return [...new Set(names)];
}

/** Counted numbers by name; an absent one counts as 0. */
export type Measured = { readonly [name in Measure | 'query_visitors']?: number | string | null };

/** @returns the metric, rounded half up in whole-number arithmetic; null where it cannot be computed */
export function metricValue(metric: Metric, measured: Measured): AnyMetricValue {
  const entry = METRIC_ENTRIES[metric];
  if ('money' in entry) return entry.money(readAmounts(String(measured.amounts ?? '')));
  const { of, per, times = 1, over = 1 } = entry;
  const counted = Number(measured[of] ?? 0);
  if (per === undefined) return counted;
  const divisor = Number(measured[per] ?? 0) * over;
  if (divisor === 0) return null;
  const scale = 10 ** METRICS[metric].decimals;
  return Math.floor((2 * counted * times * scale + divisor) / (2 * divisor)) / scale;
}
