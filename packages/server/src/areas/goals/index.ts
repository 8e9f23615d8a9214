export { goalRoutes } from './routes.ts';
export { createGoals, type Goals } from './service.ts';
