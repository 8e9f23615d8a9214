import {
  changesOf,
  defineRoute,
  errorAnswer,
  json,
  jsonBody,
  type Routes,
} from '../../access/index.ts';
import { orgAnswer, orgBody, orgParams, orgsAnswer, requireTwoFactorBody } from './schema.ts';
import { toOrg, type Orgs } from './service.ts';

const TAGS = ['Organizations'];

const createOrgRoute = defineRoute({
  action: 'signed_in',
  method: 'post',
  path: '/api/org',
  tags: TAGS,
  summary: 'Create an organization; the caller becomes its owner',
  request: jsonBody(orgBody),
  responses: {
    201: { description: 'Created', ...json(orgAnswer) },
    409: errorAnswer('The caller owns 100 organizations, as many as one account can have'),
  },
});

const listOrgsRoute = defineRoute({
  action: 'signed_in',
  method: 'get',
  path: '/api/org',
  tags: TAGS,
  summary: 'Organizations the caller belongs to',
  responses: { 200: { description: 'Oldest first', ...json(orgsAnswer) } },
});

const getOrgRoute = defineRoute({
  action: 'org:read',
  method: 'get',
  path: '/api/org/{orgId}',
  tags: TAGS,
  summary: 'One organization',
  request: { params: orgParams },
  responses: { 200: { description: 'The organization', ...json(orgAnswer) } },
});

const updateOrgRoute = defineRoute({
  action: 'org:update',
  method: 'put',
  path: '/api/org/{orgId}',
  tags: TAGS,
  summary: 'Rename an organization; its slug stays',
  request: { params: orgParams, ...jsonBody(orgBody) },
  responses: { 200: { description: 'The organization as it is now', ...json(orgAnswer) } },
});

const requireTwoFactorRoute = defineRoute({
  action: 'org:require_two_factor',
  method: 'put',
  path: '/api/org/{orgId}/two-factor',
  tags: TAGS,
  summary: 'Keep out members without two-factor sign-in, or let them in again',
  description:
    'Members without it get 403 for everything of the organization until they have turned it on. API keys are not affected.',
  request: { params: orgParams, ...jsonBody(requireTwoFactorBody) },
  responses: {
    200: { description: 'The organization as it is now', ...json(orgAnswer) },
    409: errorAnswer('You have not turned it on yourself'),
  },
});

const deleteOrgRoute = defineRoute({
  action: 'org:delete',
  method: 'delete',
  path: '/api/org/{orgId}',
  tags: TAGS,
  summary: 'Delete an organization with its sites and their events',
  request: { params: orgParams },
  responses: { 204: { description: 'Deleted' } },
});

export function orgRoutes(routes: Routes, orgs: Orgs): void {
  routes.add(createOrgRoute, async (c) => {
    const org = await orgs.create(c.var.account, c.req.valid('json').name);
    return c.json({ org }, 201);
  });
  routes.add(listOrgsRoute, async (c) => c.json({ orgs: await orgs.list(c.var.account.id) }, 200));
  routes.add(getOrgRoute, (c) => c.json({ org: toOrg(c.var.org) }, 200));
  routes.add(updateOrgRoute, async (c) => {
    const org = await orgs.rename(c.var.org, c.req.valid('json').name);
    c.var.note(changesOf(c.var.org, org, ['name']));
    return c.json({ org }, 200);
  });
  routes.add(requireTwoFactorRoute, async (c) => {
    const { required } = c.req.valid('json');
    c.var.note({ required });
    return c.json({ org: await orgs.requireTwoFactor(c.var.org, c.var.account, required) }, 200);
  });
  routes.add(deleteOrgRoute, async (c) => {
    await orgs.remove(c.var.org.id);
    return c.body(null, 204);
  });
}
