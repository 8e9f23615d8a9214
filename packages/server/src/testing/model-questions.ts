/** Random events and random questions about them, for holding the engine against the model. */
import {
  FILTER_OPERATORS,
  METRICS,
  type AnyMetric,
  type Dimension,
  type FilterExpression,
  type FilterOperator,
  type Filters,
} from '@purestat/vocabulary';
import * as fc from 'fast-check';
import type { FilterNode } from '../query/filter-tree.ts';
import type { GoalDefinition } from '../query/goals.ts';
import type { EventFields } from './build.ts';
import type { ModelGoal } from './model-filters.ts';

/** Around a change of the clock in New York. */
export const DAYS = ['2026-03-07', '2026-03-08', '2026-03-09'];
const PATHS = ['/', '/blog', '/blog/a', '/Blog/b', '/b_g%'];

const amount = fc.constantFrom('0', '1', '2.5', '19.99', '0.0001', '100000.1234');
const revenue = fc.option(fc.tuple(amount, fc.constantFrom('EUR', 'EUR', 'USD')), {
  freq: 2,
});

const NUMBERS = ['12', '-0.5', '+3', '007', '0', '0.1', '123456.78901234567', '-99999999999'];
const NO_NUMBERS = ['1e3', ' 5', '5.', '.5', '1,5', '٣', 'NaN', '12345678901234567'];

export const event: fc.Arbitrary<EventFields> = fc
  .record({
    visitor: fc.constantFrom('ann', 'bob', 'cid'),
    // Few distinct times, around the change of the clock, so that ties, visits of several events and
    // gaps of exactly half an hour come up.
    at: fc
      .tuple(fc.constantFrom(...DAYS), fc.integer({ min: 0, max: 11 }))
      .map(
        ([day, half]) =>
          `${day}T${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}:00`,
      ),
    // Often the same, so that a visit views a page and scrolls there.
    page: fc.constantFrom('/blog', '/blog', '/blog', ...PATHS),
    name: fc.constantFrom(
      'pageview',
      'pageview',
      'pageview',
      'signup',
      'buy',
      'engagement',
      'engagement',
    ),
    interactive: fc.boolean(),
    hostname: fc.constantFrom('example.com', 'shop.example.com'),
    page_title: fc.constantFrom('', 'Home', 'Blog: a'),
    source: fc.constantFrom('', 'Google', 'google', '(not set)'),
    country: fc.constantFrom('', 'US', 'DE'),
    utm_campaign: fc.constantFrom('', '(not set)', 'spring'),
    props: fc.option(
      fc.dictionary(
        fc.constantFrom('plan', '__proto__'),
        fc.oneof(
          { weight: 2, arbitrary: fc.constantFrom('pro', 'Free', '(none)') },
          { weight: 1, arbitrary: fc.constantFrom(...NUMBERS, ...NO_NUMBERS) },
        ),
        {
          noNullPrototype: true,
        },
      ),
      { freq: 2 },
    ),
    revenue,
    engaged_ms: fc.constantFrom(0, 1, 499, 1500, 61_000),
    scroll_depth: fc.constantFrom(0, 50, 75, 75, 100),
  })
  .map(({ revenue: money, engaged_ms, scroll_depth, props, page_title, ...rest }) =>
    rest.name === 'engagement'
      ? { ...rest, engaged_ms, scroll_depth }
      : {
          ...rest,
          props,
          page_title,
          revenue_amount: money?.[0] ?? null,
          revenue_currency: money?.[1] ?? null,
        },
  );

export const GOALS: ModelGoal[] = [
  { id: 'g1', name: 'signup', currency: null, goal_type: 'event', target: 'signup' },
  { id: 'g2', name: 'Visit /blog**', currency: null, goal_type: 'page', target: '/blog**' },
  { id: 'g3', name: 'Bought', currency: 'EUR', goal_type: 'event', target: 'buy' },
  { id: 'g4', name: 'Visit /*', currency: 'USD', goal_type: 'page', target: '/*' },
  {
    id: 'g5',
    name: 'Read /**',
    currency: null,
    goal_type: 'scroll',
    target: '/**',
    percent: 75,
  },
  {
    id: 'g6',
    name: 'Bought pro',
    currency: null,
    goal_type: 'event',
    target: 'buy',
    properties: [
      ['is', 'props:plan', ['pro', 'Free']],
      ['is_not', 'props:__proto__', ['Free']],
    ],
  },
];

const is = (dimension: 'event_name' | 'pathname', value: string): FilterNode => ({
  kind: 'leaf',
  dimension,
  operator: 'is',
  values: [value],
});

function conditionOf({ goal_type, target, percent, properties = [] }: ModelGoal): FilterNode {
  const parts: FilterNode[] = properties.map((condition) => {
    const [operator, dimension, values] = condition as [FilterOperator, 'props:plan', string[]];
    return { kind: 'leaf', dimension, operator, values };
  });
  if (goal_type === 'event') parts.push(is('event_name', target));
  else parts.push(is('event_name', 'pageview'), is('pathname', target));
  if (percent !== undefined) parts.push({ kind: 'scrolled', page: target, percent });
  return { kind: 'and', parts };
}

