export { AuditLog, changesOf, OPERATOR, recordAudit, recordDepartures, SYSTEM } from './audit.ts';
export { hashApiKey, sentKey } from './api-keys.ts';
export type { AppEnv, MemberAccess, OrgAccess, SiteAccess } from './context.ts';
export { requireScope, type Gate } from './gate.ts';
export { RateLimitedError, RateLimits } from './rate-limits.ts';
export { defineRoute, Routes, UndeclaredRouteError, type DeclaredRoute } from './routes.ts';
export { json, jsonBody } from './json.ts';
export { errorAnswer, errorSchema } from './error-responses.ts';
