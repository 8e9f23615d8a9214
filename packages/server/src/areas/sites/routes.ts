import {
  changesOf,
  defineRoute,
  errorAnswer,
  json,
  jsonBody,
  type Routes,
} from '../../access/index.ts';
import {
  createSiteBody,
  orgParams,
  siteAnswer,
  siteParams,
  sitesAnswer,
  updateSiteBody,
} from './schema.ts';
import { toSite, type Sites } from './service.ts';

const TAGS = ['Sites'];

const createSiteRoute = defineRoute({
  action: 'site:create',
  method: 'post',
  path: '/api/org/{orgId}/site',
  tags: TAGS,
  summary: 'Track a domain',
  request: { params: orgParams, ...jsonBody(createSiteBody) },
  responses: {
    201: { description: 'Created', ...json(siteAnswer) },
    402: errorAnswer('The plan allows no further site'),
    409: errorAnswer('The domain is tracked already'),
  },
});

const listSitesRoute = defineRoute({
  action: 'site:list',
  method: 'get',
  path: '/api/org/{orgId}/site',
  tags: TAGS,
  summary: 'Sites of an organization',
  request: { params: orgParams },
  responses: { 200: { description: 'Oldest first', ...json(sitesAnswer) } },
});

const getSiteRoute = defineRoute({
  action: 'site:read',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}',
  tags: TAGS,
  summary: 'One site',
  request: { params: siteParams },
  responses: { 200: { description: 'The site', ...json(siteAnswer) } },
});

const updateSiteRoute = defineRoute({
  action: 'site:update',
  method: 'put',
  path: '/api/org/{orgId}/site/{siteId}',
  tags: TAGS,
  summary: 'Change a site; fields left out stay as they are',
  request: { params: siteParams, ...jsonBody(updateSiteBody) },
  responses: { 200: { description: 'The site as it is now', ...json(siteAnswer) } },
});

const deleteSiteRoute = defineRoute({
  action: 'site:delete',
  method: 'delete',
  path: '/api/org/{orgId}/site/{siteId}',
  tags: TAGS,
  summary: 'Delete a site and its events',
  request: { params: siteParams },
  responses: { 204: { description: 'Deleted' } },
});

export function siteRoutes(routes: Routes, sites: Sites): void {
  routes.add(createSiteRoute, async (c) => {
    const site = await sites.create(c.var.org.id, c.req.valid('json'));
    c.var.note({ timezone: site.timezone }, site);
    return c.json({ site }, 201);
  });
  routes.add(listSitesRoute, async (c) => c.json({ sites: await sites.list(c.var.org.id) }, 200));
  routes.add(getSiteRoute, (c) => c.json({ site: toSite(c.var.site) }, 200));
  routes.add(updateSiteRoute, async (c) => {
    const site = await sites.update(c.var.site.id, c.req.valid('json'));
    c.var.note(changesOf(c.var.site, site, ['name', 'domain', 'timezone']));
    return c.json({ site }, 200);
  });
  routes.add(deleteSiteRoute, async (c) => {
    await sites.remove(c.var.site.number);
    return c.body(null, 204);
  });
}
