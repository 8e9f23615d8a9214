export { createAccounts, createOperator, type People } from './create.ts';
export { generatePassword, type Operator } from './operator.ts';
export { deleteExpiredSessions, type Person } from './queries.ts';
export { proofBody } from './two-factor/schema.ts';
export { peopleRoutes } from './people-routes.ts';
export { callerOf, type Caller } from './caller.ts';
export type { Sessions } from './sessions.ts';
export type { KnownPerson, ProviderAccounts, ProviderIdentity } from './provider-accounts.ts';
