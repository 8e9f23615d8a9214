/** Builds the HTTP app. Every mount is visible here; ingest alone stands outside, before it. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { RateLimits, Routes, type AppEnv, type Gate } from './access/index.ts';
import { auditRoutes } from './areas/audit/index.ts';
import { apiKeyRoutes, createApiKeys } from './areas/api-keys/index.ts';
import { createAccounts, peopleRoutes, type People } from './areas/auth/index.ts';
import { billingRoutes } from './areas/billing/index.ts';
import { dropRoutes } from './areas/drops/index.ts';
import {
  createFunnels,
  funnelFigureRoutes,
  funnelRoutes,
  keepingSteps,
} from './areas/funnels/index.ts';
import { createGoals, goalRoutes } from './areas/goals/index.ts';
import { eventRoutes } from './areas/events/index.ts';
import { exportRoutes } from './areas/export/index.ts';
import { inviteRoutes, Invites } from './areas/invites/index.ts';
import { createMembers, memberRoutes } from './areas/members/index.ts';
import { createOAuth, oauthRoutes } from './areas/oauth/index.ts';
import { createOrgs, orgRoutes, type Orgs } from './areas/orgs/index.ts';
import { planRoutes } from './areas/plans/index.ts';
import { Sites, siteRoutes } from './areas/sites/index.ts';
import { RealtimeHub, statsRoutes } from './areas/stats/index.ts';
import { isBillingOn } from './config.ts';
import type { Deps } from './deps.ts';
import { deviceLabel } from './device-label.ts';
import * as http from './http/index.ts';

export interface App {
  /** Answers a request; `env.incoming` is the Node request it came with. */
  readonly app: OpenAPIHono<AppEnv>;
  readonly routes: Routes;
  /** Ends deletions of sites that were cut short. Call once, when ingest and the store are open. */
  finishDeletions(): Promise<void>;
  /** Ends the answers that would go on for ever; for the stop. */
  endStreams(): void;
}

/** Puts further routes onto the app. */
export type Mount = (routes: Routes) => void;

function gateOf(deps: Deps, { sessions }: People): Gate {
  return {
    db: deps.configStore.db,
    clock: deps.clock,
    onKeyUsed: (keyId) => deps.keyUses.note(keyId),
    isOperator: http.operatorCheck(deps.config.METRICS_TOKEN),
    async identify(c: Context<AppEnv>) {
      const { value, setCookies } = await sessions.identify(c.req.header('cookie'));
      for (const cookie of setCookies) c.header('Set-Cookie', cookie, { append: true });
      return value;
    },
    async identifyAgain(c: Context<AppEnv>) {
      return (await sessions.identify(c.req.header('cookie'))).value;
    },
  };
}

function mountGuards(app: OpenAPIHono<AppEnv>, deps: Deps, sessionCookie: string) {
  app.use(http.logRequests(deps.log, deps.clock));
  app.use(http.securityHeaders);
  app.use(http.letGoOfBodyForHead);
  app.use(http.identifyClient(deps.clientIp));
  app.use(http.forgetCookieBesideKey);
  app.use(http.refuseForeignOrigins({ baseUrl: deps.config.BASE_URL, sessionCookie }));
  app.use(http.limitBody);
}

function openSites({ configStore, clock, log, sites, deleteSiteEvents }: Deps, hub: RealtimeHub) {
  return new Sites({
    db: configStore.db,
    clock,
    log,
    registry: sites,
    deleteSiteEvents: (siteNumber) => {
      hub.endSite(siteNumber);
      return deleteSiteEvents(siteNumber);
    },
  });
}

function openOrgs(
  { config, configStore, clock, plans, billing }: Deps,
  { sites, onAccessEnded }: { sites: Sites; onAccessEnded: (holderId: string) => void },
) {
  const firstPlan = isBillingOn(config) ? 'free' : 'selfhosted';
  return createOrgs({
    db: configStore.db,
    clock,
    firstPlan,
    onCreated: (id) => plans.meter.setPlan(id, firstPlan),
    beforeRemoval: (id) => billing.endFor(id),
    async removeSitesOf(id, andThen) {
      await sites.removeAllOf(id, andThen);
      plans.meter.forgetOrg(id);
    },
    onAccessEnded,
  });
}

