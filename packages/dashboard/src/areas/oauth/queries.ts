import type { ProviderId, SignInMethod } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

export interface Provider {
  id: ProviderId;
  name: string;
}

/** The providers that one can sign in with here, in the order to show them. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async ({ signal }): Promise<Provider[]> => {
    const { providers, names } = await request<{
      providers: ProviderId[];
      names: Record<string, string>;
    }>('/auth/providers', { signal });
    return providers.map((id) => ({ id, name: names[id] ?? id }));
  },
  // They change with the server's configuration alone.
  staleTime: Infinity,
});

/** The ways into one's own account. */
export const methodsQuery = queryOptions({
  queryKey: ['me', 'sign-in-methods'],
  queryFn: async ({ signal }) =>
    (await request<{ sign_in_methods: SignInMethod[] }>('/me/sign-in-methods', { signal }))
      .sign_in_methods,
});

export interface LinkRequest {
  provider: ProviderId;
  /** Where the account has one. */
  current_password?: string;
}

/** @returns where to send the browser */
export async function beginLink(body: LinkRequest): Promise<string> {
  const options = { method: 'POST', body } as const;
  return (await request<{ url: string }>('/me/sign-in-methods', options)).url;
}

export function unlink(methodId: string) {
  return request<undefined>(`/me/sign-in-methods/${methodId}`, { method: 'DELETE' });
}

/** Where the way to a provider begins; the server leads on. */
export function providerPath(provider: ProviderId, next: string): string {
  return `/api/oauth/${provider}${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}`;
}
