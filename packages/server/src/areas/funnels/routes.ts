import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { funnelAnswer, funnelBody, funnelParams, funnelsAnswer, siteParams } from './schema.ts';
import type { Funnels } from './service.ts';

const TAGS = ['Funnels'];
const ALL = '/api/org/{orgId}/site/{siteId}/funnel';
const ONE = `${ALL}/{funnelId}` as const;
const TAKEN = { 409: errorAnswer('There is a funnel of that name, or there are 100') };

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

export function funnelRoutes(routes: Routes, funnels: Funnels): void {
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
}
