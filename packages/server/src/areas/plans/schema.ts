/** What the routes of plans and usage give. */
import { z } from '@hono/zod-openapi';
import { PLAN_IDS } from '@purestat/vocabulary';

const UNLIMITED_IS = '-1: unlimited';
const count = z.number().int();
const limit = count.openapi({ description: UNLIMITED_IS });
const percent = count.nullable();

export const orgParams = z.object({ orgId: z.string() });

const planSchema = z
  .object({
    id: z.enum(PLAN_IDS),
    name: z.string(),
    price: count.openapi({ description: 'US cents a month' }),
    pageviews_limit: count.openapi({ description: 'A calendar month (UTC), all sites together' }),
    sites_limit: limit,
    members_limit: limit.openapi({ description: `Pending invitations count. ${UNLIMITED_IS}` }),
  })
  .openapi('Plan');
export const plansAnswer = z.object({ plans: z.array(planSchema) });

const meter = z.object({
  used: count,
  limit,
  percent: percent.openapi({ description: 'Of the limit, rounded down; null without a limit' }),
});

export const usageSchema = z
  .object({
    month: z.string().openapi({ description: 'YYYY-MM, UTC', example: '2026-11' }),
    pageviews: meter.extend({
      expected: count.nullable().openapi({
        description: 'By the end of the month, at the pace so far; null in its first 24 hours',
      }),
      sites: z.array(
        z.object({
          site_id: z.string().nullable().openapi({ description: 'Null: sites since deleted' }),
          domain: z.string().nullable(),
          pageviews: count,
          percent,
        }),
      ),
    }),
    sites: meter,
    members: meter.openapi({ description: 'Pending invitations count' }),
  })
  .openapi('Usage');
export const usageAnswer = z.object({ usage: usageSchema });
