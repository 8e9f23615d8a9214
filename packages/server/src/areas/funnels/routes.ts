import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import type { SiteAccess } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import type { StatsContext, StatsService } from '../../deps.ts';
import { toSiteContext, type SiteRegistry } from '../sites/index.ts';
import { readParams } from './params.ts';
import {
  funnelAnswer,
  funnelBody,
  funnelParams,
  funnelsAnswer,
  funnelStatsAnswer,
  funnelStatsBody,
  funnelStatsParams,
  siteParams,
} from './schema.ts';
import type { Funnels } from './service.ts';

const TAGS = ['Funnels'];
const ALL = '/api/org/{orgId}/site/{siteId}/funnel';
const ONE = `${ALL}/{funnelId}` as const;
const TAKEN = { 409: errorAnswer('There is a funnel of that name, or there are 100') };
const COUNTED = {
  200: { description: 'The funnel and its figures', ...json(funnelStatsAnswer) },
  503: errorAnswer('Took longer than it may, or cannot be answered now'),
};

const createFunnelRoute = defineRoute({
  action: 'funnel:create',
  method: 'post',
  path: ALL,
  tags: TAGS,
  summary: 'Define steps that visitors are to take within a day',
  request: { params: siteParams, ...jsonBody(funnelBody) },
  responses: {
    201: { description: 'Created; it counts back in time', ...json(funnelAnswer) },
    ...TAKEN,
  },
});

const listFunnelsRoute = defineRoute({
  action: 'funnel:list',
  method: 'get',
  path: ALL,
  tags: TAGS,
  summary: 'Funnels of a site',
  request: { params: siteParams },
  responses: { 200: { description: 'Oldest first', ...json(funnelsAnswer) } },
});

const readFunnelRoute = defineRoute({
  action: 'funnel:read',
  method: 'get',
  path: ONE,
  tags: TAGS,
  summary: 'A funnel',
  request: { params: funnelParams },
  responses: { 200: { description: 'The funnel', ...json(funnelAnswer) } },
});

const updateFunnelRoute = defineRoute({
  action: 'funnel:update',
  method: 'put',
  path: ONE,
  tags: TAGS,
  summary: 'Change a funnel: name, strictness and all steps',
  request: { params: funnelParams, ...jsonBody(funnelBody) },
  responses: { 200: { description: 'Changed', ...json(funnelAnswer) }, ...TAKEN },
});

const deleteFunnelRoute = defineRoute({
  action: 'funnel:delete',
  method: 'delete',
  path: ONE,
  tags: TAGS,
  summary: 'Delete a funnel; no goal and no event goes with it',
  request: { params: funnelParams },
  responses: { 204: { description: 'Deleted' } },
});

const askFunnelRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'post',
  path: `${ONE}/stats`,
  tags: TAGS,
  summary: 'Who entered a funnel, how far they got, and where they went instead',
  request: { params: funnelParams, ...jsonBody(funnelStatsBody) },
  responses: COUNTED,
});

const readFunnelStatsRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'get',
  path: `${ONE}/stats`,
  tags: TAGS,
  summary: 'The same, asked for in the query string',
  description:
    'Filters are `filters[country]=US`, `filters[pathname][contains]=blog` (repeated: any of them), or all of them as JSON in `filters`.',
  request: { params: funnelParams, query: funnelStatsParams },
  responses: COUNTED,
});

export interface FunnelParts {
  funnels: Funnels;
  stats: Pick<StatsService, 'runFunnel'>;
  store: StatsContext['store'];
  clock: Clock;
  registry: SiteRegistry;
}

export function funnelRoutes(routes: Routes, parts: FunnelParts): void {
  const { funnels, stats, store, clock, registry } = parts;
  /** The request's signal fires when the client goes away, which ends the query. */
  async function count(row: SiteAccess, funnelId: string, body: unknown, signal: AbortSignal) {
    const { funnel, definition, goals } = await funnels.definition(row.id, funnelId);
    const firstEventAtMs = registry.firstEventAtMs(row.number);
    const nowMs = clock.nowMs();
    const context = { store, site: toSiteContext(row), nowMs, signal, goals, firstEventAtMs };
    return { funnel, ...(await stats.runFunnel(context, definition, body)) };
  }

  routes.add(createFunnelRoute, async (c) => {
    const funnel = await funnels.create(c.var.site, c.req.valid('json'));
    c.var.note({ funnel: funnel.name });
    return c.json({ funnel }, 201);
  });
  routes.add(listFunnelsRoute, async (c) =>
    c.json({ funnels: await funnels.list(c.var.site.id) }, 200),
  );
  routes.add(readFunnelRoute, async (c) => {
    const funnel = await funnels.read(c.var.site.id, c.req.valid('param').funnelId);
    return c.json({ funnel }, 200);
  });
  routes.add(updateFunnelRoute, async (c) => {
    const { funnelId } = c.req.valid('param');
    const funnel = await funnels.update(c.var.site, funnelId, c.req.valid('json'));
    c.var.note({ funnel: funnel.name });
    return c.json({ funnel }, 200);
  });
  routes.add(deleteFunnelRoute, async (c) => {
    const { funnelId } = c.req.valid('param');
    const { name } = await funnels.read(c.var.site.id, funnelId);
    await funnels.remove(c.var.site.id, funnelId);
    c.var.note({ funnel: name });
    return c.body(null, 204);
  });
  routes.add(askFunnelRoute, async (c) => {
    const { funnelId } = c.req.valid('param');
    const body: unknown = c.req.valid('json');
    return c.json(await count(c.var.site, funnelId, body, c.req.raw.signal), 200);
  });
  routes.add(readFunnelStatsRoute, async (c) => {
    const { funnelId } = c.req.valid('param');
    const body = readParams(new URL(c.req.url).searchParams);
    return c.json(await count(c.var.site, funnelId, body, c.req.raw.signal), 200);
  });
}
