/**
 * Monotone cubic curves (Fritsch and Butland's harmonic tangents): between two points the curve
 * stays between their values, so the line never shows a figure that was not counted.
 */

/** x and y in pixels. */
export type Point = readonly [x: number, y: number];

/** A Bézier segment: two control points and the end. */
export interface Segment {
  from: Point;
  control1: Point;
  control2: Point;
  to: Point;
}

function tangents(points: readonly Point[]): number[] {
  const slopes = points.slice(1).map(([x, y], index) => {
    const [px, py] = points[index]!;
    return (y - py) / (x - px);
  });
  return points.map((_, index) => {
    const before = slopes[index - 1];
    const after = slopes[index];
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
}

/** @param points with rising x */
export function monotoneSegments(points: readonly Point[]): Segment[] {
  const slopes = tangents(points);
  return points.slice(1).map((to, index) => {
    const from = points[index]!;
    const third = (to[0] - from[0]) / 3;
    return {
      from,
      control1: [from[0] + third, from[1] + slopes[index]! * third],
      control2: [to[0] - third, to[1] - slopes[index + 1]! * third],
      to,
    };
  });
}

function pair([x, y]: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** The SVG path of connected segments; empty for none. */
export function linePath(segments: readonly Segment[]): string {
  const first = segments[0];
  if (first === undefined) return '';
  const curves = segments.map(
    ({ control1, control2, to }) => `C${pair(control1)} ${pair(control2)} ${pair(to)}`,
  );
  return `M${pair(first.from)}${curves.join('')}`;
}

/** The same path closed down to the base line. */
export function areaPath(segments: readonly Segment[], base: number): string {
  const first = segments[0];
  const last = segments.at(-1);
  if (first === undefined || last === undefined) return '';
  return `${linePath(segments)}L${pair([last.to[0], base])}L${pair([first.from[0], base])}Z`;
}

/** Runs of consecutive known points: a missing value is a gap, not a guess. */
export function runsOf(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (const point of [...points, null]) {
    if (point !== null) run.push(point);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return runs;
}
