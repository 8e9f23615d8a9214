/** What the gate has found out about a request before its handler runs. */
import type { IncomingMessage } from 'node:http';
import type { ApiKeyScope, AuditDetails, OrgPlan, Role, User } from '@purestat/vocabulary';
import type { MembersTable, SitesTable } from '../db/schema.ts';
import type { Action, ScopeOf } from './actions.ts';
import type { ApiKeyAccess, ShownKey } from './api-keys.ts';

/** Put there by the HTTP adapter; absent in requests made inside a test. */
export interface Bindings {
  incoming?: Pick<IncomingMessage, 'socket'>;
}

export interface OrgAccess {
  id: string;
  name: string;
  slug: string;
  plan: OrgPlan;
  created_at: string;
  /** 1: members without a second factor are kept out. */
  two_factor_required: number;
  /** The caller's. */
  role: Role;
}

export type SiteAccess = SitesTable;
export type MemberAccess = MembersTable;

interface BaseVariables {
  /** Who is counted by the rate limits. In memory only; never logged, never stored. */
  clientKey: string;
  /** The route's pattern, for the log; set once a route has matched. */
  route: string | undefined;
  /** The API key that the request sends, null when it sends none; set once a route has matched. */
  shownKey: ShownKey | null | undefined;
  /** Adds to the entry that a change leaves in the organization's log: never a secret. A site that is new is told too. */
  note(details: AuditDetails, site?: Pick<SiteAccess, 'id' | 'domain'>): void;
}
interface AccountVariables extends BaseVariables {
  account: User;
}
interface OrgVariables extends AccountVariables {
  org: OrgAccess;
}
interface SiteVariables extends OrgVariables {
  site: SiteAccess;
}

interface MemberVariables extends OrgVariables {
  /** The one in the path. */
  member: MemberAccess;
}

/** Of what API keys may do too: who asks is a member with his account, or a key. */
interface KeyOrMemberVariables extends BaseVariables {
  site: SiteAccess;
  account: User | undefined;
  org: OrgAccess | undefined;
  apiKey: ApiKeyAccess | undefined;
}

interface VariablesByScope {
  public: BaseVariables;
  operator: BaseVariables;
  account: AccountVariables;
  org: OrgVariables;
  site: SiteVariables;
  member: MemberVariables;
}

/** The handler's context: it holds what the route's action guarantees, and no more. */
export interface ActionEnv<A extends Action> {
  Bindings: Bindings;
  Variables: A extends ApiKeyScope | 'events:export'
    ? KeyOrMemberVariables
    : VariablesByScope[ScopeOf<A>];
}

/** The environment of middleware, which runs before anything is known. */
export interface AppEnv {
  Bindings: Bindings;
  Variables: BaseVariables &
    Partial<Omit<SiteVariables & MemberVariables & { apiKey: ApiKeyAccess }, keyof BaseVariables>>;
}
