import type { AuditEntry } from '@purestat/vocabulary';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

/** Which entries; empty: all. */
export interface ActivityFilter {
  action: string;
  /** Id of an account. */
  actor: string;
  /** `YYYY-MM-DD`, both included, UTC. */
  from: string;
  to: string;
}

interface Page {
  entries: AuditEntry[];
  next_cursor: string | null;
}

/** Where the log, or a file of it, is asked for: below `/api`. */
export function activityPath(
  orgId: string,
  filter: ActivityFilter,
  more: Record<string, string> = {},
): string {
  const asked = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== '');
  const query = new URLSearchParams(asked).toString();
  return `/org/${orgId}/audit${query === '' ? '' : `?${query}`}`;
}

export const activityQuery = (orgId: string, filter: ActivityFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', orgId, filter],
    queryFn: ({ signal, pageParam }) =>
      request<Page>(activityPath(orgId, filter, { cursor: pageParam }), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });
