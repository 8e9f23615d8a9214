/**
 * The tables of the config store, as queries see them. Instants of our own tables are ISO 8601 UTC
 * text, so that the same query means the same on every engine; switches are 0 or 1.
 */
import type { Generated } from 'kysely';

import type { OrgPlan } from '@purestat/vocabulary';

/** Written and read by better-auth alone, which keeps instants in the engine's own type. */
type Instant = string;

export interface UsersTable {
  id: string;
  name: string;
  /** Lower case. */
  email: string;
  email_verified: number;
  image: string | null;
  created_at: Instant;
  updated_at: Instant;
  /** Whether signing in takes a second step; said by `two_factors` too, written together with it. */
  two_factor: Generated<number>;
}

export interface SessionsTable {
  id: string;
  user_id: string;
  token: string;
  expires_at: Instant;
  created_at: Instant;
  updated_at: Instant;
  /** Always null: the library's schema asks for the column, we keep no address. */
  ip_address: string | null;
  /** Always null, as above. */
  user_agent: string | null;
  /** Browser and system without versions, such as "Firefox on Linux"; '' where unknown. */
  device: Generated<string>;
  /** Signed in by one factor of two: good for nothing but showing the other. */
  awaits_second_factor: Generated<number>;
}

/** The secret that an account's one-time codes are drawn from. */
export interface TwoFactorsTable {
  user_id: string;
  /** Encrypted, see `areas/auth/two-factor/sealed.ts`. */
  secret: string;
  /** Number of the 30-second step whose code was used last: none is taken twice. */
  last_step: number;
  created_at: string;
  /** Null until the first code has shown that the person's app has the secret. */
  confirmed_at: string | null;
}

/** Those that were not used yet. */
export interface RecoveryCodesTable {
  user_id: string;
  /** SHA-256 of the code, in hex. */
  code_hash: string;
}

/** A way to sign in: the password, or an account with a provider. */
export interface IdentitiesTable {
  id: string;
  user_id: string;
  account_id: string;
  provider_id: string;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: Instant | null;
  refresh_token_expires_at: Instant | null;
  scope: string | null;
  /** Hash with its parameters, see `areas/auth/password.ts`. */
  password: string | null;
  created_at: Instant;
  updated_at: Instant;
  /** What its owner knows an account with a provider by; null for the password. */
  label: string | null;
}

/** A sign-in by a provider that is under way. */
export interface OAuthAttemptsTable {
  /** SHA-256, in hex, of the state that comes back with the browser. */
  state_hash: string;
  /** SHA-256, in hex, of the cookie of the browser that started it. */
  browser_hash: string;
  provider: string;
  nonce: string;
  code_verifier: string;
  /** A path of this application. */
  return_path: string;
  /** Code of an invite link that somebody came by. */
  invite: string | null;
  /** The account that another way in is added to; null for a sign-in. */
  user_id: string | null;
  expires_at: string;
}

export interface VerificationsTable {
  id: string;
  identifier: string;
  value: string;
  expires_at: Instant;
  created_at: Instant;
  updated_at: Instant;
}

export interface OrgsTable {
  id: string;
  name: string;
  slug: string;
  /** What is in force; settled at start and moved with the subscription, see `areas/billing`. */
  plan: OrgPlan;
  created_at: string;
  /** Whether members without a second factor are kept out. */
  two_factor_required: Generated<number>;
}

export interface MembersTable {
  id: string;
  org_id: string;
  user_id: string;
  role: 'owner' | 'admin' | 'viewer';
  created_at: string;
}

export interface SitesTable {
  id: string;
  /** The site's number in the event store. */
  number: number;
  org_id: string;
  /** Normalised host name. */
  domain: string;
  name: string;
  /** IANA name. */
  timezone: string;
  public: number;
  created_at: string;
  /** When the first event arrived; null while there is none. */
  first_event_at: string | null;
}

/** Numbers that are given out once and never again. */
export interface CountersTable {
  name: 'site';
  /** The last number given. */
  value: number;
}

/** Sites that are gone while their events may still be there: work to finish after a crash. */
export interface SiteDeletionsTable {
  number: number;
  requested_at: string;
}

/** Events that were not counted on purpose. */
export interface DropsTable {
  site_number: number;
  /** `YYYY-MM-DD` in the site's timezone. */
  day: string;
  /** One of DROP_REASONS. */
  reason: string;
  count: number;
}

/** Events that are counted, but of which something was left out or shortened. */
export interface CutsTable {
  site_number: number;
  /** `YYYY-MM-DD` in the site's timezone. */
  day: string;
  /** One of CUT_REASONS. */
  reason: string;
  count: number;
  /** Key of the property of which the latest of them was; null: it was none of a property. */
  property: string | null;
}

