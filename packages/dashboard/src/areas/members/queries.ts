import type { CreatedInvite, Invite, InviteRole, Member, Role } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

export const membersQuery = (orgId: string) =>
  queryOptions({
    queryKey: ['members', orgId],
    queryFn: async ({ signal }) =>
      (await request<{ members: Member[] }>(`/org/${orgId}/member`, { signal })).members,
  });

/** Invitations nobody has accepted yet; only for those who may invite. */
export const invitesQuery = (orgId: string) =>
  queryOptions({
    queryKey: ['invites', orgId],
    queryFn: async ({ signal }) =>
      (await request<{ invites: Invite[] }>(`/org/${orgId}/invite`, { signal })).invites,
  });

export async function changeRole(orgId: string, memberId: string, role: Role): Promise<Member> {
  const options = { method: 'PUT', body: { role } } as const;
  return (await request<{ member: Member }>(`/org/${orgId}/member/${memberId}`, options)).member;
}

/** Removes somebody, or oneself. */
export function removeMember(orgId: string, memberId: string): Promise<void> {
  return request<void>(`/org/${orgId}/member/${memberId}`, { method: 'DELETE' });
}

export async function createInvite(
  orgId: string,
  body: { email: string; role: InviteRole },
): Promise<CreatedInvite> {
  const options = { method: 'POST', body } as const;
  return (await request<{ invite: CreatedInvite }>(`/org/${orgId}/invite`, options)).invite;
}

export function revokeInvite(orgId: string, inviteId: string): Promise<void> {
  return request<void>(`/org/${orgId}/invite/${inviteId}`, { method: 'DELETE' });
}
