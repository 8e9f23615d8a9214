export { requireRoomForInvite, requireRoomForMember, requireRoomForSite } from './limits.ts';
export { loadPageviewMeter, type PageviewMeter } from './pageview-meter.ts';
export { insertMeteredSite } from './queries.ts';
export { planRoutes } from './routes.ts';
export { Plans } from './service.ts';
