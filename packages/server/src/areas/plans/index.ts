export { planName, planThatAllows, rankOf } from './catalogue.ts';
export { requireRoomForInvite, requireRoomForMember, requireRoomForSite } from './limits.ts';
export { loadPageviewMeter, type PageviewMeter } from './pageview-meter.ts';
export { insertMeteredSite, mailable, ownersOf } from './queries.ts';
export { planRoutes } from './routes.ts';
export { usageSchema } from './schema.ts';
export { Plans } from './service.ts';
