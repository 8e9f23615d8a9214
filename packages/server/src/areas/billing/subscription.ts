/** What a subscription of Stripe's means here, and which plan follows from it; pure. */
import type { Stripe } from 'stripe';
import type { OrgPlan } from '@purestat/vocabulary';
import type { BillingAccountsTable } from '../../db/schema.ts';
import type { PaidPlan } from './stripe-client.ts';

/** How long the plan stays while a payment is overdue. */
export const GRACE_MS = 7 * 86_400_000;

export interface SubscriptionState {
  id: string;
  customerId: string;
  status: string;
  /** Null: its price is none of ours. */
  plan: PaidPlan | null;
  periodEndsAt: string | null;
  cancelsAt: string | null;
}

const PAID = ['active', 'trialing'];
const OVERDUE = ['past_due', 'unpaid'];
/** Nothing comes after these. */
const ENDED = ['canceled', 'incomplete_expired'];

export const isOverdue = (status: string | null): boolean => OVERDUE.includes(status ?? '');
export const hasEnded = (status: string | null): boolean => ENDED.includes(status ?? '');
/** Whether it stands in the way of another one. */
export const isLive = (status: string | null): boolean =>
  [...PAID, ...OVERDUE, 'paused'].includes(status ?? '');

/** @returns the id of what Stripe names by its id or sends whole */
export function idOf(ref: string | { id: string }): string;
export function idOf(ref: string | { id: string } | null | undefined): string | null;
export function idOf(ref: string | { id: string } | null | undefined): string | null {
  return typeof ref === 'string' ? ref : (ref?.id ?? null);
}
const iso = (seconds: number | null | undefined): string | null =>
  typeof seconds === 'number' ? new Date(seconds * 1_000).toISOString() : null;

/** Where older versions of Stripe's interface kept the end of the period. */
interface OlderSubscription {
  current_period_end?: number;
}

export function readSubscription(
  subscription: Stripe.Subscription,
  prices: Readonly<Record<PaidPlan, string>>,
): SubscriptionState {
  const [item] = subscription.items?.data ?? [];
  const priceId = item?.price?.id;
  const plan = (['pro', 'business'] as const).find((name) => prices[name] === priceId) ?? null;
  const periodEnd =
    item?.current_period_end ?? (subscription as OlderSubscription).current_period_end;
  const cancelsAt =
    subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEnd : null);
  return {
    id: subscription.id,
    customerId: idOf(subscription.customer),
    status: subscription.status,
    plan,
    periodEndsAt: iso(periodEnd),
    cancelsAt: iso(cancelsAt),
  };
}

/** @returns the end of the grace; null when nothing is overdue */
export function graceEndsAt(account: Pick<BillingAccountsTable, 'past_due_since'>): string | null {
  const { past_due_since: since } = account;
  return since === null ? null : new Date(Date.parse(since) + GRACE_MS).toISOString();
}

/** @returns the plan that is in force at the instant (ISO) */
export function planInForce(
  account: Pick<BillingAccountsTable, 'plan' | 'status' | 'past_due_since'>,
  now: string,
): Exclude<OrgPlan, 'selfhosted'> {
  const { plan, status } = account;
  if (plan === null || status === null) return 'free';
  if (PAID.includes(status)) return plan;
  const graceEnds = graceEndsAt(account);
  return isOverdue(status) && graceEnds !== null && now < graceEnds ? plan : 'free';
}
