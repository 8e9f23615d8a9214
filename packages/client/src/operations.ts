/** Made by `npm run docs` from the API's own description; not to be changed by hand. */
/* oxlint-disable max-lines */

export interface Schemas {
  Error: {
    error: {
      code:
        | 'VALIDATION_ERROR'
        | 'UNAUTHORIZED'
        | 'PLAN_LIMIT'
        | 'FORBIDDEN'
        | 'NOT_FOUND'
        | 'CONFLICT'
        | 'GONE'
        | 'PAYLOAD_TOO_LARGE'
        | 'RATE_LIMITED'
        | 'INTERNAL_ERROR'
        | 'UNAVAILABLE';
      /** What is wrong and what is allowed. */
      message: string;
      details?: Array<{
        path: string;
        message: string;
      }>;
      /** With INTERNAL_ERROR: names the entry in the server log. */
      request_id?: string;
    };
  };
  User: {
    id: string;
    email: string;
    name: string;
    created_at: string;
    email_verified: boolean;
    /** Whether signing in takes a second factor */
    two_factor: boolean;
    /** False for an account that signs in by a provider alone */
    has_password: boolean;
  };
  AccountDeletion: {
    /** Those that have no other owner */
    orgs: Array<{
      id: string;
      name: string;
      sites: number;
      other_members: number;
    }>;
  };
  Session: {
    id: string;
    /** Browser and system without versions; empty where unknown */
    device: string;
    created_at: string;
    /** To the day */
    last_used_at: string;
    /** Whether it is the one that asks */
    current: boolean;
  };
  TwoFactor: {
    enabled: boolean;
    enabled_at: string | null;
    recovery_codes_left: number;
    /** Names of your organizations that keep out members without it */
    required_by: Array<string>;
  };
  TwoFactorOffer: {
    /** Base 32, for typing */
    secret: string;
    /** otpauth://…, for a QR code */
    uri: string;
  };
  SignInMethod: {
    id: string;
    provider: 'password' | 'google' | 'github' | 'microsoft' | 'linkedin' | 'facebook' | 'oidc';
    /** The provider’s name, for people. */
    name: string;
    /** What its owner knows the account at the provider by. */
    label: string | null;
    /** False where the provider is turned off. */
    usable: boolean;
    /** False for the password, and for the last way that works. */
    can_unlink: boolean;
    created_at: string;
  };
  Org: {
    id: string;
    name: string;
    slug: string;
    plan: 'selfhosted' | 'free' | 'pro' | 'business';
    /** The caller's role */
    role: 'owner' | 'admin' | 'viewer';
    /** Whether members without two-factor sign-in are kept out */
    two_factor_required: boolean;
    created_at: string;
  };
  Member: {
    id: string;
    user: {
      id: string;
      name: string;
      email: string;
    };
    role: 'owner' | 'admin' | 'viewer';
    created_at: string;
  };
  Invite: {
    id: string;
    email: string;
    role: 'admin' | 'viewer';
    /** The credential in the link. Null when SECRET_KEY has been changed since. */
    code: string | null;
    /** Works once. Null as the code is. */
    url: string | null;
    /** Only when it was just made: whether the link is mailed to the address, which is so where the server sends mails, your own address is confirmed, and neither of you had too many */
    mailed?: boolean;
    created_at: string;
    expires_at: string;
  };
  OpenInvite: {
    org_name: string;
    role: 'admin' | 'viewer';
    email: string;
    expires_at: string;
  };
  AuditEntry: {
    id: string;
    at: string;
    action: string;
    actor: {
      kind: 'person' | 'key' | 'system' | 'operator';
      id: string | null;
      /** As it was then */
      name: string | null;
    };
    /** Where it is about one site */
    site: {
      id: string;
      domain: string;
    } | null;
    details: Record<
      string,
      | string
      | number
      | boolean
      | null
      | Array<string>
      | {
          from: string | number | boolean | null | Array<string>;
          to: string | number | boolean | null | Array<string>;
        }
    >;
  };
  Site: {
    id: string;
    org_id: string;
    domain: string;
    name: string;
    timezone: string;
    public: boolean;
    created_at: string;
    first_event_at: string | null;
  };
  Plan: {
    id: 'free' | 'pro' | 'business';
    name: string;
    /** US cents a month */
    price: number;
    /** A calendar month (UTC), all sites together */
    pageviews_limit: number;
    /** -1: unlimited */
    sites_limit: number;
    /** Pending invitations count. -1: unlimited */
    members_limit: number;
  };
  Usage: {
    /** YYYY-MM, UTC */
    month: string;
    pageviews: {
      used: number;
      /** -1: unlimited */
      limit: number;
      /** Of the limit, rounded down; null without a limit */
      percent: number | null;
      /** By the end of the month, at the pace so far; null in its first 24 hours */
      expected: number | null;
      sites: Array<{
        /** Null: sites since deleted */
        site_id: string | null;
        domain: string | null;
        pageviews: number;
        percent: number | null;
      }>;
    };
    sites: {
      used: number;
      /** -1: unlimited */
      limit: number;
      /** Of the limit, rounded down; null without a limit */
      percent: number | null;
    };
    /** Pending invitations count */
    members: {
      used: number;
      /** -1: unlimited */
      limit: number;
      /** Of the limit, rounded down; null without a limit */
      percent: number | null;
    };
  };
  Billing: {
    /** False: this server has no Stripe */
    enabled: boolean;
    plan: 'selfhosted' | 'free' | 'pro' | 'business';
    /** Whether the caller may choose and pay */
    can_manage: boolean;
    has_customer: boolean;
    /** When the next invoice is due */
    renews_at: string | null;
    cancels_at: string | null;
    overdue: {
      since: string;
      grace_ends_at: string;
    } | null;
    notice:
      | {
          kind: 'near_quota' | 'over_quota';
          month: string;
          used: number;
          limit: number;
          percent: number;
          /** The smallest plan that allows more; null on the largest */
          upgrade: 'free' | 'pro' | 'business' | null;
        }
      | {
          kind: 'overdue' | 'grace_ended';
          /** When the plan goes, or went */
          grace_ends_at: string;
        }
      | null;
    usage: Schemas['Usage'];
  };
  NewApiKey: Schemas['ApiKey'] & {
    /** The whole key. This answer is the only one that holds it. */
    key: string;
  };
  ApiKey: {
    id: string;
    name: string;
    key_prefix: string;
    scopes: Array<'stats:read' | 'realtime:read' | 'export:read' | 'events:write'>;
    /** Null once the account is gone. */
    created_by: {
      id: string;
      name: string;
    } | null;
    created_at: string;
    last_used_at: string | null;
    /** Null: never. */
    expires_at: string | null;
  };
  Goal: {
    id: string;
    goal_type: 'page' | 'event' | 'scroll';
    name: string;
    page_path: string | null;
    event_name: string | null;
    scroll_percent: number | null;
    properties: Record<
      string,
      {
        is?: Array<string>;
        is_not?: Array<string>;
        contains?: Array<string>;
        contains_not?: Array<string>;
      }
    >;
    currency: string | null;
    created_at: string;
  };
  Funnel: {
    id: string;
    name: string;
    strict: boolean;
    steps: Array<{
      name: string;
      type: 'page' | 'event';
      goal_id: string | null;
      page_path: string | null;
    }>;
    created_at: string;
  };
  FunnelStats: {
    funnel: Schemas['Funnel'];
    metrics: {
      entered: number;
      completed: number;
      conversion_rate: number | null;
      median_seconds: number | null;
    };
    steps: Array<{
      visitors: number;
      entered_rate: number | null;
      previous_rate: number | null;
      dropped: number;
      drop_rate: number | null;
      median_seconds: number | null;
      next?: Array<{
        type: 'pageview' | 'event' | 'left';
        value: string | null;
        visitors: number;
        percentage: number;
      }>;
    }>;
    split?: {
      dimension:
        | 'source'
        | 'channel'
        | 'referrer'
        | 'utm_source'
        | 'utm_medium'
        | 'utm_campaign'
        | 'utm_term'
        | 'utm_content'
        | 'country'
        | 'region'
        | 'city'
        | 'browser'
        | 'browser_version'
        | 'os'
        | 'os_version'
        | 'device_type'
        | 'screen_size'
        | 'language'
        | 'entry_page'
        | 'exit_page';
      total_rows: number;
      rows: Array<{
        entered: number;
        completed: number;
        conversion_rate: number | null;
        median_seconds: number | null;
        value: string;
        steps: Array<{
          visitors: number;
          entered_rate: number | null;
          previous_rate: number | null;
          dropped: number;
          drop_rate: number | null;
          median_seconds: number | null;
        }>;
      }>;
    };
    meta: {
      timezone: string;
      date_from: string;
      date_to: string;
      sampled: false;
    };
    comparison?: {
      date_from: string;
      date_to: string;
      metrics: {
        entered: number;
        completed: number;
        conversion_rate: number | null;
        median_seconds: number | null;
      };
      change: {
        entered: number | null;
        completed: number | null;
        conversion_rate: number | null;
        median_seconds: number | null;
      };
    };
  };
  Drops: {
    drops: Array<{
      reason:
        | 'bot'
        | 'datacenter'
        | 'spam_referrer'
        | 'shield_ip'
        | 'shield_country'
        | 'shield_page'
        | 'shield_hostname'
        | 'quota'
        | 'opted_out'
        | 'no_visit';
      events: number;
    }>;
    cuts: Array<{
      reason: 'key_too_long' | 'value_too_long' | 'too_many_properties' | 'title_too_long';
      events: number;
      /** Key of the property that was cut last; null for a title */
      property: string | null;
    }>;
    date_from: string;
    date_to: string;
  };
  EventReceipt: {
    ok: true;
    /** What was past a limit and left out or shortened */
    cut?: Array<string>;
  };
  EventsReceipt: {
    /** On disk; they will be counted */
    accepted: number;
    /** Left out: counted already */
    duplicates: number;
    /** Not counted on purpose, see `/drops` */
    dropped: number;
    /** Events that are not valid, by their place from 0 */
    errors: Array<{
      index: number;
      message: string;
    }>;
    /** What was past a limit and left out or shortened */
    cut?: Array<{
      index: number;
      paths: Array<string>;
    }>;
  };
  Stats: {
    metrics: Record<
      string,
      | number
      | {
          value: number;
          currency: string;
        }
      | Array<{
          value: number;
          currency: string;
        }>
      | null
    >;
    dimensions: Array<
      Record<
        string,
        | number
        | {
            value: number;
            currency: string;
          }
        | Array<{
            value: number;
            currency: string;
          }>
        | string
        | {
            metrics: Record<
              string,
              | number
              | {
                  value: number;
                  currency: string;
                }
              | Array<{
                  value: number;
                  currency: string;
                }>
              | null
            >;
            change: Record<string, number | null>;
          }
        | null
      >
    >;
    meta: {
      timezone: string;
      date_from: string;
      date_to: string;
      total_rows: number;
      sampled: false;
      partial_bucket: string | null;
      /** With `sum:props:KEY` or `average:props:KEY`: for each key how many values are numbers, how many are skipped because they are none, and whether most are numbers. */
      property_values?: Array<{
        key: string;
        numbers: number;
        skipped: number;
        numeric: boolean;
      }>;
    };
    comparison?: {
      metrics: Record<
        string,
        | number
        | {
            value: number;
            currency: string;
          }
        | Array<{
            value: number;
            currency: string;
          }>
        | null
      >;
      change: Record<string, number | null>;
      date_from: string;
      date_to: string;
    };
  };
  Realtime: {
    visitors: number;
    pageviews: number;
    top_pages: Array<{
      pathname: string;
      visitors: number;
    }>;
    top_sources: Array<{
      source: string;
      visitors: number;
    }>;
    countries: Array<{
      country: string;
      visitors: number;
    }>;
    per_minute: Array<{
      minute: string;
      visitors: number;
      pageviews: number;
    }>;
  };
}

export interface Operations {
  /** Whether the process answers. `GET /api/health` */

  getHealth: {
    answer: {
      ok: true;
    };
  };
  /** Whether the stores answer. `GET /api/ready` */

  getReady: {
    answer: {
      ok: true;
    };
  };
  /** Create an account and sign in. `POST /api/auth/register` */

  postAuthRegister: {
    body: {
      email: string;
      name: string;
      password: string;
      /** The code of an invite link, where registration is by invitation. */
      invite?: string;
    };
    answer: {
      user: Schemas['User'];
    };
  };
  /** Sign in. `POST /api/auth/login` */

  postAuthLogin: {
    body: {
      email: string;
      password: string;
    };
    answer: {
      user: Schemas['User'];
    };
  };
  /** Sign in, second step. `POST /api/auth/two-factor` */

  postAuthTwoFactor: {
    body: {
      code?: string;
      recovery_code?: string;
    };
    answer: {
      user: Schemas['User'];
    };
  };
  /** Sign out. `POST /api/auth/logout` */

  postAuthLogout: {
    answer: {
      ok: true;
    };
  };
  /** Ask for a link to a new password. `POST /api/auth/forgot-password` */

  postAuthForgotPassword: {
    body: {
      email: string;
    };
    answer: {
      ok: true;
    };
  };
  /** Set a new password with a mailed link, and sign in. `POST /api/auth/reset-password` */

