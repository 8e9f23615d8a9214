export { createAccounts, type People } from './create.ts';
export { deleteExpiredSessions } from './queries.ts';
export { proofBody } from './two-factor/schema.ts';
export { peopleRoutes } from './people-routes.ts';
export { callerOf, type Caller } from './caller.ts';
export type { Sessions } from './sessions.ts';
export type { ProviderAccounts, ProviderIdentity } from './provider-accounts.ts';
