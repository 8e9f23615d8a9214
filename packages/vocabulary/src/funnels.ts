/** Funnels as the API shows them. Times are ISO 8601 UTC. */
import type { VisitDimension } from './figures.ts';
import type { StatsQuery } from './stats.ts';

export const FUNNEL_STEPS_MIN = 2;
export const FUNNEL_STEPS_MAX = 8;

/** A goal of the site, or a path; exactly one of the two is given. */
export interface FunnelStep {
  /** The goal's, or `Visit` and the path. */
  name: string;
  /** Whether a page or an event of its own is waited for. */
  type: 'page' | 'event';
  goal_id: string | null;
  /** `*` stands for one or more characters but `/`, `**` for any. */
  page_path: string | null;
}

/** What visitors are to do within a day, in this order. */
export interface Funnel {
  id: string;
  /** Unique among the funnels of a site. */
  name: string;
  /** Nothing else may happen between two steps. */
  strict: boolean;
  steps: FunnelStep[];
  created_at: string;
}

/** Body of `POST …/funnel/:funnelId/stats`, and in the query string of `GET`. */
export interface FunnelQuery extends Pick<
  StatsQuery,
  'date_from' | 'date_to' | 'filters' | 'compare' | 'compare_from' | 'compare_to'
> {
  period?: StatsQuery['period'];
  /** Divides those who entered by a property of the visit in which they did. */
  split?: VisitDimension;
  /** Whether what those did next who did not go on is asked for; it is unless told. */
  next?: boolean;
}

/** Visitors are counted once for each day. */
export interface FunnelMetrics {
  entered: number;
  completed: number;
  /** Percent, one decimal; null when nobody entered. */
  conversion_rate: number | null;
  /** Median of the time from the first step to the last, whole seconds; null when nobody completed. */
  median_seconds: number | null;
}

export interface FunnelStepFigures {
  /** Who got as far as this step. */
  visitors: number;
  /** Percent of those who entered; null when nobody did. */
  entered_rate: number | null;
  /** Percent of those who got as far as the step before; null for the first step, or when nobody did. */
  previous_rate: number | null;
  /** Who did not get to the next step; of the last one 0. */
  dropped: number;
  /** Percent of `visitors`; null when there are none. */
  drop_rate: number | null;
  /** Median of the time since the step before, whole seconds; null for the first step, or when nobody got here. */
  median_seconds: number | null;
}

/** What some of those did next who did not get to the next step. */
export interface FunnelNext {
  /** `left`: nothing more on that day. */
  type: 'pageview' | 'event' | 'left';
  /** Path, or name of the event; null for `left`. */
  value: string | null;
  visitors: number;
  /** Percent of those who did not get to the next step. */
  percentage: number;
}

export interface FunnelSplitRow extends FunnelMetrics {
  value: string;
  steps: FunnelStepFigures[];
}

export interface FunnelStats {
  metrics: FunnelMetrics;
  /** `next`: the most frequent first, absent unless asked for. */
  steps: Array<FunnelStepFigures & { next?: FunnelNext[] }>;
  split?: {
    dimension: VisitDimension;
    /** How many values there are; the largest are listed. */
    total_rows: number;
    rows: FunnelSplitRow[];
  };
  meta: { timezone: string; date_from: string; date_to: string; sampled: false };
  comparison?: {
    date_from: string;
    date_to: string;
    metrics: FunnelMetrics;
    /** Percent, points for the rate; null when there is nothing to compare with. */
    change: Record<keyof FunnelMetrics, number | null>;
  };
}
