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
