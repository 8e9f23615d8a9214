import { defineRoute, json, type Routes } from '../../access/index.ts';
import { PLANS } from './catalogue.ts';
import { orgParams, plansAnswer, usageAnswer } from './schema.ts';
import type { Plans } from './service.ts';

const TAGS = ['Billing'];

const listPlansRoute = defineRoute({
  action: 'public',
  method: 'get',
  path: '/api/stripe/plans',
  tags: TAGS,
  summary: 'Plans, prices and limits',
  responses: { 200: { description: 'From the smallest to the largest', ...json(plansAnswer) } },
});

const usageRoute = defineRoute({
  action: 'billing:read',
  method: 'get',
  path: '/api/org/{orgId}/usage',
  tags: TAGS,
  summary: 'What the organization has used this month, and what its plan allows',
  description:
    'Pageviews count from the moment in which an event is answered with 202, in the calendar month (UTC) of its own time. Deleting events takes nothing back.',
  request: { params: orgParams },
  responses: { 200: { description: 'The calendar month under way', ...json(usageAnswer) } },
});

export function planRoutes(routes: Routes, plans: Plans): void {
  routes.add(listPlansRoute, (c) => c.json({ plans: [...PLANS] }, 200));
  routes.add(usageRoute, async (c) => c.json({ usage: await plans.usageOf(c.var.org) }, 200));
}
