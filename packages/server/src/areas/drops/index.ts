export { DropCounter } from './counter.ts';
export { CutCounter } from './cut-counter.ts';
export { dropRoutes } from './routes.ts';
