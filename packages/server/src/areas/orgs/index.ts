export { orgRoutes } from './routes.ts';
export { createOrgs, type Orgs } from './service.ts';