  postAuthResetPassword: {
    body: {
      token: string;
      password: string;
    };
    answer: {
      user: Schemas['User'];
    };
  };
  /** Confirm an e-mail address with a mailed link. `POST /api/auth/verify-email` */

  postAuthVerifyEmail: {
    body: {
      token: string;
    };
    answer: {
      ok: true;
    };
  };
  /** Mail the link that confirms the address once more. `POST /api/me/verify-email` */

  postMeVerifyEmail: {
    answer: {
      ok: true;
    };
  };
  /** Confirm a new e-mail address with the link that was mailed to it. `POST /api/auth/change-email` */

  postAuthChangeEmail: {
    body: {
      token: string;
    };
    answer: {
      ok: true;
    };
  };
  /** Take a change of address back with the link that was mailed to the old one. `POST /api/auth/undo-email-change` */

  postAuthUndoEmailChange: {
    body: {
      token: string;
    };
    answer: {
      ok: true;
    };
  };
  /** Who is signed in. `GET /api/me` */

  getMe: {
    answer: {
      user: Schemas['User'];
    };
  };
  /** Change the name or the e-mail address. `PUT /api/me` */

  putMe: {
    body: {
      name?: string;
      email?: string;
      /** Your present password. An account without one needs a sign-in of the last 10 minutes instead. */
      current_password?: string;
    };
    answer: {
      user: Schemas['User'];
      /** Where a link was mailed that has to be followed first; null where nothing waits */
      confirm_email: string | null;
    };
  };
  /** Delete the account. `DELETE /api/me` */

  deleteMe: {
    body: {
      /** Your present password. An account without one needs a sign-in of the last 10 minutes instead. */
      current_password?: string;
      /** Ids of organizations without another owner that may go too */
      delete_orgs?: Array<string>;
    };
    answer: undefined;
  };
  /** Change the password; other sessions end. `PUT /api/me/password` */

  putMePassword: {
    body: {
      /** Your present password. An account without one needs a sign-in of the last 10 minutes instead. */
      current_password?: string;
      new_password: string;
    };
    answer: {
      user: Schemas['User'];
    };
  };
  /** What would go with the account. `GET /api/me/deletion` */

  getMeDeletion: {
    answer: {
      deletion: Schemas['AccountDeletion'];
    };
  };
  /** Where one is signed in. `GET /api/me/sessions` */

  getMeSessions: {
    answer: {
      sessions: Array<Schemas['Session']>;
    };
  };
  /** Sign out everywhere. `DELETE /api/me/sessions` */

  deleteMeSessions: {
    answer: undefined;
  };
  /** Sign out in one browser. `DELETE /api/me/sessions/{sessionId}` */

  deleteMeSessionsOne: {
    path: { sessionId: string };
    answer: undefined;
  };
  /** Whether signing in takes a second factor. `GET /api/me/two-factor` */

  getMeTwoFactor: {
    answer: {
      two_factor: Schemas['TwoFactor'];
    };
  };
  /** Draw a secret for an authenticator app. `POST /api/me/two-factor` */

  postMeTwoFactor: {
    body: {
      current_password?: string;
    };
    answer: {
      two_factor: Schemas['TwoFactorOffer'];
    };
  };
  /** Turn it on, with the first code of the app. `POST /api/me/two-factor/confirm` */

  postMeTwoFactorConfirm: {
    body: {
      code: string;
    };
    answer: {
      /** Shown once, never again */
      recovery_codes: Array<string>;
    };
  };
  /** Turn it off. `POST /api/me/two-factor/disable` */

  postMeTwoFactorDisable: {
    body: {
      current_password?: string;
      code?: string;
      recovery_code?: string;
    };
    answer: undefined;
  };
  /** Draw new recovery codes; the old ones end. `POST /api/me/two-factor/recovery-codes` */

  postMeTwoFactorRecoveryCodes: {
    body: {
      current_password?: string;
      code?: string;
      recovery_code?: string;
    };
    answer: {
      /** Shown once, never again */
      recovery_codes: Array<string>;
    };
  };
  /** Which providers one can sign in with. `GET /api/auth/providers` */

  getAuthProviders: {
    answer: {
      providers: Array<'google' | 'github' | 'microsoft' | 'linkedin' | 'facebook' | 'oidc'>;
      /** For people. */
      names: Record<string, string>;
    };
  };
  /** Sign in by a provider: leads a browser there. `GET /api/oauth/{provider}` */

  getOauthOne: {
    path: { provider: string };
    answer: undefined;
  };
  /** Where a provider leads the browser back to. `GET /api/oauth/{provider}/callback` */

  getOauthCallback: {
    path: { provider: string };
    answer: undefined;
  };
  /** The ways to sign in to one’s account. `GET /api/me/sign-in-methods` */

  getMeSignInMethods: {
    answer: {
      sign_in_methods: Array<Schemas['SignInMethod']>;
    };
  };
  /** Begin to link an account with a provider. `POST /api/me/sign-in-methods` */

  postMeSignInMethods: {
    body: {
      current_password?: string;
      provider: 'google' | 'github' | 'microsoft' | 'linkedin' | 'facebook' | 'oidc';
    };
    answer: {
      /** Where to send the browser that asked. */
      url: string;
    };
  };
  /** Unlink an account with a provider. `DELETE /api/me/sign-in-methods/{methodId}` */

  deleteMeSignInMethodsOne: {
    path: { methodId: string };
    answer: undefined;
  };
  /** Create an organization; the caller becomes its owner. `POST /api/org` */

  postOrg: {
    body: {
      name: string;
    };
    answer: {
      org: Schemas['Org'];
    };
  };
  /** Organizations the caller belongs to. `GET /api/org` */

  getOrg: {
    answer: {
      orgs: Array<Schemas['Org']>;
    };
  };
  /** One organization. `GET /api/org/{orgId}` */

  getOrgOne: {
    path: { orgId: string };
    answer: {
      org: Schemas['Org'];
    };
  };
  /** Rename an organization; its slug stays. `PUT /api/org/{orgId}` */

  putOrgOne: {
    path: { orgId: string };
    body: {
      name: string;
    };
    answer: {
      org: Schemas['Org'];
    };
  };
  /** Delete an organization with its sites and their events. `DELETE /api/org/{orgId}` */

  deleteOrgOne: {
    path: { orgId: string };
    answer: undefined;
  };
  /** Keep out members without two-factor sign-in, or let them in again. `PUT /api/org/{orgId}/two-factor` */

