/** Who may do what: one row for each action, and every route names its action. */
import { API_KEY_SCOPES, type ApiKeyScope, type Role } from '@purestat/vocabulary';

/**
 * `public`: anybody. `operator`: whoever runs the server (a loopback peer, or METRICS_TOKEN).
 * `account`: anybody signed in. `org`, `site`, `member`: members of the organization in the path, by
 * role; what the path names further is looked up together with it.
 *
 * An action that is called as a scope of API keys is open to keys with that scope too, each for its own
 * site alone.
 */
export type Scope = 'public' | 'operator' | 'account' | 'org' | 'site' | 'member';

interface ActionRule {
  readonly scope: Scope;
  /** Only for `org`, `site` and `member`. */
  readonly roles?: readonly Role[];
  /** Only for `member`: everybody may do it to himself. */
  readonly orOneself?: boolean;
  /** That of API keys, where it is not called as the action. */
  readonly keyScope?: ApiKeyScope;
  /** Why it leaves no entry in the organization's log; what only reads leaves none anyway. */
  readonly unaudited?: string;
}

const EVERYBODY = ['owner', 'admin', 'viewer'] as const;
const MANAGERS = ['owner', 'admin'] as const;
const OWNERS = ['owner'] as const;

export const ACTIONS = {
  public: { scope: 'public' },
  'metrics:read': { scope: 'operator' },
  signed_in: { scope: 'account' },
  'org:read': { scope: 'org', roles: EVERYBODY },
  'org:update': { scope: 'org', roles: MANAGERS },
  'org:require_two_factor': { scope: 'org', roles: OWNERS },
  'org:delete': { scope: 'org', roles: OWNERS, unaudited: 'its log goes with it' },
  'member:list': { scope: 'org', roles: EVERYBODY },
  'member:update': { scope: 'member', roles: OWNERS },
  'member:delete': { scope: 'member', roles: MANAGERS, orOneself: true },
  'audit:read': { scope: 'org', roles: MANAGERS },
  'invite:list': { scope: 'org', roles: MANAGERS },
  'invite:create': { scope: 'org', roles: MANAGERS },
  'invite:delete': { scope: 'org', roles: MANAGERS },
  'site:list': { scope: 'org', roles: EVERYBODY },
  'site:create': { scope: 'org', roles: MANAGERS },
  'site:read': { scope: 'site', roles: EVERYBODY },
  'site:update': { scope: 'site', roles: MANAGERS },
  'site:delete': { scope: 'site', roles: MANAGERS },
  'goal:list': { scope: 'site', roles: EVERYBODY },
  'goal:create': { scope: 'site', roles: MANAGERS },
  'goal:update': { scope: 'site', roles: MANAGERS },
  'goal:delete': { scope: 'site', roles: MANAGERS },
  'api-key:list': { scope: 'site', roles: MANAGERS },
  'api-key:create': { scope: 'site', roles: MANAGERS },
  'api-key:delete': { scope: 'site', roles: MANAGERS },
  'billing:read': { scope: 'org', roles: EVERYBODY },
  'funnel:list': { scope: 'site', roles: EVERYBODY },
  'funnel:read': { scope: 'site', roles: EVERYBODY },
  'funnel:create': { scope: 'site', roles: MANAGERS },
  'funnel:update': { scope: 'site', roles: MANAGERS },
  'funnel:delete': { scope: 'site', roles: MANAGERS },
  'billing:manage': { scope: 'org', roles: OWNERS },
  'stats:read': { scope: 'site', roles: EVERYBODY },
  'events:write': { scope: 'site', roles: MANAGERS, unaudited: 'traffic, no decision' },
  'export:read': { scope: 'site', roles: EVERYBODY },
  // Every event of the site, not figures only. Keys are made by those who may do it.
  'events:export': { scope: 'site', roles: MANAGERS, keyScope: 'export:read', unaudited: 'reads' },
  'realtime:read': { scope: 'site', roles: EVERYBODY },
} as const satisfies Record<string, ActionRule>;

export type Action = keyof typeof ACTIONS;
export type ScopeOf<A extends Action> = (typeof ACTIONS)[A]['scope'];

/** @returns whether the value names an action; routes are checked with it when the app is built */
export function isAction(value: unknown): value is Action {
  return typeof value === 'string' && Object.hasOwn(ACTIONS, value);
}

/** @returns the scope of API keys that may do it; null where no key may */
export function keyScopeOf(action: Action): ApiKeyScope | null {
  const { keyScope }: ActionRule = ACTIONS[action];
  return keyScope ?? API_KEY_SCOPES.find((scope) => scope === action) ?? null;
}

/** @returns whether what is done leaves an entry in the organization's log */
export function isAudited(action: Action): boolean {
  const rule: ActionRule = ACTIONS[action];
  const verb = action.split(':').at(-1);
  const onlyReads = verb === 'read' || verb === 'list';
  return isUnderOrg(rule.scope) && !onlyReads && rule.unaudited === undefined;
}

/** @returns the roles that may do it; empty where the action does not depend on a role */
export function rolesFor(action: Action): readonly Role[] {
  const rule: ActionRule = ACTIONS[action];
  return rule.roles ?? [];
}

/** @returns whether everybody may do it to himself, whatever the role */
export function isAllowedToOneself(action: Action): boolean {
  const rule: ActionRule = ACTIONS[action];
  return rule.orOneself ?? false;
}

/** @returns whether actions of the scope stand under an organization, which its members alone know */
export function isUnderOrg(scope: Scope): boolean {
  return scope === 'org' || scope === 'site' || scope === 'member';
}
