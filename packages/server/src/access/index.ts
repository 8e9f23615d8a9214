export { ACTIONS, isAction, rolesFor, type Action } from './actions.ts';
export type { AppEnv, Bindings, OrgAccess, SiteAccess } from './context.ts';
export type { Gate } from './gate.ts';
export { requireOrg, requireSite } from './memberships.ts';
export { RateLimitedError, RateLimits } from './rate-limits.ts';
export { defineRoute, Routes, UndeclaredRouteError, type DeclaredRoute } from './routes.ts';
export { json, jsonBody } from './json.ts';
