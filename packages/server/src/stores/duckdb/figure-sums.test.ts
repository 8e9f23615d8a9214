/** Which sums there are, and which are given up. */
import { expect, test } from 'vitest';
import type { FigureSpans } from '../figure-tables.ts';
import { FigureSums } from './figure-sums.ts';

const spans = (from: string): FigureSpans => ({
  dimension: 'pathname',
  days: [[from, '2026-03-31']],
  months: [],
});
const MARCH = spans('2026-03-01');

function open(rows: number | Error, maxRows = 100) {
  const made: string[] = [];
  const dropped: string[] = [];
  const sums = new FigureSums({
    build: async (name) => {
      if (rows instanceof Error) throw rows;
      made.push(name);
      return rows;
    },
    drop: async (name) => dropped.push(name),
    maxRows,
  });
  const ask = async (of: FigureSpans, site = 1) => {
    const name = sums.relation(site, of);
    await sums.settled();
    return name;
  };
  return { sums, ask, made, dropped };
}

test('what is asked for twice is made, and read from the third time on', async () => {
  const { ask, made } = open(10);
  expect([await ask(MARCH), await ask(MARCH)]).toEqual([null, null]);
  expect(await ask(MARCH)).toBe(made[0]);
  expect([await ask(spans('2026-03-02')), await ask(MARCH, 2), made.length]).toEqual([
    null,
    null,
    1,
  ]);
});

test('a few days are read as they are', async () => {
  const { ask, made } = open(10);
  for (let time = 0; time < 3; time++) await ask(spans('2026-03-29'));
  expect(made).toEqual([]);
});

test('a figure of the site that changes makes its sums void, and no other’s', async () => {
  const { sums, ask, made } = open(10);
  for (const site of [1, 2, 1, 2]) await ask(MARCH, site);
  sums.forget(1);
  expect([await ask(MARCH, 1), await ask(MARCH, 2)]).toEqual([null, made[1]]);
});

test('a figure that changes while they are made makes them void too', async () => {
  const { sums, ask, dropped } = open(10);
  await ask(MARCH);
  sums.relation(1, MARCH);
  sums.forget(1);
  await sums.settled();
  expect([dropped.length, await ask(MARCH)]).toEqual([1, null]);
});

test('those asked for longest ago make room', async () => {
  const { ask, made } = open(40);
  const all = ['01', '02', '03'].map((day) => spans(`2026-03-${day}`));
  for (const one of [...all, ...all]) await ask(one);
  expect([await ask(all[1]!), await ask(all[2]!), await ask(all[0]!)]).toEqual([
    made[1],
    made[2],
    null,
  ]);
});

test.each([
  { name: 'larger than half of the room', rows: 51 },
  { name: 'that cannot be made', rows: new Error('Out of memory') },
])('one $name is not tried again', async ({ rows }) => {
  const { ask, made } = open(rows);
  for (let time = 0; time < 5; time++) expect(await ask(MARCH)).toBe(null);
  expect(made.length).toBeLessThanOrEqual(1);
});
