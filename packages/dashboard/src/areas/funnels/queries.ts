import type { Funnel, FunnelQuery, FunnelStats, Goal } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import type { Dashboard } from '../stats/dashboard-context.ts';
import { sitePath } from '../stats/endpoints.ts';

/** Figures of the same view are asked for again when they are older than this. */
const FRESH_MS = 20_000;

const pathOf = (orgId: string, siteId: string) => `${sitePath(orgId, siteId)}/funnel`;

export const funnelsQuery = (orgId: string, siteId: string) =>
  queryOptions({
    queryKey: ['funnels', siteId],
    queryFn: async ({ signal }) =>
      (await request<{ funnels: Funnel[] }>(pathOf(orgId, siteId), { signal })).funnels,
  });

/** Goals that may be steps. */
export const stepGoalsQuery = (orgId: string, siteId: string) =>
  queryOptions({
    queryKey: ['step-goals', siteId],
    queryFn: async ({ signal }) =>
      (await request<{ goals: Goal[] }>(`${sitePath(orgId, siteId)}/goal`, { signal })).goals,
  });

type StatsKey = readonly ['stats', string, 'funnel', string, FunnelQuery];

/** Everything the page shows. While it is asked anew for another view, the old stays. */
export function funnelStatsQuery(
  ids: { orgId: string; siteId: string },
  { id, steps }: Funnel,
  query: FunnelQuery,
) {
  return queryOptions<FunnelStats, Error, FunnelStats, StatsKey>({
    queryKey: ['stats', ids.siteId, 'funnel', id, query],
    queryFn: ({ signal }) =>
      request(`${pathOf(ids.orgId, ids.siteId)}/${id}/stats`, {
        method: 'POST',
        body: query,
        signal,
      }),
    placeholderData: (previous, asked) =>
      asked?.queryKey[3] === id && previous?.steps.length === steps.length ? previous : undefined,
    staleTime: FRESH_MS,
  });
}

/** Path of the file with the steps of the page, by the value where they are split. */
export function funnelExportPath(
  { orgId, siteId, base, view }: Pick<Dashboard, 'orgId' | 'siteId' | 'base' | 'view'>,
  id: string,
): string {
  const { filters, ...period } = base;
  const params = new URLSearchParams(
    Object.entries(period).map(([name, text]) => [name, String(text)]),
  );
  if (view.split !== null) params.set('split', view.split);
  if (filters !== undefined) params.set('filters', JSON.stringify(filters));
  return `${pathOf(orgId, siteId)}/${id}/export?${params}`;
}

/** What a form sends. */
export interface FunnelInput {
  name: string;
  strict: boolean;
  steps: Array<{ goal_id: string } | { page_path: string }>;
}

export async function saveFunnel(
  { orgId, siteId, id }: { orgId: string; siteId: string; id: string | null },
  body: FunnelInput,
): Promise<Funnel> {
  const path = pathOf(orgId, siteId);
  const sent = id === null ? ([path, 'POST'] as const) : ([`${path}/${id}`, 'PUT'] as const);
  return (await request<{ funnel: Funnel }>(sent[0], { method: sent[1], body })).funnel;
}

export function deleteFunnel(orgId: string, siteId: string, id: string): Promise<void> {
  return request<void>(`${pathOf(orgId, siteId)}/${id}`, { method: 'DELETE' });
}
