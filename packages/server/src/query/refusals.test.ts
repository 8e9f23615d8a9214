/** What a caller is told who asks for what cannot be: the whole message, for all kinds of mistakes. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import { pageview, site, storeEvents } from '../testing/build.ts';
import { ENGINE_GOALS } from '../testing/model-questions.ts';
import { parseQuery } from './parse.ts';
import { runStats } from './run.ts';

/** Lists of names that are longer than a line, by their first names. */
const LISTS: Array<[RegExp, string]> = [
  [
    /Allowed: visitors, visits, [\w, ]*visit_duration, sum:props:KEY, average:props:KEY\./g,
    'Allowed: METRICS.',
  ],
  [/Allowed: minute, hour, [\w, ]*props:KEY\./g, 'Allowed: DIMENSIONS.'],
  [/Allowed: source, channel, [\w, ]*props:KEY\./g, 'Allowed: FILTERS.'],
  [/Allowed: today, [\w, ]*custom\./g, 'Allowed: PERIODS.'],
  [/Allowed: period, [\w, ]*offset\./g, 'Allowed: FIELDS.'],
  [/Allowed: is, is_not, contains, contains_not, matches, matches_not\./g, 'Allowed: OPERATORS.'],
  [/Allowed: and, or, not, has_done, is, [\w, ]*matches_not\./g, 'Allowed: HEADS.'],
];

function refusalOf(body: unknown, goals = ENGINE_GOALS): string {
  try {
    parseQuery(body, { goals });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'VALIDATION_ERROR') throw error;
    return LISTS.reduce((text, [list, name]) => text.replaceAll(list, name), error.message);
  }
  return 'accepted';
}

const unknown = (path: string, what: string, name: string, meant: string | null, allowed: string) =>
  `${path}: unknown ${what} "${name}".${meant === null ? '' : ` Did you mean "${meant}"?`} Allowed: ${allowed}.`;

describe('names that were probably meant', () => {
  test.each([
    ['visitor', 'visitors'],
    ['page_views', 'pageviews'],
    ['pageview', 'pageviews'],
    ['Visitors', 'visitors'],
    ['uniques', 'visitors'],
    ['users', 'visitors'],
    ['bouncerate', 'bounce_rate'],
    ['bounce_rtae', 'bounce_rate'],
    ['avg_visit_duration', 'avg_duration'],
    ['visit-duration', 'visit_duration'],
    ['views_per_session', 'views_per_visit'],
    ['sum:price', 'sum:props:price'],
    ['avg:props:price', 'average:props:price'],
    ['Mean(props.price)', 'average:props:price'],
    ['props:price', 'sum:props:price'],
    ['Sum:props:__proto__', 'sum:props:__proto__'],
    ['wombat', null],
    ['', null],
    ['__proto__', null],
    ['constructor', null],
  ])('metric %s: %s', (name, meant) => {
    expect(refusalOf({ metrics: [name] })).toBe(
      unknown('metrics', 'metric', name, meant, 'METRICS'),
    );
  });

  test.each([
    ['Country', 'country'],
    ['utm-source', 'utm_source'],
    ['utm_campaing', 'utm_campaign'],
    ['pages', 'pathname'],
    ['page', 'pathname'],
    ['url', 'pathname'],
    ['path', 'pathname'],
    ['event:page', 'pathname'],
    ['visit:source', 'source'],
    ['visit:country_name', 'country'],
    ['referer', 'referrer'],
    ['device', 'device_type'],
    ['screen', 'screen_size'],
    ['day', 'date'],
    ['event', 'event_name'],
    ['title', 'page_title'],
    ['landing_page', 'entry_page'],
    ['prop', 'props:KEY'],
    ['props', 'props:KEY'],
    ['toString', null],
  ])('dimension %s: %s', (name, meant) => {
    expect(refusalOf({ dimensions: [name] })).toBe(
      unknown('dimensions', 'dimension', name, meant, 'DIMENSIONS'),
    );
  });

  test.each([
    ['equals', 'is'],
    ['eq', 'is'],
    ['!=', null],
    ['not', 'is_not'],
    ['not_contains', 'contains_not'],
    ['does_not_contain', 'contains_not'],
    ['regex', 'matches'],
    ['like', 'contains'],
    ['__proto__', null],
  ])('operator %s: %s', (name, meant) => {
    // As it comes off the wire, where even __proto__ is a name of its own.
    const filters: unknown = JSON.parse(`{"source": {${JSON.stringify(name)}: "a"}}`);
    expect(refusalOf({ filters })).toBe(
      unknown('filters.source', 'operator', name, meant, 'OPERATORS'),
    );
  });

  test.each([
    ['30days', '30d'],
    ['thismonth', 'month'],
    ['realtime', 'today'],
    ['lastmonth', 'last_month'],
    ['decade', null],
  ])('period %s: %s', (name, meant) => {
    expect(refusalOf({ period: name })).toBe(unknown('period', 'value', name, meant, 'PERIODS'));
  });

  test('a comparison with last year', () => {
    expect(refusalOf({ compare: 'last_year' })).toBe(
      'compare: unknown value "last_year". Did you mean "previous_year"? Allowed: previous_period, previous_year, custom.',
    );
  });
});

