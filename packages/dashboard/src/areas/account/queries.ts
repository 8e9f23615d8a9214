import type {
  AccountDeletion,
  Me,
  Session,
  TwoFactorOffer,
  TwoFactorStatus,
} from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

/** What sensitive changes ask for; absent where the account has no password. */
export interface Proof {
  current_password?: string;
}

interface Changed {
  user: Me;
  /** Where a link was mailed that has to be followed first. */
  confirm_email: string | null;
}

export function changeProfile(input: { name: string } | ({ email: string } & Proof)) {
  return request<Changed>('/me', { method: 'PUT', body: input });
}

export async function changePassword(input: { new_password: string } & Proof): Promise<Me> {
  return (await request<{ user: Me }>('/me/password', { method: 'PUT', body: input })).user;
}

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async ({ signal }) =>
    (await request<{ sessions: Session[] }>('/me/sessions', { signal })).sessions,
});

export function endSessionOf(id: string) {
  return request<void>(`/me/sessions/${id}`, { method: 'DELETE' });
}

export function endOtherSessions() {
  return request<void>('/me/sessions?except=current', { method: 'DELETE' });
}

export function endAllSessions() {
  return request<void>('/me/sessions', { method: 'DELETE' });
}

export const twoFactorQuery = queryOptions({
  queryKey: ['me', 'two-factor'],
  queryFn: async ({ signal }) =>
    (await request<{ two_factor: TwoFactorStatus }>('/me/two-factor', { signal })).two_factor,
});

export async function offerTwoFactor(proof: Proof): Promise<TwoFactorOffer> {
  const options = { method: 'POST', body: proof } as const;
  return (await request<{ two_factor: TwoFactorOffer }>('/me/two-factor', options)).two_factor;
}

interface RecoveryCodes {
  recovery_codes: string[];
}

export async function confirmTwoFactor(input: { code: string }): Promise<string[]> {
  const options = { method: 'POST', body: input } as const;
  return (await request<RecoveryCodes>('/me/two-factor/confirm', options)).recovery_codes;
}

export function disableTwoFactor(proof: Proof) {
  return request<void>('/me/two-factor/disable', { method: 'POST', body: proof });
}

export async function renewRecoveryCodes(proof: Proof): Promise<string[]> {
  const options = { method: 'POST', body: proof } as const;
  return (await request<RecoveryCodes>('/me/two-factor/recovery-codes', options)).recovery_codes;
}

/** What would go with the account; other people may change it at any moment. */
export const deletionQuery = queryOptions({
  queryKey: ['me', 'deletion'],
  queryFn: async ({ signal }) =>
    (await request<{ deletion: AccountDeletion }>('/me/deletion', { signal })).deletion,
  staleTime: 0,
});

export function deleteAccount(input: { delete_orgs: string[] } & Proof) {
  return request<void>('/me', { method: 'DELETE', body: input });
}
