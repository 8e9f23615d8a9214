import type { Goal, GoalProperties, GoalSuggestions, GoalType } from '@purestat/vocabulary';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

const goalsUrl = (orgId: string, siteId: string) => `/org/${orgId}/site/${siteId}/goal`;

/** What a form says of a goal; what a type has no use for is left out. */
export interface GoalInput {
  goal_type: GoalType;
  event_name?: string;
  page_path?: string;
  scroll_percent?: number;
  /** Null: the one that it has by itself. */
  name: string | null;
  currency: string | null;
  properties: GoalProperties;
}

/** Where a goal lives. */
export interface OfSite {
  orgId: string;
  siteId: string;
}

export const goalsQuery = ({ orgId, siteId }: OfSite) =>
  queryOptions({
    queryKey: ['goals', orgId, siteId],
    queryFn: async ({ signal }) =>
      (await request<{ goals: Goal[] }>(goalsUrl(orgId, siteId), { signal })).goals,
  });

/** Events that no goal counts yet. */
export const suggestionsQuery = ({ orgId, siteId }: OfSite) =>
  queryOptions({
    queryKey: ['goals', orgId, siteId, 'suggestions'],
    queryFn: ({ signal }) =>
      request<GoalSuggestions>(`${goalsUrl(orgId, siteId)}/suggestions`, { signal }),
  });

export async function createGoal({ orgId, siteId }: OfSite, body: GoalInput): Promise<Goal> {
  const options = { method: 'POST', body } as const;
  return (await request<{ goal: Goal }>(goalsUrl(orgId, siteId), options)).goal;
}

export async function changeGoal(
  { orgId, siteId }: OfSite,
  id: string,
  body: GoalInput,
): Promise<Goal> {
  const options = { method: 'PUT', body } as const;
  return (await request<{ goal: Goal }>(`${goalsUrl(orgId, siteId)}/${id}`, options)).goal;
}

export function deleteGoal({ orgId, siteId }: OfSite, id: string): Promise<void> {
  return request<void>(`${goalsUrl(orgId, siteId)}/${id}`, { method: 'DELETE' });
}

/** Has everything read again that depends on what the site's goals are. */
export function refreshGoals(client: QueryClient, { orgId, siteId }: OfSite): void {
  void client.invalidateQueries({ queryKey: ['goals', orgId, siteId] });
  void client.invalidateQueries({ queryKey: ['stats', siteId] });
}
