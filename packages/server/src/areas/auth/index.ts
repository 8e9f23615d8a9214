export { createIdentity } from './identity.ts';
export { authRoutes } from './routes.ts';
export { Accounts } from './service.ts';
export { deleteExpiredSessions } from './queries.ts';
