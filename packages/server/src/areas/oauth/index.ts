export { createOAuth } from './create.ts';
export { oauthRoutes } from './routes.ts';
export { deleteExpiredAttempts } from './queries.ts';
