import { z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import type { Logger } from 'pino';
import {
  defineRoute,
  errorAnswer,
  json,
  jsonBody,
  requireScope,
  type Routes,
  type SiteAccess,
} from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import type { StatsContext, StatsService } from '../../deps.ts';
import type { Goals } from '../goals/index.ts';
import { toSiteContext, type SiteRegistry } from '../sites/index.ts';
import { batchLines } from './batch-lines.ts';
import type { RealtimeHub } from './realtime-hub.ts';
import {
  realtimeAnswer,
  siteParams,
  statsAnswer,
  statsBatchAnswer,
  statsBatchBody,
  statsBatchLine,
  statsBody,
} from './schema.ts';

const TAGS = ['Stats'];
const NOT_NOW = { 503: errorAnswer('Took longer than it may, or cannot be answered now') };
const LINES = 'application/x-ndjson';

const statsRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'post',
  path: '/api/org/{orgId}/site/{siteId}/stats',
  tags: TAGS,
  summary: 'Figures of a site',
  request: { params: siteParams, ...jsonBody(statsBody) },
  responses: { 200: { description: 'Totals and rows', ...json(statsAnswer) }, ...NOT_NOW },
});

const statsBatchRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'post',
  path: '/api/org/{orgId}/site/{siteId}/stats/batch',
  tags: TAGS,
  summary: 'Several queries over one base, answered together or as they become known',
  description:
    'With `Accept: application/x-ndjson` each answer is a line of its own, sent as soon as it is known: first when the first event arrived, then the queries and the realtime figures in the order in which they become known, at last a line that says `done`. A query that fails is a line with an error. An answer that ends without `done` has been cut off. Of an API key `realtime` needs the scope `realtime:read` too.',
  request: { params: siteParams, ...jsonBody(statsBatchBody) },
  responses: {
    200: {
      description: 'Answers by name',
      content: {
        'application/json': { schema: statsBatchAnswer },
        [LINES]: { schema: statsBatchLine },
      },
    },
    ...NOT_NOW,
  },
});

const realtimeRoute = defineRoute({
  action: 'realtime:read',
  limit: 'stats',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/realtime',
  tags: TAGS,
  summary: 'Who is on the site now',
  request: { params: siteParams },
  responses: {
    200: { description: 'The last 5 and 30 minutes', ...json(realtimeAnswer) },
    ...NOT_NOW,
  },
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
    ...NOT_NOW,
  },
});

const asksForLive = (body: unknown) =>
  (body as { realtime?: unknown } | null | undefined)?.realtime === true;

/** Nothing on the way may hold it back. */
const UNBUFFERED = { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };

/** The connection ends with the stream, so that the server can stop. */
const STREAM_HEADERS = {
  ...UNBUFFERED,
  'Content-Type': 'text/event-stream; charset=utf-8',
  Connection: 'close',
};

export interface StatsParts {
  stats: StatsService;
  store: StatsContext['store'];
  clock: Clock;
  log: Logger;
  registry: SiteRegistry;
  goals: Pick<Goals, 'definitions'>;
  hub: Pick<RealtimeHub, 'open'>;
}

export function statsRoutes(routes: Routes, parts: StatsParts): void {
  const { stats, store, clock, log, registry, goals, hub } = parts;
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
    const { signal } = c.req.raw;
    const context = await withGoals(contextOf(c.var.site, signal));
    const body = c.req.valid('json');
    const { apiKey } = c.var;
    if (apiKey !== undefined && asksForLive(body)) requireScope(apiKey, realtimeRoute.action);
    const type = accepts(c, {
      header: 'Accept',
      supports: ['application/json', LINES],
      default: 'application/json',
    });
    if (type !== LINES) return c.json(await stats.runStatsBatch(context, body), 200);
    const about = { method: c.req.method, route: c.var.route };
    const lines = batchLines(stats.startStatsBatch(context, body), { signal, log, about });
    // A route's types know one form of answer for each status.
    return c.body(lines, 200, { ...UNBUFFERED, 'Content-Type': LINES }) as never;
  });
  routes.add(realtimeRoute, async (c) =>
    c.json(await stats.runRealtime(contextOf(c.var.site, c.req.raw.signal)), 200),
  );
  routes.add(realtimeStreamRoute, async (c) => {
    const body = await hub.open(c.var.site.number, {
      holderId: c.var.apiKey?.id ?? c.var.account!.id,
      clientKey: c.var.clientKey,
      isStillAllowed: () => routes.isStillAllowed(c, realtimeStreamRoute.action),
      disconnect: () => c.env?.incoming?.socket.destroy(),
    });
    return c.body(body, 200, STREAM_HEADERS);
  });
}
