export { memberRoutes } from './routes.ts';
export { createMembers } from './service.ts';
