import type { DropsAnswer, Site } from '@purestat/vocabulary';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

export interface SiteInput {
  domain: string;
  name?: string;
  timezone?: string;
}

/** The sites of an organization. */
export const sitesQuery = (orgId: string) =>
  queryOptions({
    queryKey: ['sites', orgId],
    queryFn: async ({ signal }) =>
      (await request<{ sites: Site[] }>(`/org/${orgId}/site`, { signal })).sites,
  });

/** One site. */
export const siteQuery = (orgId: string, siteId: string) =>
  queryOptions({
    queryKey: ['site', orgId, siteId],
    queryFn: async ({ signal }) =>
      (await request<{ site: Site }>(`/org/${orgId}/site/${siteId}`, { signal })).site,
  });

/** What was not counted on purpose in the last 30 days. */
export const dropsQuery = (orgId: string, siteId: string) =>
  queryOptions({
    queryKey: ['drops', orgId, siteId],
    queryFn: ({ signal }) => request<DropsAnswer>(`/org/${orgId}/site/${siteId}/drops`, { signal }),
  });

export async function addSite(orgId: string, input: SiteInput): Promise<Site> {
  const options = { method: 'POST', body: input } as const;
  return (await request<{ site: Site }>(`/org/${orgId}/site`, options)).site;
}

export async function changeSite(site: Site, input: Partial<SiteInput>): Promise<Site> {
  const path = `/org/${site.org_id}/site/${site.id}`;
  return (await request<{ site: Site }>(path, { method: 'PUT', body: input })).site;
}

export function deleteSite(site: Site): Promise<void> {
  return request<void>(`/org/${site.org_id}/site/${site.id}`, { method: 'DELETE' });
}

/** Puts a new or changed site where the pages look for it, and has the list read again. */
export function rememberSite(client: QueryClient, site: Site): void {
  client.setQueryData(siteQuery(site.org_id, site.id).queryKey, site);
  client.setQueryData(sitesQuery(site.org_id).queryKey, (sites) =>
    sites?.some((known) => known.id === site.id)
      ? sites.map((known) => (known.id === site.id ? site : known))
      : sites && [...sites, site],
  );
  void client.invalidateQueries({ queryKey: sitesQuery(site.org_id).queryKey });
}
