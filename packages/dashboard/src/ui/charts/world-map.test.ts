import { expect, test } from 'vitest';
import { ISO_ALPHA_2 } from './data/iso-countries.ts';
import { mapClass } from './WorldMap.tsx';

test.each([
  [0, 0],
  [1, 1],
  [3, 1],
  [4, 2],
  [9, 3],
  [19, 4],
  [37, 5],
  [61, 6],
  [100, 6],
])('%i of 100 is class %i', (value, step) => {
  expect(mapClass(value, 100)).toBe(step);
});

test('nothing is no class, even where everything is nothing', () => {
  expect(mapClass(0, 0)).toBe(0);
});

test('the codes of the atlas are the ones the world uses', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const unknown = Object.values(ISO_ALPHA_2).filter((code) => names.of(code) === undefined);
  expect(unknown).toEqual([]);
  expect([ISO_ALPHA_2['840'], ISO_ALPHA_2['276'], ISO_ALPHA_2['Kosovo']]).toEqual([
    'US',
    'DE',
    'XK',
  ]);
});