  putOrgTwoFactor: {
    path: { orgId: string };
    body: {
      required: boolean;
    };
    answer: {
      org: Schemas['Org'];
    };
  };
  /** Members of an organization. `GET /api/org/{orgId}/member` */

  getOrgMember: {
    path: { orgId: string };
    answer: {
      members: Array<Schemas['Member']>;
    };
  };
  /** Change a member’s role. `PUT /api/org/{orgId}/member/{memberId}` */

  putOrgMemberOne: {
    path: { orgId: string; memberId: string };
    body: {
      role: 'owner' | 'admin' | 'viewer';
    };
    answer: {
      member: Schemas['Member'];
    };
  };
  /** Remove a member, or leave. `DELETE /api/org/{orgId}/member/{memberId}` */

  deleteOrgMemberOne: {
    path: { orgId: string; memberId: string };
    answer: undefined;
  };
  /** Make a link by which somebody can join. `POST /api/org/{orgId}/invite` */

  postOrgInvite: {
    path: { orgId: string };
    body: {
      email: string;
      role: 'admin' | 'viewer';
    };
    answer: {
      invite: Schemas['Invite'];
    };
  };
  /** Invitations that nobody has accepted yet. `GET /api/org/{orgId}/invite` */

  getOrgInvite: {
    path: { orgId: string };
    answer: {
      invites: Array<Schemas['Invite']>;
    };
  };
  /** Revoke an invitation. `DELETE /api/org/{orgId}/invite/{inviteId}` */

  deleteOrgInviteOne: {
    path: { orgId: string; inviteId: string };
    answer: undefined;
  };
  /** Where an invite link leads. `GET /api/invite/{code}` */

  getInviteOne: {
    path: { code: string };
    answer: {
      invite: Schemas['OpenInvite'];
    };
  };
  /** Join. `POST /api/invite/{code}/accept` */

  postInviteAccept: {
    path: { code: string };
    answer: {
      org_id: string;
      role: 'owner' | 'admin' | 'viewer';
    };
  };
  /** Who changed what in an organization, of the last year. `GET /api/org/{orgId}/audit` */

  getOrgAudit: {
    path: { orgId: string };
    answer: {
      entries: Array<Schemas['AuditEntry']>;
      /** Null on the last page */
      next_cursor: string | null;
    };
  };
  /** Track a domain. `POST /api/org/{orgId}/site` */

  postOrgSite: {
    path: { orgId: string };
    body: {
      /** Scheme, path, port, `www.` and case are taken off. */
      domain: string;
      /** The domain unless given. */
      name?: string;
      /** An IANA name; UTC unless given. */
      timezone?: string;
    };
    answer: {
      site: Schemas['Site'];
    };
  };
  /** Sites of an organization. `GET /api/org/{orgId}/site` */

  getOrgSite: {
    path: { orgId: string };
    answer: {
      sites: Array<Schemas['Site']>;
    };
  };
  /** One site. `GET /api/org/{orgId}/site/{siteId}` */

  getOrgSiteOne: {
    path: { orgId: string; siteId: string };
    answer: {
      site: Schemas['Site'];
    };
  };
  /** Change a site; fields left out stay as they are. `PUT /api/org/{orgId}/site/{siteId}` */

  putOrgSiteOne: {
    path: { orgId: string; siteId: string };
    body: {
      /** Scheme, path, port, `www.` and case are taken off. */
      domain?: string;
      /** The domain unless given. */
      name?: string;
      /** An IANA name; UTC unless given. */
      timezone?: string;
    };
    answer: {
      site: Schemas['Site'];
    };
  };
  /** Delete a site and its events. `DELETE /api/org/{orgId}/site/{siteId}` */

  deleteOrgSiteOne: {
    path: { orgId: string; siteId: string };
    answer: undefined;
  };
  /** Plans, prices and limits. `GET /api/stripe/plans` */

  getStripePlans: {
    answer: {
      plans: Array<Schemas['Plan']>;
    };
  };
  /** What the organization has used this month, and what its plan allows. `GET /api/org/{orgId}/usage` */

  getOrgUsage: {
    path: { orgId: string };
    answer: {
      usage: Schemas['Usage'];
    };
  };
  /** The plan in force, when it renews or ends, and what is used of it. `GET /api/org/{orgId}/billing` */

  getOrgBilling: {
    path: { orgId: string };
    answer: {
      billing: Schemas['Billing'];
    };
  };
  /** Where to pay for a plan. `POST /api/stripe/checkout` */

  postStripeCheckout: {
    body: {
      org_id: string;
      plan: 'pro' | 'business';
    };
    answer: {
      checkout_url: string;
    };
  };
  /** Where to change the payment method, see invoices, switch plans or cancel. `POST /api/stripe/portal` */

  postStripePortal: {
    body: {
      org_id: string;
    };
    answer: {
      portal_url: string;
    };
  };
  /** Ask Stripe how things stand, when its webhook does not come. `POST /api/stripe/refresh` */

  postStripeRefresh: {
    body: {
      org_id: string;
    };
    answer: undefined;
  };
  /** For Stripe: takes its events. `POST /api/stripe/webhook` */

  postStripeWebhook: {
    answer: {
      received: true;
    };
  };
  /** Create an API key; only this answer holds it. `POST /api/org/{orgId}/site/{siteId}/api-key` */

  postOrgSiteApiKey: {
    path: { orgId: string; siteId: string };
    body: {
      name: string;
      scopes: Array<'stats:read' | 'realtime:read' | 'export:read' | 'events:write'>;
      /** In the future; the key holds for ever unless given. */
      expires_at?: string | null;
    };
    answer: {
      api_key: Schemas['NewApiKey'];
    };
  };
  /** API keys of a site. `GET /api/org/{orgId}/site/{siteId}/api-key` */

  getOrgSiteApiKey: {
    path: { orgId: string; siteId: string };
    answer: {
      api_keys: Array<Schemas['ApiKey']>;
    };
  };
  /** Revoke an API key, at once. `DELETE /api/org/{orgId}/site/{siteId}/api-key/{keyId}` */

  deleteOrgSiteApiKeyOne: {
    path: { orgId: string; siteId: string; keyId: string };
    answer: undefined;
  };
  /** Count visits of a page, or an event, as a success. `POST /api/org/{orgId}/site/{siteId}/goal` */