const leaf = ['is', 'country', ['US']];
const nested = (levels: number): unknown => (levels === 1 ? leaf : ['not', nested(levels - 1)]);
const deep = (levels: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};

describe('filters', () => {
  test.each<[string, unknown, string]>([
    [
      'a text',
      'US',
      'filters: must be an object such as {"country": "US"}, or an expression such as ["is", "country", ["US"]] or ["and", …, …].',
    ],
    [
      'a name that is none',
      { cuontry: 'US' },
      'filters.cuontry: unknown filter "cuontry". Did you mean "country"? Allowed: FILTERS.',
    ],
    [
      'time',
      { date: '2026-01-01' },
      'filters.date: unknown filter "date": time is chosen by period, date_from and date_to. Allowed: FILTERS.',
    ],
    [
      'a property without a key',
      { 'props:': 'x' },
      'filters.props:: the key of props:KEY has 1 to 64 characters.',
    ],
    [
      'a key of 65 characters',
      { [`props:${'k'.repeat(65)}`]: 'x' },
      `filters.props:${'k'.repeat(54)}…: the key of props:KEY has 1 to 64 characters.`,
    ],
    [
      'an empty object',
      { source: {} },
      'filters.source: name an operator: is, is_not, contains, contains_not, matches, matches_not.',
    ],
    [
      'an empty list of values',
      { source: [] },
      'filters.source: must be a text or a list of texts, none of them empty.',
    ],
    [
      'an empty value',
      { source: { is: ['a', ''] } },
      'filters.source.is: must be a text or a list of texts, none of them empty.',
    ],
    [
      'a number',
      { source: { is: 5 } },
      'filters.source.is: must be a text or a list of texts, none of them empty.',
    ],
    [
      'null',
      { source: null },
      'filters.source: must be a text or a list of texts, none of them empty.',
    ],
    [
      'values by the thousand',
      { source: Array.from({ length: 501 }, (_, n) => `${n}`) },
      'filters.source: at most 500 values, found 501.',
    ],
    [
      'values by the thousand, in many lists',
      [
        'or',
        ...Array.from({ length: 5 }, () => [
          'is',
          'source',
          Array.from({ length: 500 }, (_, n) => `${n}`),
        ]),
      ],
      'filters[5][2]: at most 2000 values in all filters together.',
    ],
    [
      'a value too long',
      { source: 'x'.repeat(2_001) },
      'filters.source: a value has at most 2000 characters.',
    ],
    ['NUL', { source: 'a\0b' }, 'filters.source: must be whole Unicode characters without NUL.'],
    [
      'half a character',
      { source: '\ud800' },
      'filters.source: must be whole Unicode characters without NUL.',
    ],
    [
      'a regular expression that does not compile',
      { pathname: { matches: ['ok', '('] } },
      'filters.pathname.matches: the regular expression is not valid: RE2 does not take it: missing closing ): `(`.',
    ],
    [
      'a regular expression too long',
      { pathname: { matches: 'a'.repeat(501) } },
      'filters.pathname.matches: a regular expression has at most 500 characters.',
    ],
    [
      'regular expressions too large together',
      { pathname: { matches: Array.from({ length: 500 }, (_, n) => `${n}.{1000}`) } },
      'filters.pathname.matches: the regular expressions of a query grow too large together; use fewer or shorter ones.',
    ],
    [
      'a goal that is none',
      { goal: 'sign-up' },
      'filters.goal: unknown goal "sign-up". Did you mean "signup"? Allowed: signup, Visit /blog**, Bought, Visit /*, Read /**, Bought pro.',
    ],
    [
      'keys of properties',
      { property: 'plan' },
      'filters.property: unknown filter "property": events that carry the property KEY are asked for by props:KEY, which is_not (none).',
    ],
    [
      'an expression that begins with a list',
      [leaf],
      'filters: begins with a list; to join expressions write ["and", …, …].',
    ],
    [
      'an operator that is none',
      ['equals', 'country', ['US']],
      'filters: unknown operator "equals". Did you mean "is"? Allowed: HEADS.',
    ],
    ['no operator', [5, 'country', ['US']], 'filters: unknown operator 5. Allowed: HEADS.'],
    ['nothing to join', ['and'], 'filters: "and" needs at least one expression.'],
    ['a part that is empty', ['or', []], 'filters[1]: unknown operator none. Allowed: HEADS.'],
    [
      'a part that is a text',
      ['or', 'country'],
      'filters[1]: must be an expression: a list such as ["is", "country", ["US"]] or ["and", …, …].',
    ],
    [
      'the object form inside',
      ['or', { country: 'US' }],
      'filters[1]: the object form stands alone; inside an expression write [operator, dimension, [values]].',
    ],
    [
      'two expressions after not',
      ['not', leaf, leaf],
      'filters: "not" takes one expression, found 2.',
    ],
    [
      'has_done inside has_done',
      ['has_done', ['not', ['has_done', leaf]]],
      'filters[1][1]: "has_done" cannot stand inside another "has_done".',
    ],
    ['no values', ['is', 'country'], 'filters: write ["is", dimension, [values]].'],
    [
      'a part too many',
      ['is', 'country', ['US'], {}],
      'filters: write ["is", dimension, [values]].',
    ],
    [
      'a dimension that is none',
      ['and', leaf, ['is', ['country'], ['US']]],
      'filters[2][1]: unknown filter a list. Allowed: FILTERS.',
    ],
    [
      'eleven levels',
      nested(11),
      `filters${'[1]'.repeat(10)}: expressions go at most 10 levels deep.`,
    ],
    [
      'ten thousand levels',
      deep(10_000),
      'filters: begins with a list; to join expressions write ["and", …, …].',
    ],
    [
      '101 conditions at once',
      ['and', ...Array.from({ length: 101 }, () => leaf)],
      'filters: at most 100 conditions.',
    ],
    [
      '101 conditions in groups',
      [
        'and',
        ['or', ...Array.from({ length: 51 }, () => leaf)],
        ['or', ...Array.from({ length: 50 }, () => leaf)],
      ],
      'filters: at most 100 conditions.',
    ],
  ])('%s', (_name, filters, message) => {
    expect(refusalOf({ filters })).toBe(message);
  });

  test('a goal of a site without goals', () => {
    expect(refusalOf({ filters: { goal: 'signup' } }, [])).toBe(
      'filters.goal: the site has no goals yet.',
    );
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['an empty list', []],
    ['ten levels', nested(10)],
    ['100 conditions', ['and', ...Array.from({ length: 100 }, () => leaf)]],
    ['a bare value', ['is', 'country', 'US']],
    ['a goal by its id', { goal: 'g2' }],
    ['a property called __proto__', JSON.parse('{"props:__proto__": "x"}')],
  ])('accepted: %s', (_name, filters) => {
    expect(refusalOf({ filters })).toBe('accepted');
  });
});

