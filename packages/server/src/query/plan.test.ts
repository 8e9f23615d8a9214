import { describe, expect, test } from 'vitest';
import { allOfThem, eventGoal, is, meets, pageGoal } from '../testing/goals.ts';
import type { Dimension, Metric } from '@purestat/vocabulary';
import { EVERYTHING, type FilterLeaf, type FilterNode } from './filter-tree.ts';
import { planQuery, type Part } from './plan.ts';
import type { TimeRange } from './time.ts';

const WHOLE: TimeRange = { dateFrom: '2026-03-01', dateTo: '2026-03-31' };
const CUT: TimeRange = { ...WHOLE, toMs: 1 };
const on = (dimension: FilterLeaf['dimension']): FilterLeaf => ({
  kind: 'leaf',
  dimension,
  operator: 'is',
  values: ['x'],
});
const all = (parts: FilterNode[]): FilterNode => ({ kind: 'and', parts });
const ENTERED = ['entered_bounces', 'entered_visits'];

const CASES: Array<{
  name: string;
  metrics: Metric[];
  dimensions?: Dimension[];
  filters?: FilterNode[];
  range?: TimeRange;
  parts: Part[] | Array<{ source: string; measures: string[] }>;
}> = [
  {
    name: 'whole days without events’ properties need visits alone',
    metrics: ['visitors', 'visits', 'bounce_rate'],
    dimensions: ['date', 'source'],
    filters: [on('country')],
    parts: [{ source: 'visits', measures: ['visitors', 'visits', ...ENTERED] }],
  },
  {
    name: 'a cut range too: the cut day’s events are among their rows',
    metrics: ['visitors', 'visits'],
    range: CUT,
    parts: [{ source: 'visits', measures: ['visitors', 'visits'] }],
  },
  {
    name: 'by hour events count where they happen, visits where they begin',
    metrics: ['visitors', 'visits'],
    dimensions: ['hour'],
    parts: [
      { source: 'events', measures: ['visitors'] },
      { source: 'visits', measures: ['visits'] },
    ],
  },
  {
    name: 'by pathname the bounce rate is that of entries',
    metrics: ['visitors', 'visits', 'bounce_rate'],
    dimensions: ['pathname'],
    parts: [
      { source: 'pages', measures: ['visitors'] },
      { source: 'matched', measures: ['visits'] },
      { source: 'entries', measures: ENTERED },
    ],
  },
  {
    name: 'a page nobody entered on is a row nevertheless',
    metrics: ['bounce_rate'],
    dimensions: ['pathname'],
    parts: [
      { source: 'entries', measures: ENTERED },
      { source: 'pages', measures: ['events'] },
    ],
  },
  {
    name: 'filtered by pathname the bounce rate is that of entries',
    metrics: ['visitors', 'bounce_rate'],
    filters: [on('pathname')],
    parts: [
      { source: 'events', measures: ['visitors'] },
      { source: 'entries', measures: ENTERED },
    ],
  },
  {
    name: 'filtered by another property of events the visits are those that hold such an event',
    metrics: ['visits', 'bounce_rate'],
    filters: [on('pathname'), on('event_name')],
    parts: [{ source: 'matched', measures: ['visits', ...ENTERED] }],
  },
];

test.each(CASES)('$name', ({ metrics, dimensions = [], filters = [], range = WHOLE, parts }) => {
  const plan = planQuery({
    site: 1,
    timezone: 'UTC',
    goals: [],
    range,
    dimensions,
    metrics,
    filter: all(filters),
  });
  expect(plan.parts).toEqual(parts);
});

test('ties are broken by the dimensions that the order does not name', () => {
  const plan = planQuery({
    site: 1,
    timezone: 'UTC',
    goals: [],
    range: WHOLE,
    dimensions: ['source', 'country'],
    metrics: ['visitors'],
    filter: EVERYTHING,
    order: [{ by: { dimension: 1 }, direction: 'desc' }],
  });
  expect(plan.order).toEqual([
    { by: { dimension: 1 }, direction: 'desc' },
    { by: { dimension: 0 }, direction: 'asc' },
  ]);
});

