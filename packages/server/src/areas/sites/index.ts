export { loadSiteRegistry, toSiteContext, type SiteRegistry } from './directory.ts';
export { siteRoutes } from './routes.ts';
export { Sites } from './service.ts';
