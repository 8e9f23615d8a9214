import type { Me } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { isApiError } from '../../api/errors.ts';

interface UserAnswer {
  user: Me;
}

/** How a sign-in went: in, or half way. */
export type SignIn = UserAnswer | { second_factor_required: true };

/** Who is signed in. Being signed out ends the page; see `whenSignedOut`. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await request<UserAnswer>('/me', { signal })).user,
  staleTime: 5 * 60_000,
});

/** Who is signed in, or null: for pages that make sense either way. */
export const visitorQuery = queryOptions({
  queryKey: ['me', 'or-nobody'],
  queryFn: async ({ signal }): Promise<Me | null> => {
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

export function register(input: NewAccount) {
  return request<SignIn>('/auth/register', { method: 'POST', body: input });
}

export function logIn(input: { email: string; password: string }) {
  return request<SignIn>('/auth/login', { method: 'POST', body: input, allow401: true });
}

/** The second step: a code of the app, or a recovery code. */
export function showSecondFactor(input: { code: string } | { recovery_code: string }) {
  return request<SignIn>('/auth/two-factor', { method: 'POST', body: input, allow401: true });
}

export function logOut() {
  return request<unknown>('/auth/logout', { method: 'POST', allow401: true });
}

/** Answered alike whether there is such an account or not. */
export function askForReset(input: { email: string }) {
  return request<unknown>('/auth/forgot-password', { method: 'POST', body: input });
}

export function resetPassword(input: { token: string; password: string }) {
  return request<SignIn>('/auth/reset-password', { method: 'POST', body: input, allow401: true });
}

export function confirmEmail(token: string) {
  return request<unknown>('/auth/verify-email', { method: 'POST', body: { token } });
}

export function sendConfirmationAgain() {
  return request<unknown>('/me/verify-email', { method: 'POST' });
}

/** With the link mailed to the new address. */
export function confirmNewEmail(token: string) {
  return request<unknown>('/auth/change-email', { method: 'POST', body: { token } });
}

/** With the link mailed to the old address. */
export function undoEmailChange(token: string) {
  return request<unknown>('/auth/undo-email-change', { method: 'POST', body: { token } });
}