test.each<{ name: string; dimensions?: Dimension[]; filters?: FilterNode[]; mark: string | null }>([
  { name: 'all visits of a day', dimensions: ['date'], mark: 'visitor' },
  { name: 'those of each value', dimensions: ['source'], mark: 'source' },
  {
    name: 'some values of the property',
    dimensions: ['source'],
    filters: [on('source')],
    mark: 'source',
  },
  { name: 'those of one value', filters: [on('source')], mark: 'source' },
  {
    name: 'of two values a visitor may have both',
    filters: [{ ...on('source'), values: ['x', 'y'] }],
    mark: null,
  },
  {
    name: 'the text of a missing value may be two',
    filters: [{ ...on('source'), values: ['Direct / None'] }],
    mark: null,
  },
  {
    name: 'not this value: any of the others',
    filters: [{ ...on('source'), operator: 'is_not' }],
    mark: null,
  },
  { name: 'two properties', dimensions: ['source', 'country'], mark: null },
  {
    name: 'one divided, another filtered',
    dimensions: ['source'],
    filters: [on('country')],
    mark: null,
  },
])(
  'visitors are counted by the mark of $mark: $name',
  ({ dimensions = [], filters = [], mark }) => {
    const plan = planQuery({
      site: 1,
      timezone: 'UTC',
      goals: [],
      range: WHOLE,
      dimensions,
      metrics: ['visitors'],
      filter: all(filters),
    });
    expect(plan.mark).toBe(mark);
  },
);

const SIGNUP = eventGoal('signup');
const THANKS = pageGoal('/thanks');

const withGoals = (input: Partial<Parameters<typeof planQuery>[0]>) =>
  planQuery({
    site: 1,
    timezone: 'UTC',
    goals: [SIGNUP, THANKS],
    range: WHOLE,
    dimensions: [],
    metrics: ['conversion_rate'],
    filter: allOfThem(),
    ...input,
  });

describe('conversions', () => {
  test('are read from events that meet a goal, those who might have converted from visits', () => {
    const { parts, base } = withGoals({ dimensions: ['country'] });
    expect(base).toBe('own');
    expect(parts).toEqual([
      { source: 'visits', measures: ['visitors'] },
      {
        source: 'events',
        measures: ['converted_visitors'],
        filter: allOfThem(meets(SIGNUP, THANKS)),
      },
    ]);
  });

  test('under a goal are the chosen events, out of a query without it', () => {
    const { parts, base } = withGoals({ filter: allOfThem(is('country', 'DE'), meets(SIGNUP)) });
    expect(parts).toEqual([{ source: 'events', measures: ['converted_visitors'] }]);
    expect(base).toMatchObject({
      places: [],
      plan: { parts: [{ source: 'visits' }], filter: allOfThem(is('country', 'DE')) },
    });
  });

  test('by goal are out of the rows of the dimensions that stay', () => {
    const { base } = withGoals({ dimensions: ['goal', 'country', 'props:plan'] });
    expect(base).toMatchObject({ places: [1], plan: { dimensions: ['country'], mark: 'country' } });
  });
});

test.each<{ name: string; metrics: Metric[]; dimensions: Dimension[]; sources: string[] }>([
  {
    name: 'the page on which visits left is known of them',
    metrics: ['exit_rate'],
    dimensions: ['pathname'],
    sources: ['pages', 'exits'],
  },
  {
    name: 'engagement says nothing of names, so it is not read',
    metrics: ['time_on_page'],
    dimensions: ['event_name'],
    sources: ['events'],
  },
  {
    name: 'rows are there without engagement',
    metrics: ['scroll_depth'],
    dimensions: ['country'],
    sources: ['engagements', 'visits'],
  },
  {
    name: 'revenue alone needs no other rows in time',
    metrics: ['revenue', 'average_revenue'],
    dimensions: ['date'],
    sources: ['revenue'],
  },
])('$name', ({ metrics, dimensions, sources }) => {
  const { parts } = withGoals({ metrics, dimensions });
  expect(parts.map(({ source }) => source)).toEqual(sources);
});
