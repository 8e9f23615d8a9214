/** Reads the rows of a stats answer, whose columns have names known only to whoever asked. */
import type { MetricValue, RowComparison, StatsAnswer } from '@purestat/vocabulary';

export type StatsRow = StatsAnswer['dimensions'][number];

/** A metric of the row; null where it cannot be computed or was not asked for. */
export function numberOf(row: StatsRow, metric: string): MetricValue {
  const value = row[metric];
  return typeof value === 'number' ? value : null;
}

/** A dimension's value of the row. */
export function textOf(row: StatsRow, dimension: string): string {
  const value = row[dimension];
  return typeof value === 'string' ? value : '';
}

export function comparisonOf(row: StatsRow): RowComparison | undefined {
  const value = row['comparison'];
  return typeof value === 'object' && value !== null ? value : undefined;
}
