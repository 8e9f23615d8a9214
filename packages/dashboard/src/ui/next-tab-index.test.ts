import { expect, test } from 'vitest';
import { nextTabIndex } from './next-tab-index.ts';

test.each([
  { key: 'ArrowRight', index: 0, next: 1 },
  { key: 'ArrowRight', index: 2, next: 0 },
  { key: 'ArrowLeft', index: 0, next: 2 },
  { key: 'Home', index: 2, next: 0 },
  { key: 'End', index: 0, next: 2 },
  { key: 'Enter', index: 1, next: null },
])('$key on tab $index of 3 goes to $next', ({ key, index, next }) => {
  expect(nextTabIndex(key, index, 3)).toBe(next);
});