const custom = (date_from: string, date_to: string) => ({ period: 'custom', date_from, date_to });

describe('the rest of the body', () => {
  test.each<[string, unknown, string]>([
    [
      'an order where nothing has one',
      { metrics: ['revenue_by_currency'], order_by: 'revenue_by_currency' },
      'order_by: unknown name "revenue_by_currency". Allowed: none. (The metrics and dimensions of the query.)',
    ],
    [
      'a thousand years',
      custom('1026-01-01', '2026-01-01'),
      'date_from: must be a date from 1970 to 2199 such as 2026-03-01, found "1026-01-01".',
    ],
    [
      'two hundred years',
      custom('1970-01-01', '2170-01-01'),
      'date_to: a range may have at most 7320 days.',
    ],
    [
      'a date that is an object',
      { ...custom('2026-01-01', ''), date_to: { a: deep(5_000) } },
      'date_to: must be a date from 1970 to 2199 such as 2026-03-01, found an object.',
    ],
    [
      'eight days by minutes',
      { ...custom('2026-01-01', '2026-01-08'), dimensions: ['minute'] },
      'dimensions: minute: a range by minutes may have at most 7 days, found 8.',
    ],
    [
      '367 days by hours',
      { ...custom('2025-01-01', '2026-01-02'), dimensions: ['hour', 'source'] },
      'dimensions: hour: a range by hours may have at most 366 days, found 367.',
    ],
    [
      'compared with eight days by minutes',
      {
        ...custom('2026-01-01', '2026-01-01'),
        dimensions: ['minute'],
        compare: 'custom',
        compare_from: '2025-01-01',
        compare_to: '2025-01-08',
      },
      'compare_to: minute: a range by minutes may have at most 7 days, found 8.',
    ],
    ['a dimension twice', { dimensions: ['date', 'date'] }, 'dimensions: "date" is named 2 times.'],
    ['a metric twice', { metrics: ['visits', 'visits'] }, 'metrics: "visits" is named 2 times.'],
    [
      'a thousand metrics',
      { metrics: Array.from({ length: 1_000 }, () => 'visits') },
      'metrics: at most 50 names.',
    ],
    [
      'a property without a key',
      { dimensions: ['props:'] },
      'dimensions: the key of props:KEY has 1 to 64 characters.',
    ],
    [
      'a limit past all numbers',
      { limit: Infinity },
      'limit: must be a whole number from 1 to 10000, found Infinity.',
    ],
    [
      'a limit of 1e21',
      { limit: 1e21 },
      'limit: must be a whole number from 1 to 10000, found 1e+21.',
    ],
    [
      'half a row',
      { offset: 0.5 },
      'offset: must be a whole number from 0 to 1000000000, found 0.5.',
    ],
    [
      'a name of 10,000 characters',
      { metrics: ['x'.repeat(10_000)] },
      `metrics: unknown metric "${'x'.repeat(60)}"…. Allowed: METRICS.`,
    ],
    [
      'a field that others have',
      { date_range: '7d' },
      'date_range: unknown field "date_range". Did you mean "period"? Allowed: FIELDS.',
    ],
    [
      'a field called __proto__',
      JSON.parse('{"__proto__": {"period": "7d"}}'),
      '__proto__: unknown field "__proto__". Allowed: FIELDS.',
    ],
    [
      'several things at once',
      { metrics: ['x1'], limit: 0, filters: { a: 'b' } },
      'metrics: unknown metric "x1". Allowed: METRICS. filters.a: unknown filter "a". Allowed: FILTERS. limit: must be a whole number from 1 to 10000, found 0.',
    ],
  ])('%s', (_name, body, message) => {
    expect(refusalOf(body)).toBe(message);
  });

  test('past twenty mistakes nobody reads on', () => {
    const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`field${n}`, n]));
    expect(refusalOf(body)).toMatch(
      /^field0: .* field19: unknown field "field19"\. Allowed: FIELDS\. There is more that is wrong\.$/,
    );
  });
});

