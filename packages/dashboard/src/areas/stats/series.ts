/** From the answer of a time query to the points of the chart. */
import type { StatsAnswer } from '@purestat/vocabulary';
import type { ChartPoint } from '../../ui/charts/chart-layout.ts';
import { comparedBucket, formatBucket, formatTick } from './date-formats.ts';
import type { DateRange, Interval } from './periods.ts';
import { comparisonOf, numberOf, textOf, toNumber, type StatsRow } from './rows.ts';
import type { CardMetric } from './view.ts';

export interface Series {
  interval: Interval;
  /** Oldest first, as a chart is read. */
  rows: StatsRow[];
  /** Index of the bucket under way, or null. */
  partial: number | null;
}

export function seriesOf(answer: StatsAnswer | undefined, interval: Interval): Series {
  const rows = answer?.dimensions.toReversed() ?? [];
  const under = answer?.meta.partial_bucket ?? null;
  const partial = rows.findIndex((row) => textOf(row, interval) === under);
  return { interval, rows, partial: under === null || partial < 0 ? null : partial };
}

/** Rows of one clock change carry two offsets; only then is the offset worth its place. */
function hasTwoOffsets(rows: readonly StatsRow[]): boolean {
  return new Set(rows.map((row) => textOf(row, 'hour').slice(19))).size > 1;
}

export function chartPoints(
  { interval, rows }: Series,
  metric: CardMetric,
  answer: StatsAnswer | undefined,
): ChartPoint[] {
  const withOffset = interval === 'hour' && hasTwoOffsets(rows);
  return rows.map((row) => {
    const value = textOf(row, interval);
    const label = formatBucket(value, interval, rangeOf(answer?.meta));
    const comparison = comparisonOf(row);
    return {
      key: value,
      tick: tickOf(value, interval, rows.length),
      label: withOffset ? `${label} (UTC${value.slice(19)})` : label,
      value: numberOf(row, metric),
      ...(comparison !== undefined && answer?.comparison !== undefined
        ? {
            change: comparison.change[metric] ?? null,
            compared: {
              label: comparedLabel(value, interval, answer),
              value: toNumber(comparison.metrics[metric]),
            },
          }
        : {}),
    };
  });
}

function rangeOf(dates: { date_from: string; date_to: string } | undefined): DateRange | undefined {
  return dates === undefined ? undefined : { from: dates.date_from, to: dates.date_to };
}

/** More hours than this are several days, which are marked where each begins. */
const HOURS_OF_ONE_DAY = 26;

function tickOf(value: string, interval: Interval, count: number): string {
  if (interval !== 'hour' || count <= HOURS_OF_ONE_DAY) return formatTick(value, interval);
  return value.slice(11, 13) === '00' ? formatTick(value, 'date') : '';
}

function comparedLabel(value: string, interval: Interval, answer: StatsAnswer): string {
  const from = answer.meta.date_from;
  const compared = comparedBucket(value, interval, from, answer.comparison!.date_from);
  return formatBucket(compared, interval, rangeOf(answer.comparison));
}
