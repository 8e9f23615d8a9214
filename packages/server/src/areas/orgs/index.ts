export { orgRoutes } from './routes.ts';
export { createOrgs } from './service.ts';
