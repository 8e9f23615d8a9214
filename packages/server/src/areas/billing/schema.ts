/** What the billing routes take and give. */
import { z } from '@hono/zod-openapi';
import { ORG_PLANS, PLAN_IDS } from '@purestat/vocabulary';
import { usageSchema } from '../plans/index.ts';

export const orgParams = z.object({ orgId: z.string() });

const org_id = z.string('is required: the id of an organization');
const WHICH = 'must be pro or business; Free needs no payment: cancel under Manage Billing instead';
export const checkoutBody = z.object({ org_id, plan: z.enum(['pro', 'business'], WHICH) });
export const orgBody = z.object({ org_id });

export const checkoutAnswer = z.object({ checkout_url: z.url() });
export const portalAnswer = z.object({ portal_url: z.url() });
export const receivedAnswer = z.object({ received: z.literal(true) });

const instant = z.iso.datetime();
const count = z.number().int();
const quotaNotice = z.object({
  kind: z.enum(['near_quota', 'over_quota']),
  month: z.string(),
  used: count,
  limit: count,
  percent: count,
  upgrade: z
    .enum(PLAN_IDS)
    .nullable()
    .openapi({ description: 'The smallest plan that allows more; null on the largest' }),
});
const overdueNotice = z.object({
  kind: z.enum(['overdue', 'grace_ended']),
  grace_ends_at: instant.openapi({ description: 'When the plan goes, or went' }),
});

const billingSchema = z
  .object({
    enabled: z.boolean().openapi({ description: 'False: this server has no Stripe' }),
    plan: z.enum(ORG_PLANS),
    can_manage: z.boolean().openapi({ description: 'Whether the caller may choose and pay' }),
    has_customer: z.boolean(),
    renews_at: instant.nullable().openapi({ description: 'When the next invoice is due' }),
    cancels_at: instant.nullable(),
    overdue: z.object({ since: instant, grace_ends_at: instant }).nullable(),
    notice: z.union([quotaNotice, overdueNotice]).nullable(),
    usage: usageSchema,
  })
  .openapi('Billing');
export const billingAnswer = z.object({ billing: billingSchema });
