import { useMutation } from '@tanstack/react-query';
import { messageOf } from '../../api/errors.ts';
import { showToast } from '../../ui/toast-store.ts';
import { openPortal, startCheckout } from './queries.ts';

/** The ways to Stripe's pages. What stays pending is left behind by the page that opens. */
export function useStripe(orgId: string) {
  const options = {
    onSuccess: (url: string) => window.location.assign(url),
    onError: (error: Error) => showToast(messageOf(error), { tone: 'error' }),
  };
  const checkout = useMutation({
    mutationFn: (plan: string) => startCheckout(orgId, plan),
    ...options,
  });
  const portal = useMutation({ mutationFn: () => openPortal(orgId), ...options });
  return {
    upgrade: (plan: string) => checkout.mutate(plan),
    /** The plan whose page is being opened. */
    opening: checkout.isPending || checkout.isSuccess ? checkout.variables : null,
    manage: () => portal.mutate(),
    openingPortal: portal.isPending || portal.isSuccess,
  };
}

export type StripeWays = ReturnType<typeof useStripe>;
