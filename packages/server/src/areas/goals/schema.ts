/** What the goal routes take and give. */
import { z } from '@hono/zod-openapi';
import { GOAL_TYPES } from '@purestat/vocabulary';
import { isCurrency } from '../../currency.ts';
import { nameField } from '../../fields.ts';

const NAME_MAX = 120;
const EVENT_NAME_MAX = 120;
const PAGE_PATH_MAX = 2_000;

/** Events that are no goal by their name alone, and what to do instead. */
const RESERVED_EVENTS: Readonly<Record<string, string>> = {
  pageview: 'pageview is every page; make a goal of type page with page_path, such as /thank-you',
  engagement: 'engagement tells how long a page was read and counts as no event',
};

const shared = {
  name: nameField('Newsletter', NAME_MAX).nullish().openapi({
    description: 'The event’s name, or `Visit` and the path, unless given. Unique for a site.',
  }),
  currency: z
    .string('must be an ISO 4217 code, such as USD or EUR')
    .trim()
    .toUpperCase()
    .refine(isCurrency, 'must be an ISO 4217 code, such as USD or EUR')
    .nullish()
    .openapi({
      example: 'EUR',
      description: 'Only amounts of this currency count as the goal’s revenue.',
    }),
};

const pageGoal = z.object({
  goal_type: z.literal('page'),
  page_path: z
    .string('is required: a path such as /thank-you or /blog/**')
    .trim()
    .min(1, 'must not be empty: a path such as /thank-you or /blog/**')
    .max(PAGE_PATH_MAX, `is too long: at most ${PAGE_PATH_MAX} characters`)
    .openapi({
      example: '/thank-you',
      description:
        '`*` stands for one or more characters but `/`, `**` for any. An address of the site is reduced to its path; query and fragment are taken off.',
    }),
  ...shared,
});

const eventGoal = z.object({
  goal_type: z.literal('event'),
  event_name: z
    .string('is required: the name that the event is sent with, such as signup')
    .trim()
    .min(1, `must not be empty: 1 to ${EVENT_NAME_MAX} characters`)
    .max(EVENT_NAME_MAX, `is too long: 1 to ${EVENT_NAME_MAX} characters`)
    .superRefine((name, { addIssue }) => {
      const message = Object.hasOwn(RESERVED_EVENTS, name) ? RESERVED_EVENTS[name] : undefined;
      if (message !== undefined) addIssue({ code: 'custom', message });
    })
    .openapi({ example: 'signup' }),
  ...shared,
});

export const createGoalBody = z.discriminatedUnion('goal_type', [pageGoal, eventGoal], {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? 'must be page (with page_path) or event (with event_name)'
      : undefined,
});
export type CreateGoalInput = z.infer<typeof createGoalBody>;

export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });
export const goalParams = siteParams.extend({ goalId: z.string() });

const goalSchema = z
  .object({
    id: z.string(),
    goal_type: z.enum(GOAL_TYPES),
    name: z.string().openapi({ example: 'Visit /thank-you' }),
    page_path: z.string().nullable().openapi({ example: '/thank-you' }),
    event_name: z.string().nullable().openapi({ example: null }),
    currency: z.string().nullable().openapi({ example: null }),
    created_at: z.iso.datetime(),
  })
  .openapi('Goal');
export const goalAnswer = z.object({ goal: goalSchema });
export const goalsAnswer = z.object({ goals: z.array(goalSchema) });
