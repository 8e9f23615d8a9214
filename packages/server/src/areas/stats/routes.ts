import { z } from '@hono/zod-openapi';
import { defineRoute, json, jsonBody, type Routes, type SiteAccess } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import type { StatsContext, StatsService } from '../../deps.ts';
import type { Goals } from '../goals/index.ts';
import { toSiteContext, type SiteRegistry } from '../sites/index.ts';
import type { RealtimeHub } from './realtime-hub.ts';
import {
  realtimeAnswer,
  siteParams,
  statsAnswer,
  statsBatchAnswer,
  statsBatchBody,
  statsBody,
} from './schema.ts';

const TAGS = ['Stats'];

const statsRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'post',
  path: '/api/org/{orgId}/site/{siteId}/stats',
  tags: TAGS,
  summary: 'Figures of a site',
  request: { params: siteParams, ...jsonBody(statsBody) },
  responses: { 200: { description: 'Totals and rows', ...json(statsAnswer) } },
});

const statsBatchRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'post',
  path: '/api/org/{orgId}/site/{siteId}/stats/batch',
  tags: TAGS,
  summary: 'Several queries over one base, answered together',
  request: { params: siteParams, ...jsonBody(statsBatchBody) },
  responses: { 200: { description: 'Answers by name', ...json(statsBatchAnswer) } },
});

const realtimeRoute = defineRoute({
  action: 'realtime:read',
  limit: 'stats',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/realtime',
  tags: TAGS,
  summary: 'Who is on the site now',
  request: { params: siteParams },
  responses: { 200: { description: 'The last 5 and 30 minutes', ...json(realtimeAnswer) } },
});

const realtimeStreamRoute = defineRoute({
  action: 'realtime:read',
  limit: 'stats',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/realtime/stream',
  tags: TAGS,
  summary: 'Who is on the site now, told anew whenever it changes',
  description:
    'Server-sent events called `realtime`, each with all that `GET …/realtime` answers: one at once, then one whenever something has changed, at most every 2 seconds.',
  request: { params: siteParams },
  responses: {
    200: {
      description: 'Goes on until either side ends it',
      content: { 'text/event-stream': { schema: z.string() } },
    },
  },
});

/** Nothing on the way may hold it back; the connection ends with it, so that the server can stop. */
const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};

export interface StatsParts {
  stats: StatsService;
  store: StatsContext['store'];
  clock: Clock;
  registry: SiteRegistry;
  goals: Pick<Goals, 'definitions'>;
  hub: Pick<RealtimeHub, 'open'>;
}

export function statsRoutes(routes: Routes, parts: StatsParts): void {
  const { stats, store, clock, registry, goals, hub } = parts;
  /** The request's signal fires when the client goes away, which ends the query. */
  const contextOf = (row: SiteAccess, signal: AbortSignal): StatsContext => ({
    store,
    site: toSiteContext(row),
    nowMs: clock.nowMs(),
    signal,
    goals: [],
    firstEventAtMs: registry.firstEventAtMs(row.number),
  });

  const withGoals = async (context: StatsContext): Promise<StatsContext> => ({
    ...context,
    goals: await goals.definitions(context.site.id),
  });

  routes.add(statsRoute, async (c) => {
    const context = await withGoals(contextOf(c.var.site, c.req.raw.signal));
    return c.json(await stats.runStats(context, c.req.valid('json')), 200);
  });
  routes.add(statsBatchRoute, async (c) => {
    const context = await withGoals(contextOf(c.var.site, c.req.raw.signal));
    return c.json(await stats.runStatsBatch(context, c.req.valid('json')), 200);
  });
  routes.add(realtimeRoute, async (c) =>
    c.json(await stats.runRealtime(contextOf(c.var.site, c.req.raw.signal)), 200),
  );
  routes.add(realtimeStreamRoute, async (c) => {
    const body = await hub.open(c.var.site.number, {
      userId: c.var.account.id,
      clientKey: c.var.clientKey,
      isStillAllowed: () => routes.isStillAllowed(c, realtimeStreamRoute.action),
      disconnect: () => c.env?.incoming?.socket.destroy(),
    });
    return c.body(body, 200, STREAM_HEADERS);
  });
}
