import { describe, expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { parseQuery } from './parse.ts';

const parse = (body: unknown) => parseQuery(body, { goals: [] });

function detailsOf(body: unknown) {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof AppError && error.code === 'VALIDATION_ERROR')
      return error.details ?? error.message;
    throw error;
  }
  return 'accepted';
}
const custom = (date_from: unknown, date_to: unknown) => ({ period: 'custom', date_from, date_to });

describe('what is accepted', () => {
  test('nothing at all: the cards of the last 30 days', () => {
    expect(parse({})).toEqual({
      period: { period: '30d' },
      metrics: [
        'visitors',
        'visits',
        'pageviews',
        'views_per_visit',
        'bounce_rate',
        'avg_duration',
      ].map((name) => ({ name, metric: name })),
      dimensions: [],
      filter: { kind: 'and', parts: [] },
      compare: null,
      orderBy: null,
      orderDir: null,
      limit: 100,
      offset: 0,
    });
  });

  test('everything, aliases under the name that was asked', () => {
    const body = {
      ...custom('2026-03-01', '2026-03-31'),
      metrics: ['sessions', 'visit_duration'],
      dimensions: ['date', 'source'],
      filters: {
        country: 'US',
        source: ['a', 'b', 'a'],
        pathname: { contains: 'x', is_not: ['/y', '/z'] },
      },
      compare: 'custom',
      compare_from: '2025-03-01',
      compare_to: '2025-03-31',
      order_by: 'sessions',
      order_dir: 'asc',
      limit: 10_000,
      offset: 5,
    };
    expect(parse(body)).toEqual({
      period: { period: 'custom', dateFrom: '2026-03-01', dateTo: '2026-03-31' },
      metrics: [
        { name: 'sessions', metric: 'visits' },
        { name: 'visit_duration', metric: 'avg_duration' },
      ],
      dimensions: ['date', 'source'],
      filter: {
        kind: 'and',
        parts: [
          { kind: 'leaf', dimension: 'country', operator: 'is', values: ['US'] },
          { kind: 'leaf', dimension: 'source', operator: 'is', values: ['a', 'b'] },
          { kind: 'leaf', dimension: 'pathname', operator: 'contains', values: ['x'] },
          { kind: 'leaf', dimension: 'pathname', operator: 'is_not', values: ['/y', '/z'] },
        ],
      },
      compare: { kind: 'custom', dateFrom: '2025-03-01', dateTo: '2025-03-31' },
      orderBy: { metric: 'visits' },
      orderDir: 'asc',
      limit: 10_000,
      offset: 5,
    });
  });
});