/** What a site counts as a success. */
export interface GoalsTable {
  id: string;
  site_id: string;
  goal_type: 'page' | 'event' | 'scroll';
  /** Unique among the goals of a site. */
  name: string;
  /** The path (it may hold `*` and `**`) or the event's name. */
  target: string;
  /** Of a scroll goal: 1 to 100. */
  scroll_percent: number | null;
  /** JSON of GoalProperties, keys and values in their order. */
  properties: string;
  /** SHA-256, in hex, of what the goal counts; unique among the goals of a site. */
  meaning: string;
  /** ISO 4217; null: amounts of any currency count. */
  currency: string | null;
  created_at: string;
}

/** An invitation into an organization. */
export interface InvitesTable {
  id: string;
  org_id: string;
  /** Lower case. Who it is meant for; whoever holds the link may accept it. */
  email: string;
  role: 'admin' | 'viewer';
  /** SHA-256 of the link's code, in hex. */
  code_hash: string;
  /** An account. */
  invited_by: string;
  /** `pending` ones past `expires_at` count as expired. */
  status: 'pending' | 'accepted' | 'revoked' | 'expired';
  created_at: string;
  expires_at: string;
}

/** A program's way in, for one site. */
export interface ApiKeysTable {
  id: string;
  site_id: string;
  name: string;
  /** SHA-256 of the key, in hex. */
  key_hash: string;
  key_prefix: string;
  /** A JSON list of API_KEY_SCOPES. */
  scopes: string;
  /** An account; null once it is gone. */
  created_by: string | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  /** Kept for a while, so that the answer can say what has become of the key. */
  revoked_at: string | null;
}

/** Whose pageviews those of a site are; stays when the site is deleted. */
export interface MeteredSitesTable {
  site_number: number;
  org_id: string;
}

/** That an organization has been told how much of its month it has used. */
export interface UsageNoticesTable {
  org_id: string;
  /** `YYYY-MM`, UTC. */
  month: string;
  /** Of which plan's limit: a larger one has notices of its own. */
  plan: string;
  /** 80 or 100. */
  percent: number;
  sent_at: string;
}

/** Something that was changed in an organization. Names are as they were then. */
export interface AuditTable {
  /** Sorts by time. */
  id: string;
  org_id: string;
  at: string;
  action: string;
  actor_kind: 'person' | 'key' | 'system' | 'operator';
  actor_id: string | null;
  actor_name: string | null;
  site_id: string | null;
  /** Its domain. */
  site_name: string | null;
  /** JSON. */
  details: string;
}

/** What visitors are to do on a site, in order. */
export interface FunnelsTable {
  id: string;
  site_id: string;
  /** Unique among the funnels of a site. */
  name: string;
  /** 1: nothing else may happen between two steps. */
  strict: number;
  created_at: string;
}

/** A goal or a path, of which exactly one is given. */
export interface FunnelStepsTable {
  funnel_id: string;
  /** From 1. */
  position: number;
  /** Of the funnel's site. */
  goal_id: string | null;
  /** As events carry theirs; it may hold `*` and `**`. */
  page_path: string | null;
}

/** An organization as Stripe knows it; `orgs.plan` follows from it. */
export interface BillingAccountsTable {
  org_id: string;
  /** Null until a first payment, and when the customer was deleted. */
  customer_id: string | null;
  /** The one that counts, or the last one that did. */
  subscription_id: string | null;
  /** Stripe's own word for the subscription's state. */
  status: string | null;
  /** What the subscription pays for. */
  plan: 'pro' | 'business' | null;
  /** When the next invoice is due. */
  period_ends_at: string | null;
  /** When a cancelled subscription ends that still runs. */
  cancels_at: string | null;
  /** Since when a payment is overdue; the plan stays for 7 days from then. */
  past_due_since: string | null;
  /** How many mails were sent about that. */
  past_due_mails: number;
  /** Stripe's time, seconds, of the newest event that was applied. */
  stripe_at: number;
  /** The checkout session that is open, or was the last time anybody looked. */
  checkout_id: string | null;
  checkout_plan: 'pro' | 'business' | null;
  /** How many sessions there were; part of the next one's idempotency key. */
  checkout_count: number;
  reconciled_at: string;
}

/** An event of Stripe's that has been dealt with. */
export interface StripeEventsTable {
  id: string;
  type: string;
  /** Stripe's time, seconds. */
  created: number;
  /** What came of it. */
  outcome: string;
  received_at: string;
}

export interface Schema {
  users: UsersTable;
  sessions: SessionsTable;
  identities: IdentitiesTable;
  verifications: VerificationsTable;
  two_factors: TwoFactorsTable;
  recovery_codes: RecoveryCodesTable;
  oauth_attempts: OAuthAttemptsTable;
  orgs: OrgsTable;
  members: MembersTable;
  sites: SitesTable;
  counters: CountersTable;
  site_deletions: SiteDeletionsTable;
  drops: DropsTable;
  cuts: CutsTable;
  goals: GoalsTable;
  invites: InvitesTable;
  api_keys: ApiKeysTable;
  metered_sites: MeteredSitesTable;
  usage_notices: UsageNoticesTable;
  funnels: FunnelsTable;
  funnel_steps: FunnelStepsTable;
  billing_accounts: BillingAccountsTable;
  stripe_events: StripeEventsTable;
  audit: AuditTable;
}
