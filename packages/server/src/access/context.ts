/** What the gate has found out about a request before its handler runs. */
import type { IncomingMessage } from 'node:http';
import type { Role, User } from '@purestat/vocabulary';
import type { MembersTable, SitesTable } from '../db/schema.ts';
import type { Scope } from './actions.ts';

/** Put there by the HTTP adapter; absent in requests made inside a test. */
export interface Bindings {
  incoming?: Pick<IncomingMessage, 'socket'>;
}

export interface OrgAccess {
  id: string;
  name: string;
  slug: string;
  plan: 'selfhosted' | 'free' | 'pro' | 'business';
  created_at: string;
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

interface VariablesByScope {
  public: BaseVariables;
  operator: BaseVariables;
  account: AccountVariables;
  org: OrgVariables;
  site: SiteVariables;
  member: MemberVariables;
}

/** The handler's context: it holds what the action's scope guarantees, and no more. */
export interface ScopeEnv<S extends Scope> {
  Bindings: Bindings;
  Variables: VariablesByScope[S];
}

/** The environment of middleware, which runs before anything is known. */
export interface AppEnv {
  Bindings: Bindings;
  Variables: BaseVariables & Partial<Omit<SiteVariables & MemberVariables, keyof BaseVariables>>;
}
