/**
 * What the stats routes take and give, as documentation. The query's own parser validates: it knows
 * which names and combinations are allowed and says so.
 */
import { z } from '@hono/zod-openapi';
import {
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  METRIC_ALIASES,
  METRICS,
  PERIODS,
  TIME_DIMENSIONS,
  VISIT_DIMENSIONS,
} from '@purestat/vocabulary';
import { errorSchema } from '../../access/index.ts';

export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const date = { type: 'string', format: 'date' } as const;

const dimension = {
  anyOf: [
    {
      type: 'string',
      enum: [...TIME_DIMENSIONS, ...VISIT_DIMENSIONS, ...EVENT_DIMENSIONS, 'goal', 'property'],
    },
    { type: 'string', pattern: '^props:.{1,64}$' },
  ],
};

const filterValue = {
  oneOf: [
    text,
    texts,
    {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: Object.fromEntries(
        FILTER_OPERATORS.map((name) => [name, { oneOf: [text, texts] }]),
      ),
    },
  ],
};

const queryProperties = {
  period: {
    type: 'string',
    enum: [...PERIODS],
    description: '`30d` unless given; `custom` where the dates are',
  },
  date_from: { ...date, description: 'First day, with period `custom`' },
  date_to: { ...date, description: 'Last day, with period `custom`' },
  metrics: {
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    items: {
      anyOf: [
        { type: 'string', enum: [...Object.keys(METRICS), ...Object.keys(METRIC_ALIASES)] },
        { type: 'string', pattern: '^(sum|average):props:.{1,64}$' },
      ],
    },
  },
  dimensions: { type: 'array', maxItems: 3, uniqueItems: true, items: dimension },
  filters: {
    oneOf: [
      { type: 'object', additionalProperties: filterValue },
      {
        type: 'array',
        description:
          'An expression: ["and", …], ["or", …], ["not", x], ["has_done", x] or [operator, dimension, [values]]',
      },
    ],
  },
  compare: { type: 'string', enum: ['previous_period', 'previous_year', 'custom'] },
  compare_from: { ...date, description: 'First day, with compare `custom`' },
  compare_to: { ...date, description: 'Last day, with compare `custom`' },
  order_by: { ...text, description: 'A metric or dimension of the query' },
  order_dir: { type: 'string', enum: ['asc', 'desc'] },
  limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 100 },
  offset: { type: 'integer', minimum: 0, maximum: 1e9, default: 0 },
};
const statsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: queryProperties,
};

/** Anything at all passes here; the parser behind it is the judge. */
const documented = (schema: Record<string, unknown>) => z.unknown().openapi(schema);

export const statsBody = documented({
  ...statsQuery,
  example: {
    period: '30d',
    metrics: ['visitors', 'pageviews'],
    dimensions: ['date'],
    filters: { country: 'US', pathname: { contains: 'blog' } },
    compare: 'previous_period',
  },
});
export const statsBatchBody = documented({
  type: 'object',
  required: ['queries'],
  additionalProperties: false,
  properties: {
    base: statsQuery,
    queries: {
      type: 'object',
      maxProperties: 20,
      additionalProperties: statsQuery,
      description: 'Each entry is laid over `base`.',
    },
    realtime: { type: 'boolean', description: 'Adds the live figures of the last 5 minutes' },
  },
  example: {
    base: { period: '7d' },
    queries: {
      cards: { metrics: ['visitors', 'pageviews', 'bounce_rate'] },
      pages: { metrics: ['visitors'], dimensions: ['pathname'], limit: 9 },
    },
    realtime: true,
  },
});

const money = z.object({ value: z.number(), currency: z.string() });
const metricValue = z.union([z.number(), money, z.array(money)]).nullable();
const metricValues = z.record(z.string(), metricValue);
const rowComparison = z.object({
  metrics: metricValues,
  change: z.record(z.string(), z.number().nullable()),
});

const STATS_EXAMPLE = {
  metrics: { visitors: 1200, pageviews: 3100 },
  dimensions: [
    {
      date: '2026-03-02',
      visitors: 45,
      pageviews: 120,
      comparison: {
        metrics: { visitors: 40, pageviews: 150 },
        change: { visitors: 12.5, pageviews: -20 },
      },
    },
  ],
  meta: {
    timezone: 'Europe/Berlin',
    date_from: '2026-02-01',
    date_to: '2026-03-02',
    total_rows: 30,
    sampled: false as const,
    partial_bucket: '2026-03-02',
  },
  comparison: {
    date_from: '2026-01-02',
    date_to: '2026-01-31',
    metrics: { visitors: 1000, pageviews: 3100 },
    change: { visitors: 20, pageviews: 0 },
  },
};

export const statsAnswer = z
  .object({
    metrics: metricValues,
    dimensions: z.array(z.record(z.string(), z.union([metricValue, z.string(), rowComparison]))),
    meta: z.object({
      timezone: z.string(),
      date_from: z.string(),
      date_to: z.string(),
      total_rows: z.number().int(),
      sampled: z.literal(false),
      partial_bucket: z.string().nullable(),
      property_values: z
        .array(
          z.object({
            key: z.string(),
            numbers: z.number().int(),
            skipped: z.number().int(),
            numeric: z.boolean(),
          }),
        )
        .optional()
        .openapi({
          description:
            'With `sum:props:KEY` or `average:props:KEY`: for each key how many values are numbers, how many are skipped because they are none, and whether most are numbers.',
        }),
    }),
    comparison: rowComparison.extend({ date_from: z.string(), date_to: z.string() }).optional(),
  })
  .openapi('Stats', { example: STATS_EXAMPLE });

const ranking = <Key extends string>(key: Key) =>
  z.array(
    z.object({ [key]: z.string(), visitors: z.number().int() } as Record<Key, z.ZodString> & {
      visitors: z.ZodInt;
    }),
  );

const REALTIME_EXAMPLE = {
  visitors: 3,
  pageviews: 7,
  top_pages: [{ pathname: '/pricing', visitors: 2 }],
  top_sources: [{ source: 'Google', visitors: 2 }],
  countries: [{ country: 'US', visitors: 3 }],
  per_minute: [{ minute: '2026-03-01T12:00:00Z', visitors: 3, pageviews: 7 }],
};

export const realtimeAnswer = z
  .object({
    visitors: z.number().int(),
    pageviews: z.number().int(),
    top_pages: ranking('pathname'),
    top_sources: ranking('source'),
    countries: ranking('country'),
    per_minute: z.array(
      z.object({ minute: z.string(), visitors: z.number().int(), pageviews: z.number().int() }),
    ),
  })
  .openapi('Realtime', { example: REALTIME_EXAMPLE });

export const statsBatchAnswer = z
  .object({
    results: z.record(z.string(), statsAnswer),
    realtime: realtimeAnswer.optional(),
    first_event_at: z.iso.datetime().nullable(),
  })
  .openapi({
    example: {
      results: { cards: STATS_EXAMPLE },
      realtime: REALTIME_EXAMPLE,
      first_event_at: '2026-01-12T09:00:00.000Z',
    },
  });

const { error } = errorSchema.shape;
export const statsBatchLine = z.union([
  z.object({ first_event_at: z.iso.datetime().nullable(), done: z.literal(true).optional() }),
  z.object({ name: z.string(), result: statsAnswer }),
  z.object({ name: z.string(), error }),
  z.object({ realtime: realtimeAnswer }),
  z.object({ realtime: z.null(), error }),
]);
