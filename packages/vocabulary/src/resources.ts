/** Accounts, organizations and sites as the API shows them. Times are ISO 8601 UTC. */

import type { OrgPlan } from './billing.ts';

export const ROLES = ['owner', 'admin', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export interface User {
  id: string;
  email: string;
  name: string;
  created_at: string;
  /** False while a confirmation mail is unanswered; always true where no mail is sent. */
  email_verified: boolean;
  /** Whether signing in takes a second factor. */
  two_factor: boolean;
}

/** One's own account. */
export interface Me extends User {
  /** False for an account that signs in by a provider alone. */
  has_password: boolean;
}

/** A browser in which somebody is signed in. */
export interface Session {
  id: string;
  /** Browser and system without versions, such as "Firefox on Linux"; '' where unknown. */
  device: string;
  created_at: string;
  /** To the day. */
  last_used_at: string;
  /** Whether it is the one that asks. */
  current: boolean;
}

/** What would go with one's account. */
export interface AccountDeletion {
  /** Organizations that have no other owner. */
  orgs: Array<{ id: string; name: string; sites: number; other_members: number }>;
}

/** Where an account stands with two-factor sign-in. */
export interface TwoFactorStatus {
  enabled: boolean;
  enabled_at: string | null;
  recovery_codes_left: number;
  /** Names of one's organizations that keep out members without it. */
  required_by: string[];
}

/** What an authenticator app needs. */
export interface TwoFactorOffer {
  /** Base 32, for typing. */
  secret: string;
  /** `otpauth://…`, for a QR code. */
  uri: string;
}

export interface Org {
  id: string;
  name: string;
  slug: string;
  plan: OrgPlan;
  /** The caller's role. */
  role: Role;
  /** Whether members without two-factor sign-in are kept out. */
  two_factor_required: boolean;
  created_at: string;
}

/** Somebody who belongs to an organization. */
export interface Member {
  id: string;
  user: Pick<User, 'id' | 'name' | 'email'>;
  role: Role;
  created_at: string;
}

export const INVITE_ROLES = ['admin', 'viewer'] as const satisfies readonly Role[];
export type InviteRole = (typeof INVITE_ROLES)[number];

/** An invitation nobody has accepted yet, as those see it who manage members. */
export interface Invite {
  id: string;
  email: string;
  role: InviteRole;
  /** The credential in the link. Null, as `url` is, when SECRET_KEY has been changed since. */
  code: string | null;
  url: string | null;
  created_at: string;
  expires_at: string;
}

/** One that was made just now. */
export interface CreatedInvite extends Invite {
  /** Whether its link is mailed to the address. */
  mailed: boolean;
}

/** An invitation as whoever holds its link sees it. */
export interface OpenInvite {
  org_name: string;
  role: InviteRole;
  email: string;
  expires_at: string;
}

export interface Site {
  id: string;
  org_id: string;
  /** Host name without scheme, port, path or `www.`, lower case; international names in Unicode. */
  domain: string;
  name: string;
  /** IANA name. */
  timezone: string;
  public: boolean;
  created_at: string;
  /** When the first event arrived, or null while there is none. */
  first_event_at: string | null;
}

/** `page`: a view of a page; `event`: an event by its name; `scroll`: a page read down to a percent. */
export const GOAL_TYPES = ['page', 'event', 'scroll'] as const;
export type GoalType = (typeof GOAL_TYPES)[number];

/** What a goal may ask of a custom property; the others of a filter would be too slow for every event. */
export const GOAL_OPERATORS = ['is', 'is_not', 'contains', 'contains_not'] as const;
export type GoalOperator = (typeof GOAL_OPERATORS)[number];

/** By property key: all of it must hold on the event that meets the goal. */
export type GoalProperties = Record<string, { [operator in GoalOperator]?: string[] }>;

/** What a site counts as a success. Goals count back in time. */
export interface Goal {
  id: string;
  goal_type: GoalType;
  /** Unique among the goals of a site; the `goal` dimension shows it, the `goal` filter takes it. */
  name: string;
  /** Of a page or scroll goal, else null. `*` stands for one or more characters but `/`, `**` for any. */
  page_path: string | null;
  /** Of an event goal, else null. */
  event_name: string | null;
  /** Of a scroll goal, else null: 1 to 100. */
  scroll_percent: number | null;
  /** Empty where nothing is asked of the event's properties. */
  properties: GoalProperties;
  /** ISO 4217: only amounts of it count for this goal; null: all do. */
  currency: string | null;
  created_at: string;
}

export const API_KEY_SCOPES = [
  'stats:read',
  'realtime:read',
  'export:read',
  'events:write',
] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** A program's way in, for one site. The key itself is shown once, by whoever creates it. */
export interface ApiKey {
  id: string;
  name: string;
  /** What the key begins with, to tell it from others. */
  key_prefix: string;
  scopes: ApiKeyScope[];
  /** Null once the account is gone. */
  created_by: Pick<User, 'id' | 'name'> | null;
  created_at: string;
  /** To the minute or so; null: not yet. */
  last_used_at: string | null;
  /** Null: never. */
  expires_at: string | null;
}

/** Answer of `GET …/goal/suggestions`: events that no goal counts yet, the most frequent first. */
export interface GoalSuggestions {
  suggestions: Array<{ event_name: string; events: number; visitors: number }>;
  /** First and last day covered, inclusive, site timezone. */
  date_from: string;
  date_to: string;
}

/** Who did it: somebody, a program by its API key, or the server itself, which has no id. */
export type AuditActor =
  | { kind: 'person' | 'key'; id: string; name: string }
  /** The server itself. */
  | { kind: 'system'; id: null; name: null }
  /** Whoever runs it, by its command line. */
  | { kind: 'operator'; id: null; name: null };

export type AuditValue = string | number | boolean | null | readonly string[];
/** A fact, or what it was before and is now. */
export type AuditDetails = Record<string, AuditValue | { from: AuditValue; to: AuditValue }>;

/** Something that somebody has changed in an organization. Names are as they were then. */
export interface AuditEntry {
  id: string;
  at: string;
  /** `thing:verb`, such as `member:update`. */
  action: string;
  actor: AuditActor;
  /** Where it is about one site, which may be gone. */
  site: { id: string; domain: string } | null;
  details: AuditDetails;
}

export const ERROR_CODES = [
  'VALIDATION_ERROR',
  'UNAUTHORIZED',
  'PLAN_LIMIT',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'GONE',
  'PAYLOAD_TOO_LARGE',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'UNAVAILABLE',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The one shape of every error answer. */
export interface ErrorBody {
  error: {
    code: ErrorCode;
    message: string;
    details?: Array<{ path: string; message: string }>;
    /** Only with INTERNAL_ERROR: names the entry in the server's log. */
    request_id?: string;
  };
}
