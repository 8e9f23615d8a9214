import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../access/index.ts';
import { createKeyBody, keyParams, keysAnswer, newKeyAnswer, siteParams } from './schema.ts';
import type { ApiKeys } from './service.ts';

const TAGS = ['API keys'];

const createKeyRoute = defineRoute({
  action: 'api-key:create',
  method: 'post',
  path: '/api/org/{orgId}/site/{siteId}/api-key',
  tags: TAGS,
  summary: 'Create an API key; only this answer holds it',
  request: { params: siteParams, ...jsonBody(createKeyBody) },
  responses: {
    201: { description: 'The key, which is never shown again', ...json(newKeyAnswer) },
    409: errorAnswer('The site has as many as it may'),
  },
});

const listKeysRoute = defineRoute({
  action: 'api-key:list',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/api-key',
  tags: TAGS,
  summary: 'API keys of a site',
  request: { params: siteParams },
  responses: {
    200: { description: 'Oldest first; expired ones too, revoked ones not', ...json(keysAnswer) },
  },
});

const revokeKeyRoute = defineRoute({
  action: 'api-key:delete',
  method: 'delete',
  path: '/api/org/{orgId}/site/{siteId}/api-key/{keyId}',
  tags: TAGS,
  summary: 'Revoke an API key, at once',
  description: 'The next request with it is refused, and streams that it has open end.',
  request: { params: keyParams },
  responses: { 204: { description: 'Revoked' } },
});

export function apiKeyRoutes(routes: Routes, keys: ApiKeys): void {
  routes.add(createKeyRoute, async (c) => {
    const ids = { siteId: c.var.site.id, creator: c.var.account };
    const api_key = await keys.create(ids, c.req.valid('json'));
    const { name, key_prefix, scopes, expires_at } = api_key;
    c.var.note({ key: name, key_prefix, scopes, expires_at });
    c.header('Cache-Control', 'no-store');
    return c.json({ api_key }, 201);
  });
  routes.add(listKeysRoute, async (c) => c.json({ api_keys: await keys.list(c.var.site.id) }, 200));
  routes.add(revokeKeyRoute, async (c) => {
    const revoked = await keys.revoke(c.var.site.id, c.req.valid('param').keyId);
    c.var.note({ key: revoked.name, key_prefix: revoked.key_prefix });
    return c.body(null, 204);
  });
}
