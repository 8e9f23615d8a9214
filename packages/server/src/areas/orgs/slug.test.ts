import { expect, test } from 'vitest';
import { firstFreeSlug, toSlug } from './slug.ts';

test.each([
  ['Acme Corp', 'acme-corp'],
  ['  Acme,  Corp. ', 'acme-corp'],
  ["Ann's Café Zürich", 'anns-cafe-zurich'],
  ['Straße & Søn', 'strasse-son'],
  ['İstanbul', 'istanbul'],
  ['東京ガス', '東京ガス'],
  ['Йога студия', 'йога-студия'],
  ['한국 회사', '한국-회사'],
  ['हिन्दी', 'हिन्दी'],
  ['№ 1 %_', 'no-1'],
  ['!!! 🎉', 'org'],
  ['---', 'org'],
  [`${'word '.repeat(20)}`, 'word-word-word-word-word-word-word-word-word-word-word-word'],
])('%j becomes %j', (name, slug) => expect(toSlug(name)).toBe(slug));

test.each([
  { taken: [], slug: 'acme' },
  { taken: ['acme-2'], slug: 'acme' },
  { taken: ['acme'], slug: 'acme-2' },
  { taken: ['acme', 'acme-2', 'acme-4'], slug: 'acme-3' },
])('beside $taken it is $slug', ({ taken, slug }) =>
  expect(firstFreeSlug('acme', new Set(taken))).toBe(slug),
);
