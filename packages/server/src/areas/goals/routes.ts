import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { createGoalBody, goalAnswer, goalParams, goalsAnswer, siteParams } from './schema.ts';
import type { Goals } from './service.ts';

const TAGS = ['Goals'];

const createGoalRoute = defineRoute({
  action: 'goal:create',
  method: 'post',
  path: '/api/org/{orgId}/site/{siteId}/goal',
  tags: TAGS,
  summary: 'Count visits of a page, or an event, as a success',
  request: { params: siteParams, ...jsonBody(createGoalBody) },
  responses: {
    201: { description: 'Created; it counts back in time', ...json(goalAnswer) },
    409: errorAnswer('There is such a goal, or one of that name'),
  },
});

const listGoalsRoute = defineRoute({
  action: 'goal:list',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/goal',
  tags: TAGS,
  summary: 'Goals of a site',
  request: { params: siteParams },
  responses: { 200: { description: 'Oldest first', ...json(goalsAnswer) } },
});

const deleteGoalRoute = defineRoute({
  action: 'goal:delete',
  method: 'delete',
  path: '/api/org/{orgId}/site/{siteId}/goal/{goalId}',
  tags: TAGS,
  summary: 'Delete a goal; no event goes with it',
  request: { params: goalParams },
  responses: { 204: { description: 'Deleted' } },
});

export function goalRoutes(routes: Routes, goals: Goals): void {
  routes.add(createGoalRoute, async (c) => {
    const goal = await goals.create(c.var.site, c.req.valid('json'));
    return c.json({ goal }, 201);
  });
  routes.add(listGoalsRoute, async (c) => c.json({ goals: await goals.list(c.var.site.id) }, 200));
  routes.add(deleteGoalRoute, async (c) => {
    await goals.remove(c.var.site.id, c.req.valid('param').goalId);
    return c.body(null, 204);
  });
}
