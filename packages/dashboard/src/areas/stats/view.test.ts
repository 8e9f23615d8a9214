import { VISIT_DIMENSIONS } from '@purestat/vocabulary';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from './calendar-dates.ts';
import { PANELS, type PanelId, type PanelTab } from './dimensions.ts';
import { extendFilter, type Filter } from './filters.ts';
import { PERIOD_WORDS, type ViewPeriod, INTERVALS } from './periods.ts';
import { anyFilter } from './testing/any-filter.ts';
import {
  CARD_METRICS,
  COMPARE_MODES,
  DEFAULT_VIEW,
  TABLE_TABS,
  formatView,
  parseView,
  type View,
} from './view.ts';

const anyRange = fc
  .tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 0, max: 900 }))
  .map(([start, length]) => {
    const from = addDays('2001-01-01', start);
    return { from, to: addDays(from, length) };
  });

function anyTab(panel: PanelId): fc.Arbitrary<PanelTab> {
  return fc.constantFrom(...PANELS[panel].groups.flatMap((group) => group.tabs));
}

const anyView: fc.Arbitrary<View> = fc
  .record({
    period: fc.constantFrom(...(Object.keys(PERIOD_WORDS) as ViewPeriod[])),
    range: anyRange,
    compare: fc.constantFrom(...COMPARE_MODES),
    compareRange: anyRange,
    interval: fc.option(fc.constantFrom(...INTERVALS)),
    metric: fc.constantFrom(...CARD_METRICS),
    filters: fc.array(anyFilter, { maxLength: 4 }),
    tabs: fc.record({
      sources: anyTab('sources'),
      pages: anyTab('pages'),
      locations: anyTab('locations'),
      devices: anyTab('devices'),
    }),
    table: fc.constantFrom(...TABLE_TABS),
    property: fc.option(fc.constantFrom('plan', 'a key, & more', ' ')),
    details: fc.option(
      fc.constantFrom('sources', 'pages', 'locations', 'devices') as fc.Arbitrary<PanelId>,
    ),
    split: fc.option(fc.constantFrom(...VISIT_DIMENSIONS)),
    after: fc.integer({ min: 1, max: 7 }),
  })
  .map((view) => ({
    ...view,
    range: view.period === 'custom' ? view.range : null,
    compareRange: view.compare === 'custom' ? view.compareRange : null,
    filters: view.filters.reduce<Filter[]>(extendFilter, []),
  }));

/** Names the view knows with values it may not know. */
const anySearch = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'period',
        'from',
        'to',
        'compare',
        'metric',
        'f',
        'sources',
        'table',
        'property',
        'x',
      ),
      fc.oneof(fc.string(), fc.constantFrom('custom', 'is,country,US', '2026-01-01', 'source')),
    ),
    { maxLength: 8 },
  )
  .map((pairs) => new URLSearchParams(pairs).toString());

test('every view reads back as it was written', () => {
  fc.assert(
    fc.property(anyView, (view) => {
      expect(parseView(formatView(view))).toEqual({ view, problems: [] });
    }),
  );
});

test('any text at all is some view, and it can be written', () => {
  fc.assert(
    fc.property(anySearch, (search) => {
      const { view } = parseView(search);
      expect(parseView(formatView(view)).view).toEqual(view);
    }),
  );
});

test('the default view is an empty query', () => {
  expect(formatView(DEFAULT_VIEW)).toBe('');
  expect(parseView('')).toEqual({ view: DEFAULT_VIEW, problems: [] });
});

test('an address stays readable', () => {
  const view: View = {
    ...DEFAULT_VIEW,
    period: 'custom',
    range: { from: '2026-10-01', to: '2026-10-31' },
    metric: 'pageviews',
    filters: [
      { dimension: 'pathname', operator: 'contains', values: ['/blog/a b'] },
      { dimension: 'country', operator: 'is', values: ['US', 'DE'] },
    ],
    tabs: { ...DEFAULT_VIEW.tabs, locations: 'region' },
  };
  expect(formatView(view)).toBe(
    'period=custom&from=2026-10-01&to=2026-10-31&metric=pageviews' +
      '&f=contains,pathname,/blog/a+b&f=is,country,US,DE&locations=region',
  );
});

describe('what cannot be read', () => {
  test.each([
    ['period=fortnight', {}],
    ['period=custom', {}],
    ['period=custom&from=2026-02-30&to=2026-03-01', {}],
    ['metric=money', {}],
    ['interval=decade', {}],
    ['sources=pathname', {}],
    ['details=goals', {}],
    ['split=pathname', {}],
    ['after=2', { after: 2 }],
    ['after=8', {}],
    ['after=0', {}],
    ['after=last', {}],
    ['compare=custom', {}],
    ['from=2026-01-01&to=2026-01-02', {}],
  ])('%s falls back to the default', (search, change) => {
    expect(parseView(search)).toEqual({ view: { ...DEFAULT_VIEW, ...change }, problems: [] });
  });

  test('a range the wrong way round is turned', () => {
    const { view } = parseView('period=custom&from=2026-02-10&to=2026-02-01');
    expect(view.range).toEqual({ from: '2026-02-01', to: '2026-02-10' });
  });

  test('a bad filter is left out and told of; the good ones stay', () => {
    const { view, problems } = parseView('f=is,planet,Mars&f=is,country,US&f=nonsense');
    expect(view.filters).toEqual([{ dimension: 'country', operator: 'is', values: ['US'] }]);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('“planet”');
  });

  test('two filters of one dimension and operator become one', () => {
    const { view } = parseView('f=is,country,US&f=is,country,DE');
    expect(view.filters).toEqual([{ dimension: 'country', operator: 'is', values: ['US', 'DE'] }]);
  });
});
