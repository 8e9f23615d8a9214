import type { CutReason, DropReason } from './drop-reasons.ts';
import type { FilterOperator, Period } from './figures.ts';
import type { ErrorBody } from './resources.ts';

/** One filter value: any of a list; a bare string or list means `is`. */
export type FilterValue =
  | string
  | readonly string[]
  | { readonly [operator in FilterOperator]?: string | readonly string[] };

/** Object form: every entry must hold. Keys are dimension names. */
export type Filters = { readonly [dimension: string]: FilterValue };

/** Expression form, nested to any combination; the last part is a value or any of a list. */
export type FilterExpression =
  | readonly ['and' | 'or', ...FilterExpression[]]
  | readonly ['not' | 'has_done', FilterExpression]
  | readonly [FilterOperator, string, string | readonly string[]];

/** Body of `POST /api/org/:orgId/site/:siteId/stats`. Days are inclusive, in the site's timezone. */
export interface StatsQuery {
  period: Period;
  /** With period `custom`: first and last day, `YYYY-MM-DD`. */
  date_from?: string;
  date_to?: string;
  metrics?: readonly string[];
  dimensions?: readonly string[];
  filters?: Filters | FilterExpression;
  compare?: 'previous_period' | 'previous_year' | 'custom';
  compare_from?: string;
  compare_to?: string;
  order_by?: string;
  order_dir?: 'asc' | 'desc';
  /** 1 to 10,000; 100 unless told. Rows whose dimensions are all time are never limited. */
  limit?: number;
  offset?: number;
}

/** An amount, exact to 4 decimals, with its ISO 4217 currency. */
export interface Money {
  value: number;
  currency: string;
}

/** A counted or computed figure; null: it cannot be computed. */
export type MetricValue = number | null;
/** Revenue is money, or a list of it by currency; every other metric is a number. */
export type AnyMetricValue = MetricValue | Money | Money[];
export type MetricValues<Value = MetricValue> = Record<string, Value>;

export interface Comparison<Value = MetricValue> {
  date_from: string;
  date_to: string;
  metrics: MetricValues<Value>;
  /** Percent, one decimal; points for metrics that are percentages; null when the earlier value is 0 or null. */
  change: MetricValues;
}

/** A row's own comparison: the same bucket or value in the compared range. */
export interface RowComparison<Value = MetricValue> {
  metrics: MetricValues<Value>;
  change: MetricValues;
}

export interface StatsMeta {
  timezone: string;
  /** First and last day covered, inclusive, site timezone. */
  date_from: string;
  date_to: string;
  /** Rows before limit and offset. */
  total_rows: number;
  /** Always false: figures are exact. */
  sampled: false;
  /** The time bucket under way at the moment of the answer (as its dimension's value), when the rows hold it. */
  partial_bucket: string | null;
  /** With metrics of custom properties: what the values of each key are, over the whole query. */
  property_values?: PropertyValues[];
}

/** The events of a query that carry a custom property, by whether its value is a number. */
export interface PropertyValues {
  key: string;
  /** Values that sums and averages are made of. */
  numbers: number;
  /** Values that are none, or too large, and are left out. */
  skipped: number;
  /** Whether most values are numbers, so that their sum says something. */
  numeric: boolean;
}

/** Of a query without metrics of money all values are numbers. */
export interface StatsAnswer<Value = MetricValue> {
  metrics: MetricValues<Value>;
  dimensions: Array<Record<string, Value | string | RowComparison<Value>>>;
  meta: StatsMeta;
  comparison?: Comparison<Value>;
}

/**
 * Body of `POST …/stats/batch`: named queries over one shared base, answered in one request.
 * Each entry of `queries` is laid over `base` (shallow). At most 20.
 */
export interface StatsBatchQuery {
  base: StatsQuery;
  queries: Record<string, Partial<StatsQuery>>;
  /** Adds the live figures of the last 5 minutes. */
  realtime?: boolean;
}

export interface StatsBatchAnswer<Value = MetricValue> {
  results: Record<string, StatsAnswer<Value>>;
  realtime?: RealtimeAnswer;
  /** When the site's first event arrived, or null while there is none. */
  first_event_at: string | null;
}

/**
 * A line of the same answer as `application/x-ndjson`, each sent as soon as it is known: the first
 * tells of the first event alone, the last says `done`, and an answer without that one is not whole.
 */
export type StatsBatchLine<Value = MetricValue> =
  | { first_event_at: string | null; done?: true }
  | { name: string; result: StatsAnswer<Value> }
  | { name: string; error: ErrorBody['error'] }
  | { realtime: RealtimeAnswer }
  | { realtime: null; error: ErrorBody['error'] };

export interface RealtimeAnswer {
  visitors: number;
  pageviews: number;
  top_pages: Array<{ pathname: string; visitors: number }>;
  top_sources: Array<{ source: string; visitors: number }>;
  countries: Array<{ country: string; visitors: number }>;
  /** The last 30 minutes, oldest first; `minute` is ISO 8601 with the site's offset. */
  per_minute: Array<{ minute: string; visitors: number; pageviews: number }>;
}

/** Answer of `GET …/drops`: events that were not counted on purpose, or not whole; the most frequent reason first. */
export interface DropsAnswer {
  drops: Array<{ reason: DropReason; events: number }>;
  /** Events that are counted, but of which something was cut; `property`: the key of the latest such one. */
  cuts: Array<{ reason: CutReason; events: number; property: string | null }>;
  /** First and last day covered, inclusive, site timezone. */
  date_from: string;
  date_to: string;
}
