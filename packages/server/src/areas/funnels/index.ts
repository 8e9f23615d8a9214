export { funnelFigureRoutes } from './figure-routes.ts';
export { keepingSteps } from './goal-steps.ts';
export { funnelRoutes } from './routes.ts';
export { createFunnels } from './service.ts';
