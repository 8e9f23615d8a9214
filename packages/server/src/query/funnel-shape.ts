/** Rows of a funnel's statements → its answer: rates, seconds, changes. */
import type {
  FunnelMetrics,
  FunnelNext,
  FunnelSplitRow,
  FunnelStats,
  FunnelStepFigures,
} from '@purestat/vocabulary';
import type { ResultRow } from '../stores/event-store.ts';
import { changeOf } from './shape.ts';

/** Percent, one decimal; null of nothing. */
function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((1000 * part) / whole) / 10;
}

const countAt = (row: ResultRow | undefined, step: number) => Number(row?.[`c${step}`] ?? 0);

/** Whole seconds; a median of nothing is null or no number. */
function secondsOf(value: ResultRow[string] | undefined): number | null {
  const ms = typeof value === 'number' ? value : Number.NaN;
  return Number.isFinite(ms) ? Math.round(ms / 1000) : null;
}

/** @param row absent: nobody was there */
export function funnelMetrics(row: ResultRow | undefined, steps: number): FunnelMetrics {
  const entered = countAt(row, 0);
  const completed = countAt(row, steps - 1);
  return {
    entered,
    completed,
    conversion_rate: percentOf(completed, entered),
    median_seconds: completed === 0 ? null : secondsOf(row?.['whole']),
  };
}

export function stepFigures(row: ResultRow | undefined, steps: number): FunnelStepFigures[] {
  return Array.from({ length: steps }, (_, step) => {
    const visitors = countAt(row, step);
    const dropped = step === steps - 1 ? 0 : visitors - countAt(row, step + 1);
    const isLater = step > 0;
    return {
      visitors,
      entered_rate: percentOf(visitors, countAt(row, 0)),
      previous_rate: isLater ? percentOf(visitors, countAt(row, step - 1)) : null,
      dropped,
      drop_rate: percentOf(dropped, visitors),
      median_seconds: isLater && visitors > 0 ? secondsOf(row?.[`t${step}`]) : null,
    };
  });
}

export function splitRows(rows: readonly ResultRow[], steps: number): FunnelSplitRow[] {
  return rows.map((row) => ({
    value: String(row['d0']),
    ...funnelMetrics(row, steps),
    steps: stepFigures(row, steps),
  }));
}

const NEXT_TYPES = ['pageview', 'event', 'left'] as const;
const LEFT = 2;

/** @param rows of `nextStatement` */
export function withNext(
  figures: FunnelStepFigures,
  rows: readonly ResultRow[],
  step: number,
): FunnelStepFigures & { next: FunnelNext[] } {
  const listed = rows.filter((row) => row['step'] === step);
  const left = figures.dropped - Number(listed[0]?.['going'] ?? 0);
  const next = [
    ...listed.map((row) => ({
      kind: Number(row['kind']),
      value: String(row['value']),
      visitors: Number(row['visitors']),
    })),
    ...(left > 0 ? [{ kind: LEFT, value: '', visitors: left }] : []),
  ]
    .toSorted((a, b) => b.visitors - a.visitors || a.kind - b.kind || (a.value < b.value ? -1 : 1))
    .map(({ kind, value, visitors }): FunnelNext => {
      const percentage = percentOf(visitors, figures.dropped) ?? 0;
      return {
        type: NEXT_TYPES[kind]!,
        value: kind === LEFT ? null : value,
        visitors,
        percentage,
      };
    });
  return { ...figures, next };
}

type Change = NonNullable<FunnelStats['comparison']>['change'];

export function changeOfFunnel(now: FunnelMetrics, earlier: FunnelMetrics): Change {
  return {
    entered: changeOf('visitors', now.entered, earlier.entered),
    completed: changeOf('visitors', now.completed, earlier.completed),
    conversion_rate: changeOf('conversion_rate', now.conversion_rate, earlier.conversion_rate),
    median_seconds: changeOf('avg_duration', now.median_seconds, earlier.median_seconds),
  };
}
