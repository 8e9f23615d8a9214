/** Axes that start at zero and have four gridlines at round steps. */
import type { Unit } from '@purestat/vocabulary';

/** Gridlines above the zero line. */
export const GRIDLINES = 4;

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10];
/** Steps in seconds that read as round: 1 s to 2 min here, minutes and hours by `ROUND`. */
const ROUND_SECONDS = [
  1, 2, 3, 5, 10, 15, 20, 30, 60, 90, 120, 180, 240, 300, 600, 900, 1800, 3600,
];
/** Room above the highest value, so that the curve does not touch the edge. */
const HEADROOM = 1.04;

export interface Axis {
  max: number;
  step: number;
}

/**
 * @param highest the largest value drawn, 0 or more
 * @returns an axis from 0 to `max` = 4 steps, each a round figure of the unit
 */
export function niceAxis(highest: number, unit: Unit): Axis {
  const step = stepFor(Math.max(0, highest), unit);
  return { max: step * GRIDLINES, step };
}

function stepFor(highest: number, unit: Unit): number {
  if (unit === 'percent' && highest * HEADROOM > 80) return 25;
  const needed = (highest * HEADROOM) / GRIDLINES;
  if (unit === 'seconds') {
    const known = ROUND_SECONDS.find((step) => step >= needed);
    return known ?? 3600 * roundUp(needed / 3600, true);
  }
  if (needed === 0) return unit === 'ratio' ? 0.5 : unit === 'percent' ? 25 : 1;
  return roundUp(needed, unit === 'count');
}

/** The smallest round figure not below the value; whole figures for what is counted. */
function roundUp(value: number, whole: boolean): number {
  if (whole && value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const rounds = ROUND.map((factor) => Number((factor * power).toPrecision(12)));
  return rounds.find((step) => step >= value && (!whole || Number.isInteger(step)))!;
}

/** Which of `count` labels to show: evenly, and always the last. */
export function labelIndexes(count: number, room: number): number[] {
  if (count === 0) return [];
  const every = Math.max(1, Math.ceil(count / Math.max(1, room)));
  const indexes: number[] = [];
  for (let index = (count - 1) % every; index < count; index += every) indexes.push(index);
  return indexes;
}
