import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import {
  billingAnswer,
  checkoutAnswer,
  checkoutBody,
  orgBody,
  orgParams,
  portalAnswer,
  receivedAnswer,
} from './schema.ts';
import type { Billing } from './service.ts';

const TAGS = ['Billing'];
const STRIPE_ERRORS = {
  404: errorAnswer('No such organization, or billing is off on this server'),
  503: errorAnswer('Stripe does not answer; nothing was changed'),
};

const billingRoute = defineRoute({
  action: 'billing:read',
  method: 'get',
  path: '/api/org/{orgId}/billing',
  tags: TAGS,
  summary: 'The plan in force, when it renews or ends, and what is used of it',
  request: { params: orgParams },
  responses: { 200: { description: 'As it is now', ...json(billingAnswer) } },
});

const checkoutRoute = defineRoute({
  action: 'billing:manage',
  method: 'post',
  path: '/api/stripe/checkout',
  tags: TAGS,
  summary: 'Where to pay for a plan',
  description:
    'Leads to Stripe. The plan is in force once Stripe’s webhook has come. Asked again for the same plan, it is the same page as long as that is open, so a plan cannot be paid for twice. With a subscription it is the page that asks whether to raise it.',
  request: jsonBody(checkoutBody),
  responses: {
    200: { description: 'The page’s address', ...json(checkoutAnswer) },
    409: errorAnswer('The plan it is on, a smaller one, or an overdue payment'),
    ...STRIPE_ERRORS,
  },
});

const portalRoute = defineRoute({
  action: 'billing:manage',
  method: 'post',
  path: '/api/stripe/portal',
  tags: TAGS,
  summary: 'Where to change the payment method, see invoices, switch plans or cancel',
  request: jsonBody(orgBody),
  responses: {
    200: { description: 'The page’s address, at Stripe', ...json(portalAnswer) },
    409: errorAnswer('Nothing was paid for yet'),
    ...STRIPE_ERRORS,
  },
});

const refreshRoute = defineRoute({
  action: 'billing:manage',
  method: 'post',
  path: '/api/stripe/refresh',
  tags: TAGS,
  summary: 'Ask Stripe how things stand, when its webhook does not come',
  request: jsonBody(orgBody),
  responses: { 204: { description: 'Asked; the plan in force follows' }, ...STRIPE_ERRORS },
});

const webhookRoute = defineRoute({
  action: 'public',
  limit: 'none',
  method: 'post',
  path: '/api/stripe/webhook',
  tags: TAGS,
  summary: 'For Stripe: takes its events',
  description:
    'The body must carry Stripe’s signature in `stripe-signature`. Each event is dealt with once, in any order; those of customers that are none of ours are taken and change nothing.',
  responses: {
    200: { description: 'Dealt with', ...json(receivedAnswer) },
    ...STRIPE_ERRORS,
  },
});

export function billingRoutes(routes: Routes, billing: Billing): void {
  routes.add(billingRoute, async (c) => c.json({ billing: await billing.of(c.var.org) }, 200));
  routes.add(checkoutRoute, async (c) => {
    const { plan } = c.req.valid('json');
    return c.json(
      { checkout_url: await billing.checkout(c.var.org, c.var.account.email, plan) },
      200,
    );
  });
  routes.add(portalRoute, async (c) =>
    c.json({ portal_url: await billing.portal(c.var.org) }, 200),
  );
  routes.add(refreshRoute, async (c) => {
    await billing.refresh(c.var.org.id);
    return c.body(null, 204);
  });
  routes.add(webhookRoute, async (c) => {
    await billing.receiveEvent(await c.req.text(), c.req.header('stripe-signature'));
    return c.json({ received: true as const }, 200);
  });
}
