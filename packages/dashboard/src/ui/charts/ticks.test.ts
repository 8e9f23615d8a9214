import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GRIDLINES, labelIndexes, niceAxis } from './ticks.ts';

describe('the axis', () => {
  test.each([
    [0, 'count', 4],
    [1, 'count', 4],
    [5, 'count', 8],
    [985, 'count', 1_200],
    [1_000, 'count', 1_200],
    [18_771, 'count', 20_000],
    [43, 'percent', 60],
    [90, 'percent', 100],
    [100, 'percent', 100],
    [0, 'percent', 100],
    [185, 'seconds', 240],
    [2.6, 'ratio', 3],
    [0, 'ratio', 2],
  ] as const)('up to %d (%s) ends at %d', (highest, unit, max) => {
    expect(niceAxis(highest, unit)).toEqual({ max, step: max / GRIDLINES });
  });

  test('holds every value, wastes no more than it shows, and counts in whole steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 2_000_000_000 }), (highest) => {
        const { max, step } = niceAxis(highest, 'count');
        expect(max).toBeGreaterThanOrEqual(highest);
        expect(max).toBeLessThan(highest * 2.2);
        expect(Number.isInteger(step)).toBe(true);
      }),
    );
  });
});

describe('labels', () => {
  test('are evenly apart, and the last is always there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 2, max: 12 }),
        (count, room) => {
          const indexes = labelIndexes(count, room);
          expect(indexes.at(-1)).toBe(count - 1);
          expect(indexes.length).toBeLessThanOrEqual(room);
          const gaps = new Set(indexes.slice(1).map((index, at) => index - indexes[at]!));
          expect(gaps.size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('of nothing are none', () => {
    expect(labelIndexes(0, 10)).toEqual([]);
  });
});
