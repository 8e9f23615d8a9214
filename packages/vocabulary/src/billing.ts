/** Plans, and what an organization has used of its own, as the API shows them. */

export const PLAN_IDS = ['free', 'pro', 'business'] as const;
export type PlanId = (typeof PLAN_IDS)[number];

/** `selfhosted`: billing is off on this server, and nothing is limited. */
export const ORG_PLANS = ['selfhosted', ...PLAN_IDS] as const;
export type OrgPlan = (typeof ORG_PLANS)[number];

/** Stands where a limit would. */
export const UNLIMITED = -1;

export interface Plan {
  id: PlanId;
  name: string;
  /** US cents a month. */
  price: number;
  /** A calendar month (UTC), all sites together. */
  pageviews_limit: number;
  /** UNLIMITED (-1): as many as one likes. */
  sites_limit: number;
  /** Pending invitations count; UNLIMITED (-1) as above. */
  members_limit: number;
}

export interface Meter {
  used: number;
  /** UNLIMITED (-1): as many as one likes. */
  limit: number;
  /** Whole percent of the limit, rounded down, past 100 where more is used; null without a limit. */
  percent: number | null;
}

export interface SitePageviews {
  /** Null: sites that were deleted since, together. */
  site_id: string | null;
  domain: string | null;
  pageviews: number;
  /** Whole percent of what all sites have used; null when that is nothing. */
  percent: number | null;
}

/** What an organization has used in the calendar month (UTC) that is under way. */
export interface Usage {
  /** `YYYY-MM`. */
  month: string;
  pageviews: Meter & {
    /** At the pace so far, by the end of the month; null in the month's first day. */
    expected: number | null;
    /** The most used first. */
    sites: SitePageviews[];
  };
  sites: Meter;
  /** Pending invitations count. */
  members: Meter;
}

interface QuotaNotice {
  kind: 'near_quota' | 'over_quota';
  month: string;
  used: number;
  limit: number;
  percent: number;
  /** The smallest plan that allows more; null on the largest. */
  upgrade: PlanId | null;
}

interface OverdueNotice {
  kind: 'overdue' | 'grace_ended';
  /** When the plan goes, or went. */
  grace_ends_at: string;
}

/** What an organization's people ought to know now; of several the gravest. */
export type BillingNotice = QuotaNotice | OverdueNotice;

/** An organization's billing as its people see it. Times are ISO 8601 UTC. */
export interface Billing {
  /** False: this server has no Stripe; everybody is on `selfhosted`. */
  enabled: boolean;
  plan: OrgPlan;
  /** Whether the caller may choose plans and pay. */
  can_manage: boolean;
  /** Whether there is something to see at Stripe: invoices, a payment method. */
  has_customer: boolean;
  /** When the next invoice is due; null without a subscription, and with one that ends. */
  renews_at: string | null;
  /** When a cancelled subscription ends that still runs. */
  cancels_at: string | null;
  overdue: { since: string; grace_ends_at: string } | null;
  notice: BillingNotice | null;
  usage: Usage;
}
