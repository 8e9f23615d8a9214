import {
  defineRoute,
  errorAnswer,
  json,
  jsonBody,
  type Routes,
  type SiteAccess,
} from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import type { StatsContext, StatsService } from '../../deps.ts';
import { toSiteContext, type SiteRegistry } from '../sites/index.ts';
import {
  createGoalBody,
  goalAnswer,
  goalParams,
  goalsAnswer,
  siteParams,
  suggestionsAnswer,
  updateGoalBody,
} from './schema.ts';
import type { Goals } from './service.ts';
import { suggestionsFrom, suggestionsQuery } from './suggestions.ts';

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

const updateGoalRoute = defineRoute({
  action: 'goal:update',
  method: 'put',
  path: '/api/org/{orgId}/site/{siteId}/goal/{goalId}',
  tags: TAGS,
  summary: 'Change a goal; what is not named stays',
  request: { params: goalParams, ...jsonBody(updateGoalBody) },
  responses: {
    200: { description: 'Changed; it counts back in time as it now is', ...json(goalAnswer) },
    409: errorAnswer('There is such a goal, or one of that name'),
  },
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

const suggestGoalsRoute = defineRoute({
  action: 'goal:list',
  limit: 'stats',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/goal/suggestions',
  tags: TAGS,
  summary: 'Events of the last 91 days that no goal counts yet',
  request: { params: siteParams },
  responses: {
    200: { description: 'At most 50, the most frequent first', ...json(suggestionsAnswer) },
    503: errorAnswer('Took longer than it may, or cannot be answered now'),
  },
});

export interface GoalParts {
  goals: Goals;
  stats: Pick<StatsService, 'runStats'>;
  store: StatsContext['store'];
  clock: Clock;
  registry: Pick<SiteRegistry, 'firstEventAtMs'>;
}

export function goalRoutes(routes: Routes, parts: GoalParts): void {
  const { goals } = parts;
  routes.add(createGoalRoute, async (c) => {
    const goal = await goals.create(c.var.site, c.req.valid('json'));
    c.var.note({ goal: goal.name });
    return c.json({ goal }, 201);
  });
  routes.add(listGoalsRoute, async (c) => c.json({ goals: await goals.list(c.var.site.id) }, 200));
  routes.add(updateGoalRoute, async (c) => {
    const { goalId } = c.req.valid('param');
    const goal = await goals.update(c.var.site, goalId, c.req.valid('json'));
    c.var.note({ goal: goal.name });
    return c.json({ goal }, 200);
  });
  routes.add(deleteGoalRoute, async (c) => {
    const { name } = await goals.remove(c.var.site.id, c.req.valid('param').goalId);
    c.var.note({ goal: name });
    return c.body(null, 204);
  });
  routes.add(suggestGoalsRoute, async (c) =>
    c.json(await suggest(parts, c.var.site, c.req.raw.signal), 200),
  );
}

async function suggest(
  { goals, stats, store, clock, registry }: GoalParts,
  site: SiteAccess,
  signal: AbortSignal,
) {
  const known = await goals.list(site.id);
  const context: StatsContext = {
    store,
    site: toSiteContext(site),
    nowMs: clock.nowMs(),
    signal,
    goals: [],
    firstEventAtMs: registry.firstEventAtMs(site.number),
  };
  const { dimensions, meta } = await stats.runStats(context, suggestionsQuery(known.length));
  const { date_from, date_to } = meta;
  return { suggestions: suggestionsFrom(dimensions, known), date_from, date_to };
}
