import type { User } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { isApiError } from '../../api/errors.ts';

interface UserAnswer {
  user: User;
}

/** Who is signed in. Being signed out ends the page; see `whenSignedOut`. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await request<UserAnswer>('/me', { signal })).user,
  staleTime: 5 * 60_000,
});

/** Who is signed in, or null: for pages that make sense either way. */
export const visitorQuery = queryOptions({
  queryKey: ['me', 'or-nobody'],
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return (await request<UserAnswer>('/me', { signal, allow401: true })).user;
    } catch (error) {
      if (isApiError(error, 'UNAUTHORIZED')) return null;
      throw error;
    }
  },
});

export interface NewAccount {
  name: string;
  email: string;
  password: string;
  /** Code of an invite link: some servers let nobody register without. */
  invite?: string;
}

export async function register(input: NewAccount) {
  const answer = await request<UserAnswer>('/auth/register', { method: 'POST', body: input });
  return answer.user;
}

export async function logIn(input: { email: string; password: string }) {
  const options = { method: 'POST', body: input, allow401: true } as const;
  return (await request<UserAnswer>('/auth/login', options)).user;
}

export function logOut() {
  return request<unknown>('/auth/logout', { method: 'POST', allow401: true });
}

/** Answered alike whether there is such an account or not. */
export function askForReset(input: { email: string }) {
  return request<unknown>('/auth/forgot-password', { method: 'POST', body: input });
}

export async function resetPassword(input: { token: string; password: string }) {
  const options = { method: 'POST', body: input, allow401: true } as const;
  return (await request<UserAnswer>('/auth/reset-password', options)).user;
}

export function confirmEmail(token: string) {
  return request<unknown>('/auth/verify-email', { method: 'POST', body: { token } });
}

export function sendConfirmationAgain() {
  return request<unknown>('/me/verify-email', { method: 'POST' });
}
