/** The plans and what they allow: the one place where prices and limits are written. */
import { UNLIMITED, type OrgPlan, type Plan } from '@purestat/vocabulary';

/** From the smallest to the largest; each allows at least what those before it do. */
export const PLANS: readonly Plan[] = [
  {
    id: 'free',
    name: 'Free',
    price: 0,
    pageviews_limit: 10_000,
    sites_limit: 1,
    members_limit: 1,
  },
  {
    id: 'pro',
    name: 'Pro',
    price: 900,
    pageviews_limit: 100_000,
    sites_limit: 5,
    members_limit: 5,
  },
  {
    id: 'business',
    name: 'Business',
    price: 2900,
    pageviews_limit: 1_000_000,
    sites_limit: UNLIMITED,
    members_limit: UNLIMITED,
  },
];

export type LimitName = 'pageviews' | 'sites' | 'members';

/** @returns what the plan allows of it, Infinity where it sets no limit */
export function limitOf(plan: OrgPlan, name: LimitName): number {
  const limit = PLANS.find(({ id }) => id === plan)?.[`${name}_limit`] ?? UNLIMITED;
  return limit === UNLIMITED ? Infinity : limit;
}

/** @returns the smallest plan that allows as many; null when none does */
export function planThatAllows(name: LimitName, count: number): Plan | null {
  return PLANS.find(({ id }) => limitOf(id, name) >= count) ?? null;
}

/** @returns the plan's name for people */
export const planName = (plan: OrgPlan): string =>
  PLANS.find(({ id }) => id === plan)?.name ?? 'Self-hosted';

/** @returns the plan's place, from the smallest */
export const rankOf = (plan: OrgPlan): number => PLANS.findIndex(({ id }) => id === plan);
