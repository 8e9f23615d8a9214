import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DIMENSION_DEFINITIONS, METRIC_DEFINITIONS } from '@purestat/vocabulary/definitions';
import { metricsPage } from './reference.ts';

test('the page of metrics is what the engine goes by; if not, run `npm run docs`', () => {
  const page = new URL('../../../../docs/reference/metrics.md', import.meta.url);
  expect(readFileSync(page, 'utf8')).toBe(metricsPage());
});

test('every definition is short enough to be read at a glance', () => {
  const texts = Object.values(METRIC_DEFINITIONS).map(({ text }) => text);
  const long = [...texts, ...Object.values(DIMENSION_DEFINITIONS)].filter(
    (text) => text.length > 120,
  );
  expect(long).toEqual([]);
});
