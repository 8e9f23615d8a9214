import { expect, test } from 'vitest';
import { addsUpOverDays, addUpDays, joinSpans, piecesOf } from './day-plans.ts';
import { EVERYTHING } from './filter-tree.ts';
import type { PlanInput } from './plan.ts';
import type { TimeRange } from './time.ts';

const DAY_MS = 24 * 3_600_000;
const at = (date: string, hour = 12) => Date.parse(date) + hour * 3_600_000;

const plan = (input: Partial<PlanInput>): PlanInput => ({
  site: 1,
  timezone: 'UTC',
  range: { dateFrom: '2026-03-01', dateTo: '2026-03-03' },
  dimensions: [],
  metrics: ['visitors'],
  filter: EVERYTHING,
  goals: [],
  ...input,
});

test.each<[string, Partial<PlanInput>, boolean]>([
  ['totals', {}, true],
  ['weeks', { dimensions: ['week'] }, true],
  ['shares of all visitors', { metrics: ['percentage'] }, true],
  ['hours', { dimensions: ['hour'] }, false],
  ['weeks of months', { dimensions: ['month', 'week'] }, false],
  ['values', { dimensions: ['country'] }, false],
  ['a list that is cut off', { limit: 1 }, false],
  ['money', { metrics: ['visitors', 'revenue'] }, false],
])('%s add up over days: see the third column', (_name, input, expected) => {
  expect(addsUpOverDays(plan(input))).toBe(expected);
});

test.each<[string, TimeRange, ReturnType<typeof piecesOf>]>([
  [
    'whole days',
    { dateFrom: '2026-03-01', dateTo: '2026-03-03' },
    { whole: ['2026-03-01', '2026-03-03'], cuts: [] },
  ],
  [
    'an end within the last day',
    { dateFrom: '2026-03-01', dateTo: '2026-03-03', toMs: at('2026-03-03') },
    {
      whole: ['2026-03-01', '2026-03-02'],
      cuts: [{ dateFrom: '2026-03-03', dateTo: '2026-03-03', toMs: at('2026-03-03') }],
    },
  ],
  [
    'an end before the last day, after which nothing counts',
    { dateFrom: '2026-03-01', dateTo: '2026-03-05', toMs: at('2026-03-03') },
    {
      whole: ['2026-03-01', '2026-03-02'],
      cuts: [{ dateFrom: '2026-03-03', dateTo: '2026-03-03', toMs: at('2026-03-03') }],
    },
  ],
  [
    'a day cut at both ends',
    {
      dateFrom: '2026-03-01',
      dateTo: '2026-03-01',
      fromMs: at('2026-03-01', 1),
      toMs: at('2026-03-01'),
    },
    {
      whole: null,
      cuts: [
        {
          dateFrom: '2026-03-01',
          dateTo: '2026-03-01',
          fromMs: at('2026-03-01', 1),
          toMs: at('2026-03-01'),
        },
      ],
    },
  ],
  [
    'two days next to each other, both cut',
    {
      dateFrom: '2026-03-01',
      dateTo: '2026-03-02',
      fromMs: at('2026-03-01'),
      toMs: at('2026-03-01') + DAY_MS,
    },
    {
      whole: null,
      cuts: [
        { dateFrom: '2026-03-01', dateTo: '2026-03-01', fromMs: at('2026-03-01') },
        { dateFrom: '2026-03-02', dateTo: '2026-03-02', toMs: at('2026-03-02') },
      ],
    },
  ],
])('a range falls into whole days and parts of days: %s', (_name, range, expected) => {
  expect(piecesOf(range, 'UTC')).toEqual(expected);
});

test('spans that touch, overlap or lie near are one, others are not', () => {
  expect(
    joinSpans([
      ['2026-03-10', '2026-03-12'],
      ['2026-03-01', '2026-03-05'],
      ['2026-03-13', '2026-03-13'],
      ['2026-03-22', '2026-03-23'],
    ]),
  ).toEqual([
    ['2026-03-01', '2026-03-13'],
    ['2026-03-22', '2026-03-23'],
  ]);
});

test('days add up to weeks that begin on Monday, and to one row without a dimension', () => {
  const rows = [
    { d0: '2026-03-01', visitors: 1 },
    { d0: '2026-03-02', visitors: 2 },
    { d0: '2026-03-02', visitors: 4 },
  ];
  expect(addUpDays(rows, { dimensions: ['week'], metrics: ['visitors'] })).toEqual([
    { d0: '2026-02-23', visitors: 1 },
    { d0: '2026-03-02', visitors: 6 },
  ]);
  expect(addUpDays(rows, { dimensions: [], metrics: ['visitors'] })).toEqual([{ visitors: 7 }]);
  expect(addUpDays([], { dimensions: [], metrics: ['visitors'] })).toEqual([]);
});
