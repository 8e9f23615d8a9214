export { RealtimeHub } from './realtime-hub.ts';
export { statsRoutes } from './routes.ts';
