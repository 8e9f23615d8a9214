import type { Org } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

/** The organizations the caller belongs to. */
export const orgsQuery = queryOptions({
  queryKey: ['orgs'],
  queryFn: async ({ signal }) => (await request<{ orgs: Org[] }>('/org', { signal })).orgs,
});

export async function createOrg(name: string): Promise<Org> {
  return (await request<{ org: Org }>('/org', { method: 'POST', body: { name } })).org;
}

export async function renameOrg(orgId: string, name: string): Promise<Org> {
  const options = { method: 'PUT', body: { name } } as const;
  return (await request<{ org: Org }>(`/org/${orgId}`, options)).org;
}

export function deleteOrg(orgId: string): Promise<void> {
  return request<void>(`/org/${orgId}`, { method: 'DELETE' });
}

/** Keeps out members without two-factor sign-in, or lets them in again. */
export async function requireTwoFactor(orgId: string, required: boolean): Promise<Org> {
  const options = { method: 'PUT', body: { required } } as const;
  return (await request<{ org: Org }>(`/org/${orgId}/two-factor`, options)).org;
}
