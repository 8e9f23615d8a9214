import type { ApiKey, ApiKeyScope } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

export interface SiteIds {
  orgId: string;
  siteId: string;
}

export interface NewKeyInput {
  name: string;
  scopes: ApiKeyScope[];
  /** ISO 8601; null: never. */
  expires_at: string | null;
}

/** A key as only its creation shows it. */
export type NewApiKey = ApiKey & { key: string };

const path = ({ orgId, siteId }: SiteIds) => `/org/${orgId}/site/${siteId}/api-key`;

export const apiKeysQuery = (ids: SiteIds) =>
  queryOptions({
    queryKey: ['api-keys', ids.siteId],
    queryFn: async ({ signal }) =>
      (await request<{ api_keys: ApiKey[] }>(path(ids), { signal })).api_keys,
  });

export async function createApiKey(ids: SiteIds, body: NewKeyInput): Promise<NewApiKey> {
  const options = { method: 'POST', body } as const;
  return (await request<{ api_key: NewApiKey }>(path(ids), options)).api_key;
}

export function revokeApiKey(ids: SiteIds, keyId: string): Promise<void> {
  return request<void>(`${path(ids)}/${keyId}`, { method: 'DELETE' });
}