  postOrgSiteGoal: {
    path: { orgId: string; siteId: string };
    body:
      | {
          goal_type: 'page';
          /** `*` stands for one or more characters but `/`, `**` for any. An address of the site is reduced to its path; query and fragment are taken off. */
          page_path: string;
          /** The event’s name, or `Visit` and the path, unless given; null gives it back. Unique for a site. */
          name?: string | null;
          /** Only amounts of this currency count as the goal’s revenue. */
          currency?: string | null;
          /** Custom properties of which all must hold on the event itself; a list is any of. An event without the property has the value `(none)`. */
          properties?: Record<
            string,
            | string
            | Array<string>
            | {
                is?: string | Array<string>;
                is_not?: string | Array<string>;
                contains?: string | Array<string>;
                contains_not?: string | Array<string>;
              }
          >;
        }
      | {
          goal_type: 'event';
          event_name: string;
          /** The event’s name, or `Visit` and the path, unless given; null gives it back. Unique for a site. */
          name?: string | null;
          /** Only amounts of this currency count as the goal’s revenue. */
          currency?: string | null;
          /** Custom properties of which all must hold on the event itself; a list is any of. An event without the property has the value `(none)`. */
          properties?: Record<
            string,
            | string
            | Array<string>
            | {
                is?: string | Array<string>;
                is_not?: string | Array<string>;
                contains?: string | Array<string>;
                contains_not?: string | Array<string>;
              }
          >;
        }
      | {
          goal_type: 'scroll';
          /** `*` stands for one or more characters but `/`, `**` for any. An address of the site is reduced to its path; query and fragment are taken off. */
          page_path: string;
          /** The deepest scroll of a visit on the page must reach it. */
          scroll_percent: number;
          /** The event’s name, or `Visit` and the path, unless given; null gives it back. Unique for a site. */
          name?: string | null;
          /** Only amounts of this currency count as the goal’s revenue. */
          currency?: string | null;
          /** Custom properties of which all must hold on the event itself; a list is any of. An event without the property has the value `(none)`. */
          properties?: Record<
            string,
            | string
            | Array<string>
            | {
                is?: string | Array<string>;
                is_not?: string | Array<string>;
                contains?: string | Array<string>;
                contains_not?: string | Array<string>;
              }
          >;
        };
    answer: {
      goal: Schemas['Goal'];
    };
  };
  /** Goals of a site. `GET /api/org/{orgId}/site/{siteId}/goal` */

  getOrgSiteGoal: {
    path: { orgId: string; siteId: string };
    answer: {
      goals: Array<Schemas['Goal']>;
    };
  };
  /** Change a goal; what is not named stays. `PUT /api/org/{orgId}/site/{siteId}/goal/{goalId}` */

  putOrgSiteGoalOne: {
    path: { orgId: string; siteId: string; goalId: string };
    body: {
      goal_type?: 'page' | 'event' | 'scroll';
      /** `*` stands for one or more characters but `/`, `**` for any. An address of the site is reduced to its path; query and fragment are taken off. */
      page_path?: string;
      event_name?: string;
      /** The deepest scroll of a visit on the page must reach it. */
      scroll_percent?: number;
      /** The event’s name, or `Visit` and the path, unless given; null gives it back. Unique for a site. */
      name?: string | null;
      /** Only amounts of this currency count as the goal’s revenue. */
      currency?: string | null;
      /** Custom properties of which all must hold on the event itself; a list is any of. An event without the property has the value `(none)`. */
      properties?: Record<
        string,
        | string
        | Array<string>
        | {
            is?: string | Array<string>;
            is_not?: string | Array<string>;
            contains?: string | Array<string>;
            contains_not?: string | Array<string>;
          }
      >;
    };
    answer: {
      goal: Schemas['Goal'];
    };
  };
  /** Delete a goal; no event goes with it. `DELETE /api/org/{orgId}/site/{siteId}/goal/{goalId}` */

  deleteOrgSiteGoalOne: {
    path: { orgId: string; siteId: string; goalId: string };
    answer: undefined;
  };
  /** Events of the last 91 days that no goal counts yet. `GET /api/org/{orgId}/site/{siteId}/goal/suggestions` */

  getOrgSiteGoalSuggestions: {
    path: { orgId: string; siteId: string };
    answer: {
      suggestions: Array<{
        event_name: string;
        events: number;
        visitors: number;
      }>;
      date_from: string;
      date_to: string;
    };
  };
  /** Define steps that visitors are to take within a day. `POST /api/org/{orgId}/site/{siteId}/funnel` */

  postOrgSiteFunnel: {
    path: { orgId: string; siteId: string };
    body: {
      name: string;
      /** Whether nothing else may happen between two steps */
      strict?: boolean;
      steps: Array<{
        /** A goal of the site */
        goal_id?: string | null;
        /** `*` stands for one or more characters but `/`, `**` for any. */
        page_path?: string | null;
      }>;
    };
    answer: {
      funnel: Schemas['Funnel'];
    };
  };
  /** Funnels of a site. `GET /api/org/{orgId}/site/{siteId}/funnel` */

  getOrgSiteFunnel: {
    path: { orgId: string; siteId: string };
    answer: {
      funnels: Array<Schemas['Funnel']>;
    };
  };
  /** A funnel. `GET /api/org/{orgId}/site/{siteId}/funnel/{funnelId}` */

  getOrgSiteFunnelOne: {
    path: { orgId: string; siteId: string; funnelId: string };
    answer: {
      funnel: Schemas['Funnel'];
    };
  };
  /** Change a funnel: name, strictness and all steps. `PUT /api/org/{orgId}/site/{siteId}/funnel/{funnelId}` */

  putOrgSiteFunnelOne: {
    path: { orgId: string; siteId: string; funnelId: string };
    body: {
      name: string;
      /** Whether nothing else may happen between two steps */
      strict?: boolean;
      steps: Array<{
        /** A goal of the site */
        goal_id?: string | null;
        /** `*` stands for one or more characters but `/`, `**` for any. */
        page_path?: string | null;
      }>;
    };
    answer: {
      funnel: Schemas['Funnel'];
    };
  };
  /** Delete a funnel; no goal and no event goes with it. `DELETE /api/org/{orgId}/site/{siteId}/funnel/{funnelId}` */

  deleteOrgSiteFunnelOne: {
    path: { orgId: string; siteId: string; funnelId: string };
    answer: undefined;
  };
  /** Who entered a funnel, how far they got, and where they went instead. `POST /api/org/{orgId}/site/{siteId}/funnel/{funnelId}/stats` */

