import type { Dimension } from '@purestat/vocabulary';
import { expect, test } from 'vitest';
import type { SealedFigures } from '../stores/figure-tables.ts';
import { EVERYTHING, type FilterNode } from './filter-tree.ts';
import { planQuery, type PlanInput } from './plan.ts';
import { daysOf, spansOf } from './time.ts';

/** March is kept whole but the 20th, and by the month; of April the first ten days are. */
const kept: SealedFigures = {
  stamp: '',
  days: new Set([
    ...daysOf({ dateFrom: '2026-02-01', dateTo: '2026-02-28' }),
    ...daysOf({ dateFrom: '2026-03-01', dateTo: '2026-03-31' }).filter(
      (day) => !day.endsWith('20'),
    ),
    ...daysOf({ dateFrom: '2026-04-01', dateTo: '2026-04-10' }),
  ]),
  months: new Set(['2026-02-01']),
};

const partsOf = (input: Partial<PlanInput>) =>
  planQuery({
    site: 1,
    timezone: 'UTC',
    range: { dateFrom: '2026-03-31', dateTo: '2026-04-12' },
    dimensions: [],
    metrics: ['visitors'],
    filter: EVERYTHING,
    goals: [],
    kept,
    ...input,
  }).parts;

const leaf = (dimension: 'country' | 'pathname', ...values: string[]): FilterNode => ({
  kind: 'leaf',
  dimension,
  operator: 'is',
  values,
});

const figures = (read: object, ...measures: string[]) => ({
  source: 'figures',
  measures,
  figures: { value: null, months: [], present: ['visits'], ...read },
});

test('days with figures are read from them, the others from visits', () => {
  expect(partsOf({})).toEqual([
    figures({ dimension: 'total', days: [['2026-03-31', '2026-04-10']] }, 'visitors'),
    {
      source: 'visits',
      measures: ['visitors'],
      range: { dateFrom: '2026-04-11', dateTo: '2026-04-12' },
      except: [],
    },
  ]);
});

test('a day without figures among days with them is the only one read from visits', () => {
  const range = { dateFrom: '2026-03-18', dateTo: '2026-04-11' };
  expect(partsOf({ range, dimensions: ['country'] })).toEqual([
    figures(
      {
        dimension: 'country',
        days: [
          ['2026-03-18', '2026-03-19'],
          ['2026-03-21', '2026-04-10'],
        ],
      },
      'visitors',
    ),
    {
      source: 'visits',
      measures: ['visitors'],
      range: { dateFrom: '2026-03-20', dateTo: '2026-04-11' },
      except: [['2026-03-21', '2026-04-10']],
    },
  ]);
});

test('nothing else is read when every day has figures', () => {
  const range = { dateFrom: '2026-04-01', dateTo: '2026-04-03' };
  expect(partsOf({ range, metrics: ['bounce_rate'], dimensions: ['date'] })).toEqual([
    figures(
      { dimension: 'total', days: [['2026-04-01', '2026-04-03']] },
      'entered_bounces',
      'entered_visits',
    ),
  ]);
});

test('whole months of a dimension with many values are read by the month', () => {
  const range = { dateFrom: '2026-01-31', dateTo: '2026-03-02' };
  const [part] = partsOf({ range, dimensions: ['pathname'] });
  expect(part).toEqual(
    figures(
      {
        dimension: 'pathname',
        days: [['2026-03-01', '2026-03-02']],
        months: ['2026-02-01'],
        present: ['events'],
      },
      'visitors',
    ),
  );
  const cut = { dateFrom: '2026-02-01', dateTo: '2026-02-28', fromMs: Date.UTC(2026, 1, 1, 5) };
  expect(partsOf({ range: cut, dimensions: ['city'] })[0]!.figures).toMatchObject({
    days: [['2026-02-02', '2026-02-28']],
    months: [],
  });
  expect(partsOf({ range, dimensions: ['pathname', 'week'] })[0]!.figures!.months).toEqual([]);
});

test('the day that the range cuts is read from events', () => {
  const toMs = Date.UTC(2026, 3, 3, 12);
  const range = { dateFrom: '2026-04-01', dateTo: '2026-04-03', toMs };
  expect(partsOf({ range })[1]).toEqual({
    source: 'visits',
    measures: ['visitors'],
    range: { dateFrom: '2026-04-03', dateTo: '2026-04-03', toMs },
    except: [],
  });
});

test('a filter that chooses one value is the row of that value', () => {
  expect(partsOf({ filter: leaf('country', 'DE') })[0]!.figures).toMatchObject({
    dimension: 'country',
    value: 'DE',
  });
  expect(
    partsOf({ filter: leaf('pathname', '/a'), dimensions: ['pathname'] })[0]!.figures,
  ).toMatchObject({ dimension: 'pathname', value: '/a' });
});

const raw: Array<[string, Partial<PlanInput>]> = [
  ['hours', { dimensions: ['hour'] }],
  ['two dimensions', { dimensions: ['country', 'source'] }],
  [
    'another dimension than the filter’s',
    { dimensions: ['source'], filter: leaf('country', 'DE') },
  ],
  ['two values', { filter: leaf('country', 'DE', 'US') }],
  ['a pattern', { filter: leaf('pathname', '/a/*') }],
  ['a filter turned round', { filter: { kind: 'not', part: leaf('country', 'DE') } }],
  [
    'two filters',
    { filter: { kind: 'and', parts: [leaf('country', 'DE'), leaf('pathname', '/')] } },
  ],
  ['a dimension without figures', { dimensions: ['page_title' as Dimension] }],
  ['no days with figures', { range: { dateFrom: '2026-05-01', dateTo: '2026-05-03' } }],
];

test.each(raw)('no figures serve %s', (_name, input) => {
  expect(partsOf(input).map(({ source }) => source)).not.toContain('figures');
});

test('spans join the days that follow each other', () => {
  const days = daysOf({ dateFrom: '2026-02-27', dateTo: '2026-03-03' });
  expect(spansOf(days, days)).toEqual([['2026-02-27', '2026-03-03']]);
  expect(spansOf([days[0]!, days[2]!, days[3]!], days)).toEqual([
    ['2026-02-27', '2026-02-27'],
    ['2026-03-01', '2026-03-02'],
  ]);
  expect(spansOf([], days)).toEqual([]);
});
