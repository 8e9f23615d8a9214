export { createAccounts, type People } from './create.ts';
export { deleteExpiredSessions } from './queries.ts';
export { peopleRoutes } from './people-routes.ts';