function mountAreas(
  routes: Routes,
  deps: Deps,
  areas: {
    people: People;
    orgs: Orgs;
    sites: Sites;
    invites: Invites;
    hub: RealtimeHub;
    onAccessEnded: (holderId: string) => void;
    sessionCookie: string;
  },
) {
  const { clock, log, stats, store, sites: registry } = deps;
  const db = deps.configStore.db;
  const members = createMembers({ db, onAccessEnded: areas.onAccessEnded });
  const goals = keepingSteps(createGoals({ db, clock }), db);
  const funnels = createFunnels({ db, clock, goals });
  const keys = createApiKeys({
    db,
    clock,
    uses: deps.keyUses,
    onAccessEnded: areas.onAccessEnded,
  });
  http.mountOperations(routes, deps);
  peopleRoutes(routes, areas.people);
  oauthRoutes(routes, createOAuth({ ...deps, people: areas.people }));
  orgRoutes(routes, areas.orgs);
  memberRoutes(routes, members);
  inviteRoutes(routes, areas.invites);
  auditRoutes(routes, { db, clock });
  siteRoutes(routes, areas.sites);
  planRoutes(routes, deps.plans);
  billingRoutes(routes, deps.billing);
  apiKeyRoutes(routes, keys);
  goalRoutes(routes, { goals, stats, store, clock, registry });
  funnelRoutes(routes, funnels);
  funnelFigureRoutes(routes, { funnels, stats, store, clock, registry });
  dropRoutes(routes, { db, clock });
  eventRoutes(routes, { events: deps.events });
  statsRoutes(routes, { stats, store, clock, log, registry, goals, hub: areas.hub });
  exportRoutes(routes, { store, clock, log, registry, goals });
  http.mountApiDescription(routes, areas.sessionCookie);
}

function openHub({ stats, store, sites, clock, log }: Deps): RealtimeHub {
  return new RealtimeHub({
    sites,
    clock,
    log,
    count: (site, signal) =>
      stats.runRealtime({
        store,
        site,
        nowMs: clock.nowMs(),
        signal,
        firstEventAtMs: sites.firstEventAtMs(site.number),
        goals: [],
      }),
  });
}

/** The areas that others lean on. */
function createAreas(deps: Deps) {
  const { config, configStore, secretKey, clock } = deps;
  const invites = new Invites({
    db: configStore.db,
    clock,
    secretKey,
    baseUrl: config.BASE_URL,
    mailer: deps.mailer,
  });
  const hub = openHub(deps);
  const onAccessEnded = (holderId: string) => void hub.checkNow(holderId);
  const sites = openSites(deps, hub);
  const orgs = openOrgs(deps, { sites, onAccessEnded });
  const people = createAccounts({
    ...deps,
    deviceLabel,
    isInvited: (code) => invites.isOpen(code),
    removeOrg: (id) => orgs.remove(id),
    onAccessEnded,
  });
  return { people, orgs, sites, invites, hub, onAccessEnded };
}

/**
 * @param further routes besides the product's own
 * @throws UndeclaredRouteError when a route declares no action
 */
export async function createApp(deps: Deps, further: readonly Mount[] = []): Promise<App> {
  const { config, log } = deps;
  const areas = createAreas(deps);
  const { people, sites, hub } = areas;
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw http.refuseInvalid(result.error);
    },
  });
  const routes = new Routes({
    app,
    gate: gateOf(deps, people),
    limits: new RateLimits(config),
    audit: deps.audit,
  });
  const onError = http.errorHandler(log);
  app.onError(onError);
  app.notFound(http.notFoundHandler(() => routes.declared, onError));
  const sessionCookie = await people.accounts.sessionCookieName();
  mountGuards(app, deps, sessionCookie);
  mountAreas(routes, deps, { ...areas, sessionCookie });
  for (const mount of further) mount(routes);
  http.mountPages(routes, deps.assets);
  routes.checkComplete();
  return {
    app,
    routes,
    finishDeletions: () => sites.finishDeletions(),
    endStreams: () => hub.close(),
  };
}
