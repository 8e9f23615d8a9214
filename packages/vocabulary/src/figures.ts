/** Names of metrics, dimensions and periods as they stand on the wire, with their units. */

/** How a metric's value is to be read. `percent` values run from 0 to 100. */
export type Unit = 'count' | 'ratio' | 'percent' | 'seconds';

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
} as const satisfies Record<
  string,
  { label: string; unit: Unit; decimals: number; lowerIsBetter: boolean }
>;
export type Metric = keyof typeof METRICS;

/** Other names under which a metric may be asked for; the answer uses the name that was asked. */
export const METRIC_ALIASES = { sessions: 'visits', visit_duration: 'avg_duration' } as const;

export const TIME_DIMENSIONS = ['hour', 'date', 'week', 'month'] as const;
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

/** Properties of a single event. */
export const EVENT_DIMENSIONS = ['pathname', 'hostname', 'event_name'] as const;
export type EventDimension = (typeof EVENT_DIMENSIONS)[number];

export type Dimension = TimeDimension | VisitDimension | EventDimension;

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

export const FILTER_OPERATORS = ['is', 'is_not', 'contains', 'contains_not'] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];
