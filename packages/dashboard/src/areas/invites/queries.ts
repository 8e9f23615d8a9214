import type { OpenInvite, Role } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

const path = (code: string) => `/invite/${encodeURIComponent(code)}`;

/** Where an invite link leads; for whoever holds it, signed in or not. */
export const inviteQuery = (code: string) =>
  queryOptions({
    queryKey: ['invite', code],
    queryFn: async ({ signal }) =>
      (await request<{ invite: OpenInvite }>(path(code), { signal })).invite,
    // Somebody else may use it, or take it back, at any moment.
    staleTime: 0,
  });

export function acceptInvite(code: string): Promise<{ org_id: string; role: Role }> {
  return request(`${path(code)}/accept`, { method: 'POST' });
}