  postOrgSiteFunnelStats: {
    path: { orgId: string; siteId: string; funnelId: string };
    body: {
      /** `30d` unless given; `custom` where the dates are */
      period?:
        | 'today'
        | 'yesterday'
        | '24h'
        | '7d'
        | '28d'
        | '30d'
        | '91d'
        | 'month'
        | 'last_month'
        | '6mo'
        | '12mo'
        | 'year'
        | 'all'
        | 'custom';
      /** First day, with period `custom` */
      date_from?: string;
      /** Last day, with period `custom` */
      date_to?: string;
      compare?: 'previous_period' | 'previous_year' | 'custom';
      /** First day, with compare `custom` */
      compare_from?: string;
      /** Last day, with compare `custom` */
      compare_to?: string;
      /** Divides those who entered by a property of the visit in which they did */
      split?:
        | 'source'
        | 'channel'
        | 'referrer'
        | 'utm_source'
        | 'utm_medium'
        | 'utm_campaign'
        | 'utm_term'
        | 'utm_content'
        | 'country'
        | 'region'
        | 'city'
        | 'browser'
        | 'browser_version'
        | 'os'
        | 'os_version'
        | 'device_type'
        | 'screen_size'
        | 'language'
        | 'entry_page'
        | 'exit_page';
      /** Whether to tell what those did next who did not go on */
      next?: boolean;
      filters?: Record<string, unknown> | Array<unknown>;
    };
    answer: Schemas['FunnelStats'];
  };
  /** The same, asked for in the query string. `GET /api/org/{orgId}/site/{siteId}/funnel/{funnelId}/stats` */

  getOrgSiteFunnelStats: {
    path: { orgId: string; siteId: string; funnelId: string };
    answer: Schemas['FunnelStats'];
  };
  /** The figures of a funnel as a file. `GET /api/org/{orgId}/site/{siteId}/funnel/{funnelId}/export` */

  getOrgSiteFunnelExport: {
    path: { orgId: string; siteId: string; funnelId: string };
    answer: string;
  };
  /** Events that were not counted on purpose, or of which something was cut, by reason. `GET /api/org/{orgId}/site/{siteId}/drops` */

  getOrgSiteDrops: {
    path: { orgId: string; siteId: string };
    answer: Schemas['Drops'];
  };
  /** Takes an event of a page. `POST /api/event` */

  postEvent: {
    body: {
      /** The site, as registered */
      domain: string;
      /** Address of the page */
      url: string;
      /** Also `event_name` */
      name?: string;
      /** Also `title` */
      page_title?: string;
      referrer?: string;
      props?: Record<string, string | number | boolean>;
      revenue?: {
        amount: number | string;
        currency: string;
      };
      interactive?: boolean;
      screen_width?: number;
      /** With the name `engagement` */
      engaged_ms?: number;
      /** With the name `engagement` */
      scroll_depth?: number;
    };
    answer: Schemas['EventReceipt'];
  };
  /** Takes many events: from your own servers, or of the past. `POST /api/org/{orgId}/site/{siteId}/events` */

  postOrgSiteEvents: {
    path: { orgId: string; siteId: string };
    body: Array<{
      /** Address of the page */
      url: string;
      /** Also `event_name` */
      name?: string;
      /** Also `title` */
      page_title?: string;
      referrer?: string;
      props?: Record<string, string | number | boolean>;
      revenue?: {
        amount: number | string;
        currency: string;
      };
      interactive?: boolean;
      screen_width?: number;
      /** With the name `engagement` */
      engaged_ms?: number;
      /** With the name `engagement` */
      scroll_depth?: number;
      /** ISO 8601 with Z or an offset, or milliseconds since 1970; 5 years back to 5 minutes ahead. Absent: now */
      timestamp?: string | number;
      /** What you call the visitor. Kept only as a hash of it, the site and the date */
      visitor_id?: string | number;
      /** Of the visitor. Tells the place and, without `visitor_id`, the visitor; never kept */
      ip?: string;
      /** Of the visitor. Tells browser and device; never kept */
      user_agent?: string;
      /** A tag such as `en-GB`, or an Accept-Language header */
      language?: string;
      /** The event’s own. A site’s events with the same id count once, for ever */
      id?: string | number;
      /** Not needed; if given, the site’s own */
      domain?: string;
    }>;
    answer: Schemas['EventsReceipt'];
  };
  /** Figures of a site. `POST /api/org/{orgId}/site/{siteId}/stats` */

  postOrgSiteStats: {
    path: { orgId: string; siteId: string };
    body: {
      /** `30d` unless given; `custom` where the dates are */
      period?:
        | 'today'
        | 'yesterday'
        | '24h'
        | '7d'
        | '28d'
        | '30d'
        | '91d'
        | 'month'
        | 'last_month'
        | '6mo'
        | '12mo'
        | 'year'
        | 'all'
        | 'custom';
      /** First day, with period `custom` */
      date_from?: string;
      /** Last day, with period `custom` */
      date_to?: string;
      metrics?: Array<
        | 'visitors'
        | 'visits'
        | 'pageviews'
        | 'events'
        | 'views_per_visit'
        | 'bounce_rate'
        | 'avg_duration'
        | 'scroll_depth'
        | 'time_on_page'
        | 'entrances'
        | 'exits'
        | 'exit_rate'
        | 'conversions'
        | 'conversion_rate'
        | 'revenue'
        | 'average_revenue'
        | 'revenue_by_currency'
        | 'percentage'
        | 'sessions'
        | 'visit_duration'
        | `${'sum' | 'average'}:props:${string}`
      >;
      dimensions?: Array<
        | 'minute'
        | 'hour'
        | 'date'
        | 'week'
        | 'month'
        | 'source'
        | 'channel'
        | 'referrer'
        | 'utm_source'
        | 'utm_medium'
        | 'utm_campaign'
        | 'utm_term'
        | 'utm_content'
        | 'country'
        | 'region'
        | 'city'
        | 'browser'
        | 'browser_version'
        | 'os'
        | 'os_version'
        | 'device_type'
        | 'screen_size'
        | 'language'
        | 'entry_page'
        | 'exit_page'
        | 'pathname'
        | 'hostname'
        | 'page_title'
        | 'event_name'
        | 'goal'
        | 'property'
        | `props:${string}`
      >;
      filters?:
        | Record<
            string,
            | string
            | Array<string>
            | {
                is?: string | Array<string>;
                is_not?: string | Array<string>;
                contains?: string | Array<string>;
                contains_not?: string | Array<string>;
                matches?: string | Array<string>;
                matches_not?: string | Array<string>;
              }
          >
        | Array<unknown>;
      compare?: 'previous_period' | 'previous_year' | 'custom';
      /** First day, with compare `custom` */
      compare_from?: string;
      /** Last day, with compare `custom` */
      compare_to?: string;
      /** A metric or dimension of the query */
      order_by?: string;
      order_dir?: 'asc' | 'desc';
      limit?: number;
      offset?: number;
    };
    answer: Schemas['Stats'];
  };
  /** Several queries over one base, answered together or as they become known. `POST /api/org/{orgId}/site/{siteId}/stats/batch` */

