/** Reads the rows of a stats answer, whose columns have names known only to whoever asked. */
import type {
  AnyMetricValue,
  MetricValue,
  Money,
  RowComparison,
  StatsAnswer,
} from '@purestat/vocabulary';
import { isMoney } from '../../ui/charts/formats.ts';

export type StatsRow = StatsAnswer['dimensions'][number];

/** A value as a number; of an amount of money that is the amount, of a list of them there is none. */
export function toNumber(value: unknown): MetricValue {
  if (typeof value === 'number') return value;
  return isMoney(value as AnyMetricValue) ? (value as Money).value : null;
}

/** A metric of the row; null where it cannot be computed or was not asked for. */
export function numberOf(row: StatsRow, metric: string): MetricValue {
  return metric in row ? toNumber(row[metric]) : null;
}

/** The amounts of a metric that gives one for each currency. */
export function amountsOf(row: StatsRow, metric: string): Money[] {
  const value: unknown = row[metric];
  return Array.isArray(value) ? (value as Money[]) : [];
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