describe('anything at all', () => {
  let store: EventStore;
  const context = site();
  beforeAll(async () => {
    store = await openTestStore();
    await storeEvents(store, context, [pageview({ props: { plan: 'pro' } })]);
  });
  afterAll(() => store.close());

  /** What became of it; a refusal must be short, whatever was asked. */
  async function outcomeOf(body: unknown): Promise<string> {
    const nowMs = Date.parse('2026-03-01T12:00:00Z');
    const facts = { store, site: context, nowMs, firstEventAtMs: null, goals: ENGINE_GOALS };
    try {
      await runStats(facts, body);
      return 'answered';
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'VALIDATION_ERROR') return String(error);
      const { details = [], message } = error;
      return details.length <= 20 && message.length < 40_000 ? 'refused' : 'refused at length';
    }
  }

  test('any value as the body is answered or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), async (body) => {
        expect(await outcomeOf(body)).toMatch(/^(answered|refused)$/);
      }),
      { numRuns: 500 },
    );
  });

  const names = fc.constantFrom(
    'country',
    'pathname',
    'props:plan',
    'goal',
    'property',
    'entry_page',
    'date',
    'props:',
    '__proto__',
  );
  const heads = fc.constantFrom(
    'and',
    'or',
    'not',
    'has_done',
    'is',
    'is_not',
    'contains',
    'matches',
    'matches_not',
    'eq',
  );
  const value = fc.oneof(
    fc.constantFrom('US', '/**', 'g1', '(none)', '(', '', "'; DROP TABLE events; --", '\0', '%'),
    fc.string({ unit: 'binary' }),
  );
  const { expression } = fc.letrec<{ expression: unknown[] }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'expression' },
      fc.tuple(heads, names, fc.oneof(value, fc.array(value, { maxLength: 3 }))),
      fc.tuple(heads, tie('expression')),
      fc.tuple(heads, tie('expression'), tie('expression')),
      fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }),
    ),
  }));
  const object = fc.dictionary(
    names,
    fc.oneof(value, fc.array(value), fc.dictionary(heads, fc.oneof(value, fc.array(value)))),
  );

  test('any filters are answered or refused, and many are answered', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(expression, object, fc.jsonValue()),
        fc.subarray(['pathname', 'hour', 'props:plan', 'entry_page']),
        async (filters, dimensions) => {
          const body = { period: 'today', metrics: ['visitors', 'visits'], dimensions, filters };
          const outcome = await outcomeOf(body);
          expect(outcome).toMatch(/^(answered|refused)$/);
          answered += Number(outcome === 'answered');
        },
      ),
      { numRuns: 500 },
    );
    expect(answered).toBeGreaterThan(20);
  });
});