  postOrgSiteStatsBatch: {
    path: { orgId: string; siteId: string };
    body: {
      base?: {
        /** `30d` unless given; `custom` where the dates are */
        period?:
          | 'today'
          | 'yesterday'
          | '24h'
          | '7d'
          | '28d'
          | '30d'
          | '91d'
          | 'month'
          | 'last_month'
          | '6mo'
          | '12mo'
          | 'year'
          | 'all'
          | 'custom';
        /** First day, with period `custom` */
        date_from?: string;
        /** Last day, with period `custom` */
        date_to?: string;
        metrics?: Array<
          | 'visitors'
          | 'visits'
          | 'pageviews'
          | 'events'
          | 'views_per_visit'
          | 'bounce_rate'
          | 'avg_duration'
          | 'scroll_depth'
          | 'time_on_page'
          | 'entrances'
          | 'exits'
          | 'exit_rate'
          | 'conversions'
          | 'conversion_rate'
          | 'revenue'
          | 'average_revenue'
          | 'revenue_by_currency'
          | 'percentage'
          | 'sessions'
          | 'visit_duration'
          | `${'sum' | 'average'}:props:${string}`
        >;
        dimensions?: Array<
          | 'minute'
          | 'hour'
          | 'date'
          | 'week'
          | 'month'
          | 'source'
          | 'channel'
          | 'referrer'
          | 'utm_source'
          | 'utm_medium'
          | 'utm_campaign'
          | 'utm_term'
          | 'utm_content'
          | 'country'
          | 'region'
          | 'city'
          | 'browser'
          | 'browser_version'
          | 'os'
          | 'os_version'
          | 'device_type'
          | 'screen_size'
          | 'language'
          | 'entry_page'
          | 'exit_page'
          | 'pathname'
          | 'hostname'
          | 'page_title'
          | 'event_name'
          | 'goal'
          | 'property'
          | `props:${string}`
        >;
        filters?:
          | Record<
              string,
              | string
              | Array<string>
              | {
                  is?: string | Array<string>;
                  is_not?: string | Array<string>;
                  contains?: string | Array<string>;
                  contains_not?: string | Array<string>;
                  matches?: string | Array<string>;
                  matches_not?: string | Array<string>;
                }
            >
          | Array<unknown>;
        compare?: 'previous_period' | 'previous_year' | 'custom';
        /** First day, with compare `custom` */
        compare_from?: string;
        /** Last day, with compare `custom` */
        compare_to?: string;
        /** A metric or dimension of the query */
        order_by?: string;
        order_dir?: 'asc' | 'desc';
        limit?: number;
        offset?: number;
      };
      /** Each entry is laid over `base`. */
      queries: Record<
        string,
        {
          /** `30d` unless given; `custom` where the dates are */
          period?:
            | 'today'
            | 'yesterday'
            | '24h'
            | '7d'
            | '28d'
            | '30d'
            | '91d'
            | 'month'
            | 'last_month'
            | '6mo'
            | '12mo'
            | 'year'
            | 'all'
            | 'custom';
          /** First day, with period `custom` */
          date_from?: string;
          /** Last day, with period `custom` */
          date_to?: string;
          metrics?: Array<
            | 'visitors'
            | 'visits'
            | 'pageviews'
            | 'events'
            | 'views_per_visit'
            | 'bounce_rate'
            | 'avg_duration'
            | 'scroll_depth'
            | 'time_on_page'
            | 'entrances'
            | 'exits'
            | 'exit_rate'
            | 'conversions'
            | 'conversion_rate'
            | 'revenue'
            | 'average_revenue'
            | 'revenue_by_currency'
            | 'percentage'
            | 'sessions'
            | 'visit_duration'
            | `${'sum' | 'average'}:props:${string}`
          >;
          dimensions?: Array<
            | 'minute'
            | 'hour'
            | 'date'
            | 'week'
            | 'month'
            | 'source'
            | 'channel'
            | 'referrer'
            | 'utm_source'
            | 'utm_medium'
            | 'utm_campaign'
            | 'utm_term'
            | 'utm_content'
            | 'country'
            | 'region'
            | 'city'
            | 'browser'
            | 'browser_version'
            | 'os'
            | 'os_version'
            | 'device_type'
            | 'screen_size'
            | 'language'
            | 'entry_page'
            | 'exit_page'
            | 'pathname'
            | 'hostname'
            | 'page_title'
            | 'event_name'
            | 'goal'
            | 'property'
            | `props:${string}`
          >;
          filters?:
            | Record<
                string,
                | string
                | Array<string>
                | {
                    is?: string | Array<string>;
                    is_not?: string | Array<string>;
                    contains?: string | Array<string>;
                    contains_not?: string | Array<string>;
                    matches?: string | Array<string>;
                    matches_not?: string | Array<string>;
                  }
              >
            | Array<unknown>;
          compare?: 'previous_period' | 'previous_year' | 'custom';
          /** First day, with compare `custom` */
          compare_from?: string;
          /** Last day, with compare `custom` */
          compare_to?: string;
          /** A metric or dimension of the query */
          order_by?: string;
          order_dir?: 'asc' | 'desc';
          limit?: number;
          offset?: number;
        }
      >;
      /** Adds the live figures of the last 5 minutes */
      realtime?: boolean;
    };
    answer: {
      results: Record<string, Schemas['Stats']>;
      realtime?: Schemas['Realtime'];
      first_event_at: string | null;
    };
  };
  /** Who is on the site now. `GET /api/org/{orgId}/site/{siteId}/realtime` */

  getOrgSiteRealtime: {
    path: { orgId: string; siteId: string };
    answer: Schemas['Realtime'];
  };
  /** Who is on the site now, told anew whenever it changes. `GET /api/org/{orgId}/site/{siteId}/realtime/stream` */

  getOrgSiteRealtimeStream: {
    path: { orgId: string; siteId: string };
    answer: string;
  };
  /** Figures of a site as a file. `GET /api/org/{orgId}/site/{siteId}/export` */

  getOrgSiteExport: {
    path: { orgId: string; siteId: string };
    answer: string;
  };
  /** The events of a site as they are kept, oldest first. `GET /api/org/{orgId}/site/{siteId}/export/events` */

  getOrgSiteExportEvents: {
    path: { orgId: string; siteId: string };
    answer: string;
  };
}

