export { DropCounter } from './counter.ts';
export { dropRoutes } from './routes.ts';
