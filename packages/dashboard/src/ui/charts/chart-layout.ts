/** Where everything of a line chart stands, in pixels. Pure, so that it can be tested. */
import type { Unit } from '@purestat/vocabulary';
import { areaPath, linePath, monotoneSegments, runsOf, type Point, type Segment } from './curve.ts';
import { GRIDLINES, labelIndexes, niceAxis } from './ticks.ts';

/** One bucket. Values are null where they cannot be computed. */
export interface ChartPoint {
  key: string;
  /** Under the axis, where there is room; empty for a bucket that is never named there. */
  tick: string;
  /** In the tooltip and the table. */
  label: string;
  value: number | null;
  compared?: { label: string; value: number | null };
  /** As the server sent it; null or absent where there is none. */
  change?: number | null;
}

export interface ChartSize {
  width: number;
  height: number;
}

export interface ChartInput {
  points: readonly ChartPoint[];
  unit: Unit;
  /** Index of the bucket under way, or null. What comes after it has not happened yet. */
  partial: number | null;
}

export interface ChartLayout {
  plot: { left: number; right: number; top: number; base: number };
  grid: { y: number; value: number }[];
  ticks: { x: number; text: string; anchor: 'start' | 'middle' | 'end' }[];
  /** One for each point. */
  xs: number[];
  yOf: (value: number) => number;
  line: string;
  area: string;
  compareLine: string;
  /** Finished values with no neighbour: drawn as dots, for a line needs two ends. */
  dots: Point[];
  unfinished: { line: string; area: string } | null;
  now: Point | null;
}

const PHONE_WIDTH = 560;

function frame({ width, height }: ChartSize): ChartLayout['plot'] & { phone: boolean } {
  const phone = width < PHONE_WIDTH;
  return {
    phone,
    left: phone ? 36 : 44,
    right: width - (phone ? 8 : 10),
    top: 12,
    base: height - 26,
  };
}

function horizontal(count: number, left: number, right: number): number[] {
  if (count === 1) return [(left + right) / 2];
  return Array.from({ length: count }, (_, index) => left + ((right - left) * index) / (count - 1));
}

function tickLabels(points: readonly ChartPoint[], xs: readonly number[], phone: boolean) {
  const last = points.length - 1;
  const named = points.flatMap((point, index) => (point.tick === '' ? [] : [index]));
  const chosen = labelIndexes(named.length, phone ? 4.5 : 10).map((at) => named[at]!);
  return chosen.map((index) => ({
    x: xs[index]!,
    text: points[index]!.tick,
    anchor: anchorOf(index, last),
  }));
}

function anchorOf(index: number, last: number): 'start' | 'middle' | 'end' {
  if (last === 0) return 'middle';
  if (index === last) return 'end';
  return index === 0 ? 'start' : 'middle';
}

function segmentsOf(runs: readonly Point[][]): Segment[][] {
  return runs.filter((run) => run.length > 1).map(monotoneSegments);
}

/** Lays the chart out. `points` may be empty: then there are only gridlines. */
export function layoutChart({ points, unit, partial }: ChartInput, size: ChartSize): ChartLayout {
  const { phone, ...plot } = frame(size);
  const values = points.flatMap((point) => [point.value ?? 0, point.compared?.value ?? 0]);
  const axis = niceAxis(Math.max(0, ...values), unit);
  const yOf = (value: number): number => plot.top + (plot.base - plot.top) * (1 - value / axis.max);
  const xs = horizontal(points.length, plot.left, plot.right);
  const at = (index: number, value: number | null | undefined): Point | null =>
    value === null || value === undefined ? null : [xs[index]!, yOf(value)];

  const happened = points.map((point, index) =>
    partial !== null && index > partial ? null : at(index, point.value),
  );
  return {
    plot,
    xs,
    yOf,
    grid: Array.from({ length: GRIDLINES + 1 }, (_, line) => ({
      y: yOf(line * axis.step),
      value: line * axis.step,
    })),
    ticks: tickLabels(points, xs, phone),
    ...currentLines(happened, partial, plot.base),
    compareLine: segmentsOf(runsOf(points.map((point, index) => at(index, point.compared?.value))))
      .map(linePath)
      .join(''),
  };
}

/** The curve is fitted through all of it, so that the dotted end continues the line's direction. */
function currentLines(happened: readonly (Point | null)[], partial: number | null, base: number) {
  const runs = runsOf(happened);
  const now = partial === null ? null : (happened[partial] ?? null);
  const curves = segmentsOf(runs);
  const open = now === null ? undefined : curves.find((curve) => curve.at(-1)!.to[0] === now[0]);
  const tail = open?.at(-1);
  const finished = curves.map((curve) => (curve === open ? curve.slice(0, -1) : curve));
  return {
    line: finished.map(linePath).join(''),
    area: finished.map((curve) => areaPath(curve, base)).join(''),
    dots: runs.filter((run) => run.length === 1 && run[0] !== now).map((run) => run[0]!),
    unfinished:
      tail === undefined ? null : { line: linePath([tail]), area: areaPath([tail], base) },
    now,
  };
}

/** @returns the index of the point nearest to the x */
export function nearestIndex(xs: readonly number[], x: number): number {
  let best = 0;
  for (let index = 1; index < xs.length; index++) {
    if (Math.abs(xs[index]! - x) < Math.abs(xs[best]! - x)) best = index;
  }
  return best;
}
