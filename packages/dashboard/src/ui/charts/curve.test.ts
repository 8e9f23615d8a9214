import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaPath, linePath, monotoneSegments, runsOf, type Point, type Segment } from './curve.ts';

const anyPoints = fc
  .array(
    fc.tuple(
      fc.double({ min: 0.5, max: 80, noNaN: true }),
      fc.double({ min: 0, max: 300, noNaN: true }),
    ),
    {
      minLength: 2,
      maxLength: 40,
    },
  )
  .map((steps) => {
    let x = 0;
    return steps.map(([step, y]): Point => [(x += step), y]);
  });

/** y of the Bézier curve at `t` from 0 to 1. */
function heightAt({ from, control1, control2, to }: Segment, t: number): number {
  const s = 1 - t;
  return (
    s ** 3 * from[1] + 3 * s * s * t * control1[1] + 3 * s * t * t * control2[1] + t ** 3 * to[1]
  );
}

test('the curve never leaves the values between which it runs', () => {
  fc.assert(
    fc.property(anyPoints, (points) => {
      for (const segment of monotoneSegments(points)) {
        const [low, high] = [segment.from[1], segment.to[1]].sort((a, b) => a - b) as [
          number,
          number,
        ];
        for (let t = 0; t <= 1; t += 0.05) {
          const y = heightAt(segment, t);
          expect(y).toBeGreaterThanOrEqual(low - 1e-6);
          expect(y).toBeLessThanOrEqual(high + 1e-6);
        }
      }
    }),
  );
});

test('the curve passes through every point', () => {
  fc.assert(
    fc.property(anyPoints, (points) => {
      const segments = monotoneSegments(points);
      expect([segments[0]!.from, ...segments.map(({ to }) => to)]).toEqual(points);
    }),
  );
});

test('paths begin at the first point; areas close on the base line', () => {
  const segments = monotoneSegments([
    [0, 10],
    [10, 0],
  ]);
  expect(linePath(segments)).toBe('M0.0 10.0C3.3 6.7 6.7 3.3 10.0 0.0');
  expect(areaPath(segments, 20)).toBe('M0.0 10.0C3.3 6.7 6.7 3.3 10.0 0.0L10.0 20.0L0.0 20.0Z');
  expect(linePath([])).toBe('');
  expect(areaPath([], 20)).toBe('');
});

test('a missing value is a gap, not a guess', () => {
  const [a, b, c]: Point[] = [
    [0, 1],
    [1, 2],
    [3, 4],
  ];
  expect(runsOf([a!, b!, null, c!])).toEqual([[a, b], [c]]);
  expect(runsOf([null, null])).toEqual([]);
});
