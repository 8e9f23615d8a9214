/** What the goal routes take and give. */
import { z } from '@hono/zod-openapi';
import { GOAL_OPERATORS, GOAL_TYPES } from '@purestat/vocabulary';
import { isCurrency } from '../../currency.ts';
import { nameField } from '../../fields.ts';
import { propertiesField } from './properties-field.ts';

const NAME_MAX = 120;
const EVENT_NAME_MAX = 120;
const PAGE_PATH_MAX = 2_000;

/** Events that are no goal by their name alone, and what to do instead. */
const RESERVED_EVENTS: Readonly<Record<string, string>> = {
  pageview: 'pageview is every page; make a goal of type page with page_path, such as /thank-you',
  engagement: 'engagement tells how long a page was read and counts as no event',
};

const name = nameField('Newsletter', NAME_MAX).nullish().openapi({
  description:
    'The event’s name, or `Visit` and the path, unless given; null gives it back. Unique for a site.',
});
const currency = z
  .string('must be an ISO 4217 code, such as USD or EUR')
  .trim()
  .toUpperCase()
  .refine(isCurrency, 'must be an ISO 4217 code, such as USD or EUR')
  .nullish()
  .openapi({
    example: 'EUR',
    description: 'Only amounts of this currency count as the goal’s revenue.',
  });
const pagePath = z
  .string('is required: a path such as /thank-you or /blog/**')
  .trim()
  .min(1, 'must not be empty: a path such as /thank-you or /blog/**')
  .max(PAGE_PATH_MAX, `is too long: at most ${PAGE_PATH_MAX} characters`)
  .openapi({
    example: '/thank-you',
    description:
      '`*` stands for one or more characters but `/`, `**` for any. An address of the site is reduced to its path; query and fragment are taken off.',
  });
const eventName = z
  .string('is required: the name that the event is sent with, such as signup')
  .trim()
  .min(1, `must not be empty: 1 to ${EVENT_NAME_MAX} characters`)
  .max(EVENT_NAME_MAX, `is too long: 1 to ${EVENT_NAME_MAX} characters`)
  .refine(
    (text) => text.isWellFormed() && !text.includes('\0'),
    'must be whole Unicode characters without NUL',
  )
  .superRefine((text, { addIssue }) => {
    const message = Object.hasOwn(RESERVED_EVENTS, text) ? RESERVED_EVENTS[text] : undefined;
    if (message !== undefined) addIssue({ code: 'custom', message });
  })
  .openapi({ example: 'signup' });
const PERCENT = 'must be a whole number from 1 to 100: how far down the page, in percent';
const scrollPercent = z.int(PERCENT).min(1, PERCENT).max(100, PERCENT).openapi({
  example: 75,
  description: 'The deepest scroll of a visit on the page must reach it.',
});

const shared = { name, currency, properties: propertiesField.optional() };

const pageGoal = z.object({ goal_type: z.literal('page'), page_path: pagePath, ...shared });
const eventGoal = z.object({ goal_type: z.literal('event'), event_name: eventName, ...shared });
const scrollGoal = z.object({
  goal_type: z.literal('scroll'),
  page_path: pagePath,
  scroll_percent: scrollPercent,
  ...shared,
});

const TYPES =
  'must be page (with page_path), event (with event_name) or scroll (with page_path and scroll_percent)';

export const createGoalBody = z.discriminatedUnion('goal_type', [pageGoal, eventGoal, scrollGoal], {
  error: (issue) => (issue.code === 'invalid_union' ? TYPES : undefined),
});
export type CreateGoalInput = z.infer<typeof createGoalBody>;

export const updateGoalBody = z
  .object({
    goal_type: z.enum(GOAL_TYPES, TYPES).optional(),
    page_path: pagePath.optional(),
    event_name: eventName.optional(),
    scroll_percent: scrollPercent.optional(),
    ...shared,
  })
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    message:
      'send at least one of goal_type, page_path, event_name, scroll_percent, name, currency, properties',
  });
export type UpdateGoalInput = z.infer<typeof updateGoalBody>;

export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });
export const goalParams = siteParams.extend({ goalId: z.string() });

const goalSchema = z
  .object({
    id: z.string(),
    goal_type: z.enum(GOAL_TYPES),
    name: z.string().openapi({ example: 'Visit /thank-you' }),
    page_path: z.string().nullable().openapi({ example: '/thank-you' }),
    event_name: z.string().nullable().openapi({ example: null }),
    scroll_percent: z.number().int().nullable().openapi({ example: null }),
    properties: z
      .record(z.string(), z.partialRecord(z.enum(GOAL_OPERATORS), z.array(z.string())))
      .openapi({ example: { plan: { is: ['pro'] } } }),
    currency: z.string().nullable().openapi({ example: null }),
    created_at: z.iso.datetime(),
  })
  .openapi('Goal');
export const goalAnswer = z.object({ goal: goalSchema });
export const goalsAnswer = z.object({ goals: z.array(goalSchema) });
export const suggestionsAnswer = z.object({
  suggestions: z.array(
    z.object({
      event_name: z.string().openapi({ example: 'signup' }),
      events: z.number().int(),
      visitors: z.number().int(),
    }),
  ),
  date_from: z.iso.date(),
  date_to: z.iso.date(),
});
