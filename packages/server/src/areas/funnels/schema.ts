/** What the funnel routes take and give. */
import { z } from '@hono/zod-openapi';
import { writing } from '../export/index.ts';
import {
  FUNNEL_STEPS_MAX,
  FUNNEL_STEPS_MIN,
  PERIODS,
  VISIT_DIMENSIONS,
} from '@purestat/vocabulary';
import { nameField } from '../../fields.ts';

const PAGE_PATH_MAX = 2_000;
const COUNT = `a funnel has ${FUNNEL_STEPS_MIN} to ${FUNNEL_STEPS_MAX} steps`;
const ONE_OF =
  'give either goal_id, the id of a goal of the site, or page_path, a path such as /pricing';

const stepBody = z
  .strictObject(
    {
      goal_id: z.string('must be the id of a goal of the site').nullish().openapi({
        description: 'A goal of the site',
      }),
      page_path: z
        .string('must be a path such as /pricing or /blog/**')
        .trim()
        .min(1, 'must not be empty: a path such as /pricing or /blog/**')
        .max(PAGE_PATH_MAX, `is too long: at most ${PAGE_PATH_MAX} characters`)
        .nullish()
        .openapi({
          example: '/pricing',
          description: '`*` stands for one or more characters but `/`, `**` for any.',
        }),
    },
    { error: (issue) => (issue.code === 'unrecognized_keys' ? ONE_OF : `is no step: ${ONE_OF}`) },
  )
  .refine(
    ({ goal_id, page_path }) => ((goal_id ?? null) === null) !== ((page_path ?? null) === null),
    {
      error: ONE_OF,
      // What is no field of a step has been told already.
      when: ({ issues }) => issues.length === 0,
    },
  );

export const funnelBody = z.object({
  name: nameField('Pricing to purchase', 120),
  strict: z
    .boolean('must be true or false')
    .default(false)
    .openapi({ description: 'Whether nothing else may happen between two steps' }),
  steps: z
    .array(stepBody, `is required: ${COUNT}, each {"goal_id": …} or {"page_path": …}`)
    .min(FUNNEL_STEPS_MIN, `are too few: ${COUNT}`)
    .max(FUNNEL_STEPS_MAX, `are too many: ${COUNT}`),
});
export type FunnelInput = z.infer<typeof funnelBody>;

export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });
export const funnelParams = siteParams.extend({ funnelId: z.string() });

const stepSchema = z.object({
  name: z.string().openapi({ example: 'Visit /pricing' }),
  type: z.enum(['page', 'event']),
  goal_id: z.string().nullable(),
  page_path: z.string().nullable().openapi({ example: '/pricing' }),
});
const funnelSchema = z
  .object({
    id: z.string(),
    name: z.string().openapi({ example: 'Pricing to purchase' }),
    strict: z.boolean(),
    steps: z.array(stepSchema),
    created_at: z.iso.datetime(),
  })
  .openapi('Funnel');
export const funnelAnswer = z.object({ funnel: funnelSchema });
export const funnelsAnswer = z.object({ funnels: z.array(funnelSchema) });

const date = { type: 'string', format: 'date' } as const;
const filters = {
  oneOf: [
    { type: 'object', description: 'As in stats, such as {"country": "US"}' },
    { type: 'array', description: 'An expression, as in stats' },
  ],
};
const properties = {
  period: {
    type: 'string',
    enum: [...PERIODS],
    description: '`30d` unless given; `custom` where the dates are',
  },
  date_from: { ...date, description: 'First day, with period `custom`' },
  date_to: { ...date, description: 'Last day, with period `custom`' },
  compare: { type: 'string', enum: ['previous_period', 'previous_year', 'custom'] },
  compare_from: { ...date, description: 'First day, with compare `custom`' },
  compare_to: { ...date, description: 'Last day, with compare `custom`' },
  split: {
    type: 'string',
    enum: [...VISIT_DIMENSIONS],
    description: 'Divides those who entered by a property of the visit in which they did',
  },
  next: {
    type: 'boolean',
    default: true,
    description: 'Whether to tell what those did next who did not go on',
  },
} as const;

/** Anything at all passes here; the query's own parser is the judge. */
const documented = (schema: Record<string, unknown>) => z.unknown().openapi(schema);

export const funnelStatsBody = documented({
  type: 'object',
  additionalProperties: false,
  properties: { ...properties, filters },
});
export const funnelStatsParams = z.looseObject({
  ...Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      documented({ ...schema }).optional(),
    ]),
  ),
  filters: documented({
    type: 'string',
    description: 'As `filters[country]=US`, `filters[pathname][contains]=blog`, or as JSON',
  }).optional(),
});

export const EXPORT_PARAMS = ['period', 'date_from', 'date_to', 'split', 'filters'];
export const funnelExportParams = z.looseObject({
  ...Object.fromEntries(
    Object.entries(funnelStatsParams.shape).filter(([name]) => EXPORT_PARAMS.includes(name)),
  ),
  ...writing,
});

const rate = z.number().nullable();
const metrics = z.object({
  entered: z.number().int(),
  completed: z.number().int(),
  conversion_rate: rate,
  median_seconds: rate,
});
const stepFigures = z.object({
  visitors: z.number().int(),
  entered_rate: rate,
  previous_rate: rate,
  dropped: z.number().int(),
  drop_rate: rate,
  median_seconds: rate,
});
const next = z.object({
  type: z.enum(['pageview', 'event', 'left']),
  value: z.string().nullable(),
  visitors: z.number().int(),
  percentage: z.number(),
});

export const funnelStatsAnswer = z
  .object({
    funnel: funnelSchema,
    metrics,
    steps: z.array(stepFigures.extend({ next: z.array(next).optional() })),
    split: z
      .object({
        dimension: z.enum(VISIT_DIMENSIONS),
        total_rows: z.number().int(),
        rows: z.array(metrics.extend({ value: z.string(), steps: z.array(stepFigures) })),
      })
      .optional(),
    meta: z.object({
      timezone: z.string(),
      date_from: z.string(),
      date_to: z.string(),
      sampled: z.literal(false),
    }),
    comparison: z
      .object({
        date_from: z.string(),
        date_to: z.string(),
        metrics,
        change: z.object({
          entered: rate,
          completed: rate,
          conversion_rate: rate,
          median_seconds: rate,
        }),
      })
      .optional(),
  })
  .openapi('FunnelStats');
