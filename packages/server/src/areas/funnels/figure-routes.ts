/** What is asked of a funnel: its figures, and the same as a file. */
import { z } from '@hono/zod-openapi';
import {
  defineRoute,
  errorAnswer,
  json,
  jsonBody,
  type Routes,
  type SiteAccess,
} from '../../access/index.ts';
import { dateAt } from '../../calendar.ts';
import type { Clock } from '../../clock.ts';
import type { StatsContext, StatsService } from '../../deps.ts';
import { CONTENT_TYPES, readParams as readExportParams, writeTable } from '../export/index.ts';
import { toSiteContext, type SiteRegistry } from '../sites/index.ts';
import { readParams } from './params.ts';
import {
  EXPORT_PARAMS,
  funnelExportParams,
  funnelParams,
  funnelStatsAnswer,
  funnelStatsBody,
  funnelStatsParams,
} from './schema.ts';
import type { Funnels } from './service.ts';
import { funnelTable } from './table.ts';

const TAGS = ['Funnels'];
const ONE = '/api/org/{orgId}/site/{siteId}/funnel/{funnelId}';
const TOO_LONG = { 503: errorAnswer('Took longer than it may, or cannot be answered now') };
const COUNTED = {
  200: { description: 'The funnel and its figures', ...json(funnelStatsAnswer) },
  ...TOO_LONG,
};

const askFunnelRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'post',
  path: `${ONE}/stats`,
  tags: TAGS,
  summary: 'Who entered a funnel, how far they got, and where they went instead',
  request: { params: funnelParams, ...jsonBody(funnelStatsBody) },
  responses: COUNTED,
});

const readFunnelStatsRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'get',
  path: `${ONE}/stats`,
  tags: TAGS,
  summary: 'The same, asked for in the query string',
  description:
    'Filters are `filters[country]=US`, `filters[pathname][contains]=blog` (repeated: any of them), or all of them as JSON in `filters`.',
  request: { params: funnelParams, query: funnelStatsParams },
  responses: COUNTED,
});

const exportFunnelRoute = defineRoute({
  action: 'export:read',
  limit: 'stats',
  method: 'get',
  path: `${ONE}/export`,
  tags: TAGS,
  summary: 'The figures of a funnel as a file',
  description:
    'A row for each step; with `split` for each step of each of the largest values, as the page lists them.',
  request: { params: funnelParams, query: funnelExportParams },
  responses: {
    200: {
      description: 'A file, as an attachment with a name that holds the date',
      content: Object.fromEntries(
        Object.values(CONTENT_TYPES).map((type) => [
          type,
          { schema: z.string().openapi({ format: 'binary' }) },
        ]),
      ),
    },
    ...TOO_LONG,
  },
});

export interface FunnelFigureParts {
  funnels: Funnels;
  stats: Pick<StatsService, 'runFunnel'>;
  store: StatsContext['store'];
  clock: Clock;
  registry: SiteRegistry;
}

export function funnelFigureRoutes(routes: Routes, parts: FunnelFigureParts): void {
  const { funnels, stats, store, clock, registry } = parts;
  /** The request's signal fires when the client goes away, which ends the query. */
  async function count(row: SiteAccess, funnelId: string, body: unknown, signal: AbortSignal) {
    const { funnel, definition, goals } = await funnels.definition(row.id, funnelId);
    const firstEventAtMs = registry.firstEventAtMs(row.number);
    const nowMs = clock.nowMs();
    const context = { store, site: toSiteContext(row), nowMs, signal, goals, firstEventAtMs };
    return { funnel, ...(await stats.runFunnel(context, definition, body)) };
  }

  routes.add(askFunnelRoute, async (c) => {
    const { funnelId } = c.req.valid('param');
    const body: unknown = c.req.valid('json');
    return c.json(await count(c.var.site, funnelId, body, c.req.raw.signal), 200);
  });
  routes.add(readFunnelStatsRoute, async (c) => {
    const { funnelId } = c.req.valid('param');
    const body = readParams(new URL(c.req.url).searchParams);
    return c.json(await count(c.var.site, funnelId, body, c.req.raw.signal), 200);
  });
  routes.add(exportFunnelRoute, async (c) => {
    const { body, ...options } = readExportParams(new URL(c.req.url).searchParams, EXPORT_PARAMS);
    const { funnelId } = c.req.valid('param');
    const asked = { ...body, next: false };
    const { funnel, ...figures } = await count(c.var.site, funnelId, asked, c.req.raw.signal);
    const pieces: Uint8Array[] = [];
    for await (const piece of writeTable(funnelTable(funnel, figures), options)) pieces.push(piece);
    const today = dateAt(c.var.site.timezone, clock.nowMs());
    return c.body(Buffer.concat(pieces), 200, {
      'Content-Type': CONTENT_TYPES[options.format],
      'Content-Disposition': `attachment; filename="purestat-funnel-${today}.${options.format}"`,
      'Cache-Control': 'no-store',
    }) as never;
  });
}
