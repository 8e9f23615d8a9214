/** Names of metrics, dimensions and periods as they stand on the wire, with their units. */

/**
 * How a metric's value is to be read. `percent` values run from 0 to 100; `money` is an amount with
 * its currency, `money_list` one amount for each currency.
 */
export type Unit = 'count' | 'ratio' | 'percent' | 'seconds' | 'money' | 'money_list';

/**
 * The metrics a stats query may ask for.
 * `decimals`: digits after the point in an answer. `lowerIsBetter`: a fall is good news.
 * A value is null where it cannot be computed (a bounce rate without visits); 0 was counted.
 */
export const METRICS = {
  visitors: { label: 'Unique visitors', unit: 'count', decimals: 0, lowerIsBetter: false },
  visits: { label: 'Visits', unit: 'count', decimals: 0, lowerIsBetter: false },
  pageviews: { label: 'Pageviews', unit: 'count', decimals: 0, lowerIsBetter: false },
  events: { label: 'Events', unit: 'count', decimals: 0, lowerIsBetter: false },
  views_per_visit: { label: 'Views per visit', unit: 'ratio', decimals: 2, lowerIsBetter: false },
  bounce_rate: { label: 'Bounce rate', unit: 'percent', decimals: 1, lowerIsBetter: true },
  avg_duration: { label: 'Visit duration', unit: 'seconds', decimals: 0, lowerIsBetter: false },
  scroll_depth: { label: 'Scroll depth', unit: 'percent', decimals: 0, lowerIsBetter: false },
  time_on_page: { label: 'Time on page', unit: 'seconds', decimals: 0, lowerIsBetter: false },
  entrances: { label: 'Entrances', unit: 'count', decimals: 0, lowerIsBetter: false },
  exits: { label: 'Exits', unit: 'count', decimals: 0, lowerIsBetter: false },
  exit_rate: { label: 'Exit rate', unit: 'percent', decimals: 1, lowerIsBetter: true },
  conversions: { label: 'Conversions', unit: 'count', decimals: 0, lowerIsBetter: false },
  conversion_rate: { label: 'Conversion rate', unit: 'percent', decimals: 1, lowerIsBetter: false },
  revenue: { label: 'Revenue', unit: 'money', decimals: 4, lowerIsBetter: false },
  average_revenue: { label: 'Average revenue', unit: 'money', decimals: 4, lowerIsBetter: false },
  revenue_by_currency: {
    label: 'Revenue by currency',
    unit: 'money_list',
    decimals: 4,
    lowerIsBetter: false,
  },
  percentage: { label: 'Share of visitors', unit: 'percent', decimals: 1, lowerIsBetter: false },
} as const satisfies Record<
  string,
  { label: string; unit: Unit; decimals: number; lowerIsBetter: boolean }
>;
export type Metric = keyof typeof METRICS;

/** Other names under which a metric may be asked for; the answer uses the name that was asked. */
export const METRIC_ALIASES = { sessions: 'visits', visit_duration: 'avg_duration' } as const;

export const TIME_DIMENSIONS = ['minute', 'hour', 'date', 'week', 'month'] as const;
export type TimeDimension = (typeof TIME_DIMENSIONS)[number];

/** Properties of a visit: those of its first event. A filter on one chooses whole visits. */
export const VISIT_DIMENSIONS = [
  'source',
  'channel',
  'referrer',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'country',
  'region',
  'city',
  'browser',
  'browser_version',
  'os',
  'os_version',
  'device_type',
  'screen_size',
  'language',
  'entry_page',
  'exit_page',
] as const;
export type VisitDimension = (typeof VISIT_DIMENSIONS)[number];

/** Properties of a single event that every site has. */
export const EVENT_DIMENSIONS = ['pathname', 'hostname', 'page_title', 'event_name'] as const;
export type EventDimension = (typeof EVENT_DIMENSIONS)[number];

/** A custom property of events, `props:plan`; the key has 1 to 64 characters. */
export type PropertyDimension = `props:${string}`;
export const PROPERTY_PREFIX = 'props:';

/** What is made of the numbers among a custom property's values, `sum:props:price`. */
export const PROPERTY_SUMMARIES = ['sum', 'average'] as const;
export type PropertyMetric = `${(typeof PROPERTY_SUMMARIES)[number]}:${PropertyDimension}`;
/** A metric by name, or one of a custom property. */
export type AnyMetric = Metric | PropertyMetric;
/** Digits after the point that count of a property's number, and that its metrics have at most. */
export const PROPERTY_DECIMALS = 10;

/** Dimensions with a name of their own: all but the custom properties. */
export type NamedDimension = TimeDimension | VisitDimension | EventDimension | 'goal' | 'property';
export type Dimension = NamedDimension | PropertyDimension;

export const PERIODS = [
  'today',
  'yesterday',
  '24h',
  '7d',
  '28d',
  '30d',
  '91d',
  'month',
  'last_month',
  '6mo',
  '12mo',
  'year',
  'all',
  'custom',
] as const;
export type Period = (typeof PERIODS)[number];

/** What stands for a missing value, in answers and in filters. */
export const NO_SOURCE = 'Direct / None';
export const NOT_SET = '(not set)';
export const NO_PROPERTY = '(none)';

/** `matches`: RE2, anywhere in the value. */
export const FILTER_OPERATORS = [
  'is',
  'is_not',
  'contains',
  'contains_not',
  'matches',
  'matches_not',
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];
