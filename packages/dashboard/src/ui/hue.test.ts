import { expect, it, test } from 'vitest';
import { hueOf, initialOf, initialsOf } from './hue.ts';

it('gives a name the same hue each time, within the circle', () => {
  const hue = hueOf('example.com');
  expect(hueOf('example.com')).toBe(hue);
  expect(hue).toBeGreaterThanOrEqual(0);
  expect(hue).toBeLessThan(360);
  expect(hueOf('example.org')).not.toBe(hue);
});

test.each([
  { name: 'Jane Doe', initials: 'JD' },
  { name: '  Jane  van der Doe ', initials: 'JD' },
  { name: 'Plato', initials: 'P' },
  { name: 'élodie šimić', initials: 'ÉŠ' },
  { name: '', initials: '·' },
])('initials of "$name" are $initials', ({ name, initials }) => {
  expect(initialsOf(name)).toBe(initials);
});

it('skips signs before the first letter', () => {
  expect(initialOf('(not set)')).toBe('N');
});
