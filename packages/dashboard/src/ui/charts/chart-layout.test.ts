import { describe, expect, test } from 'vitest';
import { layoutChart, nearestIndex, type ChartPoint } from './chart-layout.ts';

const SIZE = { width: 800, height: 300 };

function pointsOf(values: (number | null)[]): ChartPoint[] {
  return values.map((value, index) => ({
    key: String(index),
    tick: String(index),
    label: String(index),
    value,
  }));
}

function layout(values: (number | null)[], partial: number | null = null) {
  return layoutChart({ points: pointsOf(values), unit: 'count', partial }, SIZE);
}

/** Where the subpaths of a path begin and end on the x axis. */
function spans(path: string): [number, number][] {
  return path
    .split('M')
    .filter(Boolean)
    .map((part) => {
      const numbers = part.match(/[\d.]+/g)!.map(Number);
      return [Math.round(numbers[0]!), Math.round(numbers.at(-2)!)];
    });
}

test('the axis starts at zero and has four gridlines above it', () => {
  expect(layout([5, 9]).grid.map(({ value }) => value)).toEqual(
    [0, 3, 6, 9, 12].map((v) => (v * 12) / 12),
  );
});

test('the first and last points stand at the edges of the plot', () => {
  const { xs, plot } = layout([1, 2, 3]);
  expect([xs[0], xs.at(-1)]).toEqual([plot.left, plot.right]);
});

describe('a bucket under way', () => {
  test('is drawn apart: the solid line ends one bucket earlier', () => {
    const { line, unfinished, xs, now } = layout([4, 8, 6, 2], 3);
    expect(spans(line)).toEqual([[xs[0], xs[2]].map((x) => Math.round(x!))]);
    expect(spans(unfinished!.line)).toEqual([[xs[2], xs[3]].map((x) => Math.round(x!))]);
    expect(now?.[0]).toBe(xs[3]);
  });

  test('has nothing after it: the future is not drawn as zero', () => {
    const { line, unfinished, xs } = layout([4, 8, 6, 0, 0], 2);
    expect(spans(line)).toEqual([[xs[0], xs[1]].map((x) => Math.round(x!))]);
    expect(spans(unfinished!.line)).toEqual([[xs[1], xs[2]].map((x) => Math.round(x!))]);
  });

  test('alone is a point', () => {
    const { line, unfinished, now, dots } = layout([4], 0);
    expect({ line, unfinished, dots }).toEqual({ line: '', unfinished: null, dots: [] });
    expect(now).not.toBeNull();
  });
});

test('a missing value leaves a gap, and a value without neighbours is a dot', () => {
  const { line, dots, xs } = layout([3, 4, null, 5, null, 6, 7]);
  expect(spans(line)).toEqual([
    [Math.round(xs[0]!), Math.round(xs[1]!)],
    [Math.round(xs[5]!), Math.round(xs[6]!)],
  ]);
  expect(dots.map(([x]) => x)).toEqual([xs[3]]);
});

test('without points there are gridlines still', () => {
  const { grid, line, ticks } = layout([]);
  expect(grid).toHaveLength(5);
  expect({ line, ticks }).toEqual({ line: '', ticks: [] });
});

test('the axis holds the compared values too', () => {
  const points = pointsOf([1, 2]).map((point) => ({
    ...point,
    compared: { label: '', value: 95 },
  }));
  const { grid } = layoutChart({ points, unit: 'count', partial: null }, SIZE);
  expect(grid.at(-1)!.value).toBe(100);
});

test.each([
  [-10, 0],
  [14, 0],
  [16, 1],
  [44, 1],
  [500, 2],
])('x %i is nearest to point %i', (x, index) => {
  expect(nearestIndex([0, 30, 60], x)).toBe(index);
});
