import type { Site } from '@purestat/vocabulary';
import { describe, expect, test } from 'vitest';
import { canSearch, detailsQuery } from './details-query.ts';
import type { Filter } from './filters.ts';
import { pagesToShow } from './Pager.tsx';
import { baseOf, chartQuery, daysOf, includesToday, intervalOf, panelQuery } from './requests.ts';
import { DEFAULT_VIEW, type View } from './view.ts';

const NOW_MS = Date.parse('2026-11-19T13:20:00Z');

describe('what a view asks', () => {
  test('a custom range and the filters are the base of all queries', () => {
    const view: View = {
      ...DEFAULT_VIEW,
      period: 'custom',
      range: { from: '2026-10-01', to: '2026-10-31' },
      filters: [{ dimension: 'country', operator: 'is', values: ['US'] }],
    };
    expect(baseOf(view)).toEqual({
      period: 'custom',
      date_from: '2026-10-01',
      date_to: '2026-10-31',
      filters: { country: { is: ['US'] } },
    });
  });

  test('all time is compared with nothing', () => {
    expect(chartQuery(DEFAULT_VIEW, 'date').compare).toBe('previous_period');
    expect(chartQuery({ ...DEFAULT_VIEW, period: 'all' }, 'month').compare).toBeUndefined();
    expect(chartQuery({ ...DEFAULT_VIEW, compare: 'off' }, 'date').compare).toBeUndefined();
  });

  test('a custom comparison carries its days', () => {
    const compareRange = { from: '2025-10-01', to: '2025-10-31' };
    const view: View = { ...DEFAULT_VIEW, compare: 'custom', compareRange };
    expect(chartQuery(view, 'date')).toMatchObject({
      compare: 'custom',
      compare_from: '2025-10-01',
      compare_to: '2025-10-31',
    });
  });

  test('map and countries share one query; regions come with their country', () => {
    expect(panelQuery('map')).toEqual(panelQuery('country'));
    expect(panelQuery('region').dimensions).toEqual(['region', 'country']);
    expect(panelQuery('browser_version').dimensions).toEqual(['browser_version', 'browser']);
  });
});

describe('the interval', () => {
  const site = { timezone: 'Europe/Berlin', first_event_at: '2026-11-19T08:00:00Z' } as Site;

  test('the one asked for holds where the range allows it', () => {
    expect(intervalOf({ ...DEFAULT_VIEW, interval: 'week' }, 30)).toBe('week');
    expect(intervalOf({ ...DEFAULT_VIEW, interval: 'hour' }, 30)).toBe('date');
  });

  test('all time is never drawn by hours, for back-filled events may be years old', () => {
    const view: View = { ...DEFAULT_VIEW, period: 'all', interval: 'hour' };
    expect(daysOf(view, site, NOW_MS)).toBe(1);
    expect(intervalOf(view, 1)).toBe('date');
  });

  test('the length of all time is not known before the site is', () => {
    expect(daysOf({ ...DEFAULT_VIEW, period: 'all' }, undefined, NOW_MS)).toBeNull();
  });
});

test.each([
  ['30d', null, true],
  ['yesterday', null, false],
  ['last_month', null, false],
  ['custom', { from: '2026-11-01', to: '2026-11-19' }, true],
  ['custom', { from: '2026-11-01', to: '2026-11-18' }, false],
] as const)('%s %o still grows: %s', (period, range, grows) => {
  expect(includesToday(period, range, '2026-11-19')).toBe(grows);
});

describe('searching in the details', () => {
  const request = {
    filters: [] as Filter[],
    known: ['US', 'GB', 'AE'],
    order: { by: 'visitors', direction: 'desc' } as const,
    page: 2,
  };

  test('text is looked for by the server', () => {
    const asked = detailsQuery({ ...request, dimension: 'pathname', search: 'blog' });
    expect(asked).toMatchObject({ filters: { pathname: { contains: ['blog'] } }, offset: 20 });
  });

  test('names of countries are looked for here, where they are known', () => {
    const asked = detailsQuery({ ...request, dimension: 'country', search: 'united' });
    expect(asked.filters).toEqual({ country: { is: ['US', 'GB', 'AE'] } });
  });

  test('a name that nobody has finds nothing', () => {
    const asked = detailsQuery({ ...request, dimension: 'country', search: 'atlantis' });
    expect(asked.filters).toEqual({ country: { is: ['atlantis'] } });
  });

  test('within a "contains" one cannot search: the two would mean either', () => {
    const filters: Filter[] = [{ dimension: 'pathname', operator: 'contains', values: ['docs'] }];
    expect(canSearch(filters, 'pathname')).toBe(false);
    const asked = detailsQuery({ ...request, filters, dimension: 'pathname', search: 'api' });
    expect(asked.filters).toEqual({ pathname: { contains: ['docs'] } });
  });
});

test.each([
  [0, 1, [0]],
  [0, 3, [0, 1, 2]],
  [0, 32, [0, 1, null, 31]],
  [15, 32, [0, null, 14, 15, 16, null, 31]],
  [31, 32, [0, null, 30, 31]],
])('page %i of %i shows %j', (page, count, pages) => {
  expect(pagesToShow(page, count)).toEqual(pages);
});
