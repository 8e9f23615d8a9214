export { normalisePagePath } from './page-path.ts';
export { goalRoutes } from './routes.ts';
export { createGoals, type Goals } from './service.ts';