/** The same as the engine is given them. */
export const ENGINE_GOALS: GoalDefinition[] = GOALS.map((goal) => {
  const { id, name, currency } = goal;
  return { id, name, currency, condition: conditionOf(goal) };
});

const VISIT_DIMENSIONS: Dimension[] = [
  'source',
  'country',
  'utm_campaign',
  'entry_page',
  'exit_page',
];
const EVENT_DIMENSIONS: Dimension[] = [
  'pathname',
  'hostname',
  'event_name',
  'page_title',
  'props:plan',
  'props:__proto__',
];
const TIME_DIMENSIONS: Dimension[] = ['minute', 'hour', 'date', 'week', 'month'];
const ASKED_METRICS = [
  ...Object.keys(METRICS),
  'sum:props:plan',
  'average:props:plan',
  'sum:props:__proto__',
  'average:props:__proto__',
] as AnyMetric[];
const ASKED_DIMENSIONS = [
  ...TIME_DIMENSIONS,
  ...EVENT_DIMENSIONS,
  ...VISIT_DIMENSIONS,
  // The pathname has the most rules of its own.
  ...Array.from({ length: 10 }, () => 'pathname' as const),
  ...Array.from({ length: 5 }, () => 'goal' as const),
  ...Array.from({ length: 3 }, () => 'property' as const),
];

const VALUES = [
  'Google',
  'goo',
  'Direct / None',
  '(not set)',
  '(none)',
  'US',
  'DE',
  'spring',
  'example.com',
  'pageview',
  'signup',
  'Home',
  'pro',
  'free',
  '/',
  '/blog',
  'blog',
  '/blog/*',
  '/**',
  '/b**',
  '_g%',
  'direct',
];
const PATTERNS = [
  '^/blog',
  'o',
  '^$',
  '.',
  'a$|^U',
  '(?:G|g)o+gle',
  '[^a-z/]',
  '^.{2,4}$',
  '(none)',
];

const texts = (from: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 3 });

const valueLeaf = fc
  .record({
    dimension: fc.constantFrom('pathname', 'pathname', ...EVENT_DIMENSIONS, ...VISIT_DIMENSIONS),
    operator: fc.constantFrom(...FILTER_OPERATORS),
  })
  .chain(({ dimension, operator }) =>
    texts(operator.startsWith('matches') ? PATTERNS : VALUES).map((values): FilterExpression => [
      operator,
      dimension,
      values,
    ]),
  );

const goalLeaf = fc.constantFrom(...FILTER_OPERATORS).chain((operator) => {
  const values = operator.startsWith('is')
    ? GOALS.flatMap(({ id, name }) => [id, name])
    : ['Visit', 'b', 'blog', 'Read', 'pro', 'x'];
  return texts(values).map((wanted): FilterExpression => [operator, 'goal', wanted]);
});

const leaf = fc.oneof({ weight: 5, arbitrary: valueLeaf }, { weight: 1, arbitrary: goalLeaf });

function expressions(depth: number, mayAskWhatWasDone: boolean): fc.Arbitrary<FilterExpression> {
  if (depth === 0) return leaf;
  const part = expressions(depth - 1, mayAskWhatWasDone);
  const parts = fc.array(part, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 2, arbitrary: parts.map((all): FilterExpression => ['and', ...all]) },
    { weight: 2, arbitrary: parts.map((all): FilterExpression => ['or', ...all]) },
    { weight: 1, arbitrary: part.map((one): FilterExpression => ['not', one]) },
    ...(mayAskWhatWasDone
      ? [
          {
            weight: 2,
            arbitrary: expressions(depth - 1, false).map((one): FilterExpression => [
              'has_done',
              one,
            ]),
          },
        ]
      : []),
  );
}

/** All of these must hold, as a simple query has it. */
const conjunction = fc
  .uniqueArray(leaf, {
    maxLength: 3,
    selector: ([operator, dimension]) => `${String(operator)} ${String(dimension)}`,
  })
  .map((all): FilterExpression => ['and', ...all]);

/** The same filters as an object; null: it cannot say them. */
export function objectForm(expression: FilterExpression): Filters | null {
  const [head, ...parts] = expression as [string, ...FilterExpression[]];
  if (head !== 'and') return null;
  const byDimension = new Map<string, [string, readonly string[]][]>();
  for (const part of parts) {
    const [operator, dimension, values] = part as [string, string, readonly string[]];
    if (['and', 'or', 'not', 'has_done'].includes(operator)) return null;
    const others = byDimension.get(dimension) ?? [];
    if (others.some(([other]) => other === operator)) return null;
    byDimension.set(dimension, [...others, [operator, values]]);
  }
  return Object.fromEntries(
    [...byDimension].map(([dimension, all]) => [dimension, Object.fromEntries(all)]),
  );
}

export const question = fc.record({
  metrics: fc.uniqueArray(fc.constantFrom(...ASKED_METRICS), { minLength: 1, maxLength: 9 }),
  dimensions: fc.uniqueArray(fc.constantFrom(...ASKED_DIMENSIONS), { maxLength: 3 }),
  filter: fc.oneof(conjunction, expressions(3, true)),
  from: fc.integer({ min: 0, max: 2 }),
  days: fc.integer({ min: 0, max: 2 }),
  timezone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata'),
});

export type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;
