export { deleteOldEntries } from './queries.ts';
export { auditRoutes } from './routes.ts';
