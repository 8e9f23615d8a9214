/** What the goals page and the dashboard's table ask of the stats API, and how the answer is read. */
import type { Money, StatsAnswer, StatsQuery } from '@purestat/vocabulary';
import type { Interval } from '../stats/periods.ts';
import { amountsOf, numberOf, textOf } from '../stats/rows.ts';

/** As many as a site may have. */
const ALL_GOALS = 100;
const MAX_ROWS = 10_000;

/** One row for each goal that was met. */
export const goalFiguresQuery: Partial<StatsQuery> = {
  metrics: ['visitors', 'conversions', 'conversion_rate', 'revenue_by_currency'],
  dimensions: ['goal'],
  limit: ALL_GOALS,
};

/** How often each goal was met over time. */
export const goalSeriesQuery = (interval: Interval): Partial<StatsQuery> => ({
  metrics: ['visitors'],
  dimensions: ['goal', interval],
  limit: MAX_ROWS,
});

/** All buckets of the period, also those in which nothing was met. */
export const bucketsQuery = (interval: Interval): Partial<StatsQuery> => ({
  metrics: ['visitors'],
  dimensions: [interval],
});

export interface GoalFigures {
  uniques: number;
  total: number;
  /** Percent; null: there was nobody who might have converted. */
  rate: number | null;
  revenue: Money[];
}

/** A goal without a row was met by nobody. */
export function figuresOf(answer: StatsAnswer, name: string): GoalFigures {
  const row = answer.dimensions.find((other) => textOf(other, 'goal') === name);
  if (row === undefined) return { uniques: 0, total: 0, rate: null, revenue: [] };
  return {
    uniques: numberOf(row, 'visitors') ?? 0,
    total: numberOf(row, 'conversions') ?? 0,
    rate: numberOf(row, 'conversion_rate'),
    revenue: amountsOf(row, 'revenue_by_currency'),
  };
}

/** Oldest first, with zeros where the goal was not met. */
export function seriesOfGoal(
  { series, buckets, interval }: { series: StatsAnswer; buckets: StatsAnswer; interval: Interval },
  name: string,
): number[] {
  const own = series.dimensions.filter((row) => textOf(row, 'goal') === name);
  const counted = new Map(
    own.map((row) => [textOf(row, interval), numberOf(row, 'visitors') ?? 0]),
  );
  return buckets.dimensions.toReversed().map((row) => counted.get(textOf(row, interval)) ?? 0);
}