/** Method and path of each. */
export const OPERATIONS: Record<keyof Operations, string> = {
  getHealth: 'GET /api/health',
  getReady: 'GET /api/ready',
  postAuthRegister: 'POST /api/auth/register',
  postAuthLogin: 'POST /api/auth/login',
  postAuthTwoFactor: 'POST /api/auth/two-factor',
  postAuthLogout: 'POST /api/auth/logout',
  postAuthForgotPassword: 'POST /api/auth/forgot-password',
  postAuthResetPassword: 'POST /api/auth/reset-password',
  postAuthVerifyEmail: 'POST /api/auth/verify-email',
  postMeVerifyEmail: 'POST /api/me/verify-email',
  postAuthChangeEmail: 'POST /api/auth/change-email',
  postAuthUndoEmailChange: 'POST /api/auth/undo-email-change',
  getMe: 'GET /api/me',
  putMe: 'PUT /api/me',
  deleteMe: 'DELETE /api/me',
  putMePassword: 'PUT /api/me/password',
  getMeDeletion: 'GET /api/me/deletion',
  getMeSessions: 'GET /api/me/sessions',
  deleteMeSessions: 'DELETE /api/me/sessions',
  deleteMeSessionsOne: 'DELETE /api/me/sessions/{sessionId}',
  getMeTwoFactor: 'GET /api/me/two-factor',
  postMeTwoFactor: 'POST /api/me/two-factor',
  postMeTwoFactorConfirm: 'POST /api/me/two-factor/confirm',
  postMeTwoFactorDisable: 'POST /api/me/two-factor/disable',
  postMeTwoFactorRecoveryCodes: 'POST /api/me/two-factor/recovery-codes',
  getAuthProviders: 'GET /api/auth/providers',
  getOauthOne: 'GET /api/oauth/{provider}',
  getOauthCallback: 'GET /api/oauth/{provider}/callback',
  getMeSignInMethods: 'GET /api/me/sign-in-methods',
  postMeSignInMethods: 'POST /api/me/sign-in-methods',
  deleteMeSignInMethodsOne: 'DELETE /api/me/sign-in-methods/{methodId}',
  postOrg: 'POST /api/org',
  getOrg: 'GET /api/org',
  getOrgOne: 'GET /api/org/{orgId}',
  putOrgOne: 'PUT /api/org/{orgId}',
  deleteOrgOne: 'DELETE /api/org/{orgId}',
  putOrgTwoFactor: 'PUT /api/org/{orgId}/two-factor',
  getOrgMember: 'GET /api/org/{orgId}/member',
  putOrgMemberOne: 'PUT /api/org/{orgId}/member/{memberId}',
  deleteOrgMemberOne: 'DELETE /api/org/{orgId}/member/{memberId}',
  postOrgInvite: 'POST /api/org/{orgId}/invite',
  getOrgInvite: 'GET /api/org/{orgId}/invite',
  deleteOrgInviteOne: 'DELETE /api/org/{orgId}/invite/{inviteId}',
  getInviteOne: 'GET /api/invite/{code}',
  postInviteAccept: 'POST /api/invite/{code}/accept',
  getOrgAudit: 'GET /api/org/{orgId}/audit',
  postOrgSite: 'POST /api/org/{orgId}/site',
  getOrgSite: 'GET /api/org/{orgId}/site',
  getOrgSiteOne: 'GET /api/org/{orgId}/site/{siteId}',
  putOrgSiteOne: 'PUT /api/org/{orgId}/site/{siteId}',
  deleteOrgSiteOne: 'DELETE /api/org/{orgId}/site/{siteId}',
  getStripePlans: 'GET /api/stripe/plans',
  getOrgUsage: 'GET /api/org/{orgId}/usage',
  getOrgBilling: 'GET /api/org/{orgId}/billing',
  postStripeCheckout: 'POST /api/stripe/checkout',
  postStripePortal: 'POST /api/stripe/portal',
  postStripeRefresh: 'POST /api/stripe/refresh',
  postStripeWebhook: 'POST /api/stripe/webhook',
  postOrgSiteApiKey: 'POST /api/org/{orgId}/site/{siteId}/api-key',
  getOrgSiteApiKey: 'GET /api/org/{orgId}/site/{siteId}/api-key',
  deleteOrgSiteApiKeyOne: 'DELETE /api/org/{orgId}/site/{siteId}/api-key/{keyId}',
  postOrgSiteGoal: 'POST /api/org/{orgId}/site/{siteId}/goal',
  getOrgSiteGoal: 'GET /api/org/{orgId}/site/{siteId}/goal',
  putOrgSiteGoalOne: 'PUT /api/org/{orgId}/site/{siteId}/goal/{goalId}',
  deleteOrgSiteGoalOne: 'DELETE /api/org/{orgId}/site/{siteId}/goal/{goalId}',
  getOrgSiteGoalSuggestions: 'GET /api/org/{orgId}/site/{siteId}/goal/suggestions',
  postOrgSiteFunnel: 'POST /api/org/{orgId}/site/{siteId}/funnel',
  getOrgSiteFunnel: 'GET /api/org/{orgId}/site/{siteId}/funnel',
  getOrgSiteFunnelOne: 'GET /api/org/{orgId}/site/{siteId}/funnel/{funnelId}',
  putOrgSiteFunnelOne: 'PUT /api/org/{orgId}/site/{siteId}/funnel/{funnelId}',
  deleteOrgSiteFunnelOne: 'DELETE /api/org/{orgId}/site/{siteId}/funnel/{funnelId}',
  postOrgSiteFunnelStats: 'POST /api/org/{orgId}/site/{siteId}/funnel/{funnelId}/stats',
  getOrgSiteFunnelStats: 'GET /api/org/{orgId}/site/{siteId}/funnel/{funnelId}/stats',
  getOrgSiteFunnelExport: 'GET /api/org/{orgId}/site/{siteId}/funnel/{funnelId}/export',
  getOrgSiteDrops: 'GET /api/org/{orgId}/site/{siteId}/drops',
  postEvent: 'POST /api/event',
  postOrgSiteEvents: 'POST /api/org/{orgId}/site/{siteId}/events',
  postOrgSiteStats: 'POST /api/org/{orgId}/site/{siteId}/stats',
  postOrgSiteStatsBatch: 'POST /api/org/{orgId}/site/{siteId}/stats/batch',
  getOrgSiteRealtime: 'GET /api/org/{orgId}/site/{siteId}/realtime',
  getOrgSiteRealtimeStream: 'GET /api/org/{orgId}/site/{siteId}/realtime/stream',
  getOrgSiteExport: 'GET /api/org/{orgId}/site/{siteId}/export',
  getOrgSiteExportEvents: 'GET /api/org/{orgId}/site/{siteId}/export/events',
};
