import type { Billing, Plan } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

export const billingQuery = (orgId: string) =>
  queryOptions({
    queryKey: ['billing', orgId],
    queryFn: async ({ signal }) =>
      (await request<{ billing: Billing }>(`/org/${orgId}/billing`, { signal })).billing,
    staleTime: 60_000,
  });

export const plansQuery = queryOptions({
  queryKey: ['plans'],
  queryFn: async ({ signal }) =>
    (await request<{ plans: Plan[] }>('/stripe/plans', { signal })).plans,
  staleTime: Infinity,
});

/** @returns where to pay for the plan */
export async function startCheckout(orgId: string, plan: string): Promise<string> {
  const options = { method: 'POST', body: { org_id: orgId, plan } } as const;
  return (await request<{ checkout_url: string }>('/stripe/checkout', options)).checkout_url;
}

/** @returns where to change the payment method, see invoices, switch or cancel */
export async function openPortal(orgId: string): Promise<string> {
  const options = { method: 'POST', body: { org_id: orgId } } as const;
  return (await request<{ portal_url: string }>('/stripe/portal', options)).portal_url;
}

/** Has the server ask Stripe, when what was paid for does not arrive. */
export function askStripe(orgId: string): Promise<void> {
  return request<void>('/stripe/refresh', { method: 'POST', body: { org_id: orgId } });
}
