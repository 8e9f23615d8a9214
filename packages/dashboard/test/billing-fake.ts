/** What the fake API says of an organization's billing. */
import type { Billing, Plan } from '@purestat/vocabulary';

export const PLANS: Plan[] = [
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
    sites_limit: -1,
    members_limit: -1,
  },
];

const NO_LIMIT = { limit: -1, percent: null };

export const NO_BILLING: Billing = {
  enabled: false,
  plan: 'selfhosted',
  can_manage: false,
  has_customer: false,
  renews_at: null,
  cancels_at: null,
  overdue: null,
  notice: null,
  usage: {
    month: '2026-11',
    pageviews: { used: 120, ...NO_LIMIT, expected: 160, sites: [] },
    sites: { used: 2, ...NO_LIMIT },
    members: { used: 1, ...NO_LIMIT },
  },
};

const site = (id: string | null, domain: string | null, pageviews: number, percent: number) => ({
  site_id: id,
  domain,
  pageviews,
  percent,
});

/** Pro, its pageviews used up. */
export const OVER_QUOTA: Billing = {
  enabled: true,
  plan: 'pro',
  can_manage: true,
  has_customer: true,
  renews_at: '2026-12-01T10:00:00.000Z',
  cancels_at: null,
  overdue: null,
  notice: {
    kind: 'over_quota',
    month: '2026-11',
    used: 100_000,
    limit: 100_000,
    percent: 100,
    upgrade: 'business',
  },
  usage: {
    month: '2026-11',
    pageviews: {
      used: 100_000,
      limit: 100_000,
      percent: 100,
      expected: 165_000,
      sites: [
        site('site1', 'kestrel.example', 41_386, 41),
        site('site2', 'docs.kestrel.example', 38_402, 38),
        site('site3', 'blog.kestrel.example', 18_212, 18),
        site('site4', 'shop.kestrel.example', 0, 0),
        site(null, null, 2_000, 2),
      ],
    },
    sites: { used: 4, limit: 5, percent: 80 },
    members: { used: 6, limit: 5, percent: 120 },
  },
};

/** Free, with nothing paid for so far. */
export const FREE: Billing = {
  ...OVER_QUOTA,
  plan: 'free',
  has_customer: false,
  renews_at: null,
  notice: null,
  usage: {
    ...OVER_QUOTA.usage,
    pageviews: { used: 812, limit: 10_000, percent: 8, expected: null, sites: [] },
    sites: { used: 1, limit: 1, percent: 100 },
    members: { used: 1, limit: 1, percent: 100 },
  },
};
