import { expect, test } from 'vitest';
import { exportPath } from './export-path.ts';

test('the path says all that the query says', () => {
  const path = exportPath('o/1', 's', {
    period: 'custom',
    date_from: '2026-03-01',
    date_to: '2026-03-02',
    metrics: ['visitors', 'pageviews'],
    dimensions: ['date'],
    compare: 'previous_period',
    filters: { pathname: { contains: ['a&b=c', '…'] } },
  });
  const [before, query] = path.split('?');
  expect(before).toBe('/org/o%2F1/site/s/export');
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
    period: 'custom',
    date_from: '2026-03-01',
    date_to: '2026-03-02',
    compare: 'previous_period',
    metrics: 'visitors,pageviews',
    dimensions: 'date',
    filters: '{"pathname":{"contains":["a&b=c","…"]}}',
  });
});

test('no filters are none', () => {
  expect(exportPath('o', 's', { period: '7d', filters: {} })).toBe(
    '/org/o/site/s/export?period=7d&metrics=&dimensions=',
  );
});