describe('what is refused, and what the answer says', () => {
  test.each([
    ['a list', [], 'The body must be a JSON object.'],
    [
      'a field that is none',
      { metric: [] },
      [
        {
          path: 'metric',
          message: expect.stringContaining('Did you mean "metrics"? Allowed: period, '),
        },
      ],
    ],
    [
      'a misspelt metric',
      { metrics: ['visitor'] },
      [
        {
          path: 'metrics',
          message: expect.stringMatching(
            /^unknown metric "visitor"\. Did you mean "visitors"\? Allowed: visitors, visits, .*sessions/,
          ),
        },
      ],
    ],
    [
      'a metric of the object’s own',
      { metrics: ['constructor'] },
      [
        {
          path: 'metrics',
          message: expect.stringContaining('unknown metric "constructor". Allowed'),
        },
      ],
    ],
    [
      'no metric',
      { metrics: [] },
      [{ path: 'metrics', message: expect.stringContaining('name at least one') }],
    ],
    [
      'metrics that are no list',
      { metrics: 'visitors' },
      [{ path: 'metrics', message: 'must be a list of names.' }],
    ],
    [
      'a misspelt dimension',
      { dimensions: ['path_name'] },
      [{ path: 'dimensions', message: expect.stringContaining('Did you mean "pathname"?') }],
    ],
    [
      'four dimensions',
      { dimensions: ['date', 'source', 'city', 'os'] },
      [{ path: 'dimensions', message: 'at most 3 at once.' }],
    ],
    [
      'a misspelt period',
      { period: '7days' },
      [
        {
          path: 'period',
          message: expect.stringMatching(/^unknown value "7days"\..* Allowed: today, .*custom\.$/),
        },
      ],
    ],
    [
      'a day that no calendar has',
      custom('2026-02-29', '2026-03-01'),
      [{ path: 'date_from', message: expect.stringContaining('found "2026-02-29"') }],
    ],
    [
      'a date with a time',
      custom('2026-03-01T00:00', '2026-03-01'),
      [{ path: 'date_from', message: expect.any(String) }],
    ],
    [
      'a range from its end',
      custom('2026-03-02', '2026-03-01'),
      [{ path: 'date_to', message: 'must not lie before date_from (2026-03-02).' }],
    ],
    [
      'custom without dates',
      { period: 'custom' },
      [
        { path: 'date_from', message: expect.stringContaining('found none') },
        { path: 'date_to', message: expect.any(String) },
      ],
    ],
    [
      'dates with another period',
      { ...custom('2026-03-01', '2026-03-02'), period: '7d' },
      [{ path: 'period', message: expect.stringContaining('"custom"') }],
    ],
    [
      'more days than 20 years have',
      custom('2000-01-01', '2026-01-01'),
      [{ path: 'date_to', message: 'a range may have at most 7320 days.' }],
    ],
    [
      'hours of several years',
      { ...custom('2024-01-01', '2026-01-01'), dimensions: ['hour'] },
      [{ path: 'dimensions', message: expect.stringContaining('at most 366 days') }],
    ],
    [
      'hours of a year compared with those of several',
      {
        ...custom('2026-01-01', '2026-01-02'),
        dimensions: ['hour'],
        compare: 'custom',
        compare_from: '2010-01-01',
        compare_to: '2020-01-01',
      },
      [{ path: 'compare_to', message: expect.stringContaining('at most 366 days') }],
    ],
    [
      'filters that are a list',
      { filters: ['is'] },
      [{ path: 'filters', message: expect.any(String) }],
    ],
    [
      'a filter on time',
      { filters: { date: '2026-03-01' } },
      [{ path: 'filters.date', message: expect.stringContaining('unknown filter "date"') }],
    ],
    [
      'an operator that is none',
      { filters: { source: { like: 'a' } } },
      [
        {
          path: 'filters.source',
          message: expect.stringContaining(
            'Allowed: is, is_not, contains, contains_not, matches, matches_not.',
          ),
        },
      ],
    ],
    [
      'a filter without operator',
      { filters: { source: {} } },
      [{ path: 'filters.source', message: expect.any(String) }],
    ],
    [
      'an empty value',
      { filters: { source: { is: ['a', ''] } } },
      [{ path: 'filters.source.is', message: expect.any(String) }],
    ],
    [
      'a number for a value',
      { filters: { source: 5 } },
      [{ path: 'filters.source', message: expect.any(String) }],
    ],
    [
      'an order by what is not asked',
      { metrics: ['visitors'], order_by: 'pageviews' },
      [{ path: 'order_by', message: expect.stringContaining('Allowed: visitors.') }],
    ],
    [
      'a limit of none',
      { limit: 0 },
      [{ path: 'limit', message: 'must be a whole number from 1 to 10000, found 0.' }],
    ],
    ['a limit too high', { limit: 10_001 }, [{ path: 'limit', message: expect.any(String) }]],
    [
      'an offset that is no number',
      { offset: '1' },
      [{ path: 'offset', message: expect.any(String) }],
    ],
    [
      'compare dates without custom',
      { compare: 'previous_year', compare_from: '2026-01-01' },
      [{ path: 'compare_from', message: 'goes with compare "custom" only.' }],
    ],
  ])('%s', (_name, body, details) => {
    expect(detailsOf(body)).toEqual(details);
  });

  test('all that is wrong is said at once, in the message too', () => {
    expect(() => parse({ metrics: ['x'], limit: -1 })).toThrow(
      /metrics: unknown metric "x".* limit: must be a whole number/,
    );
    expect(detailsOf({ metrics: ['x'], limit: -1 })).toHaveLength(2);
  });
});
