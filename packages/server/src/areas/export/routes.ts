import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import {
  defineRoute,
  errorAnswer,
  type AppEnv,
  type Routes,
  type SiteAccess,
} from '../../access/index.ts';
import { dateAt } from '../../calendar.ts';
import type { Clock } from '../../clock.ts';
import type { StatsContext } from '../../deps.ts';
import { openEventsExport, openStatsExport } from '../../query/index.ts';
import type { Goals } from '../goals/index.ts';
import { toSiteContext, type SiteRegistry } from '../sites/index.ts';
import { openDownload } from './download.ts';
import { eventsTable } from './event-columns.ts';
import { CONTENT_TYPES, writeTable } from './formats.ts';
import { writeLines } from './lines.ts';
import { readParams, type ExportParams } from './params.ts';
import {
  EVENTS_PARAMS,
  exportEventsQuery,
  exportQuery,
  QUERY_PARAMS,
  siteParams,
} from './schema.ts';
import { statsTable } from './stats-table.ts';

const TAGS = ['Export'];
const CUT =
  'It is sent as it is made. Where that fails on the way the connection is cut, so that a part can never be taken for the whole.';
const file = z.string().openapi({ format: 'binary' });
const responses = {
  200: {
    description: 'A file, as an attachment with a name that holds the date',
    content: Object.fromEntries(
      Object.values(CONTENT_TYPES).map((type) => [type, { schema: file }]),
    ),
  },
  503: errorAnswer('Took longer than it may, or too many are under way'),
};

const exportRoute = defineRoute({
  action: 'export:read',
  limit: 'stats',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/export',
  tags: TAGS,
  summary: 'Figures of a site as a file',
  description: `The rows of the stats query, without a limit unless one is asked for. ${CUT}`,
  request: { params: siteParams, query: exportQuery },
  responses,
});

const exportEventsRoute = defineRoute({
  action: 'events:export',
  limit: 'stats',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/export/events',
  tags: TAGS,
  summary: 'The events of a site as they are kept, oldest first',
  description: `Every stored column. Times are UTC; \`day\` is the site's. ${CUT}`,
  request: { params: siteParams, query: exportEventsQuery },
  responses,
});

export interface ExportParts {
  store: StatsContext['store'];
  clock: Clock;
  log: Logger;
  registry: SiteRegistry;
  goals: Pick<Goals, 'definitions'>;
}

/** What both handlers' contexts have. */
interface ExportContext extends Pick<Context<AppEnv>, 'body' | 'env'> {
  req: Pick<Context['req'], 'raw' | 'url' | 'method'>;
  var: { site: SiteAccess; route: string | undefined };
}

const paramsOf = (c: ExportContext, allowed: readonly string[]): ExportParams =>
  readParams(new URL(c.req.url).searchParams, allowed);

export function exportRoutes(
  routes: Routes,
  { store, clock, log, registry, goals }: ExportParts,
): void {
  const contextOf = async (c: ExportContext): Promise<StatsContext> => ({
    store,
    site: toSiteContext(c.var.site),
    nowMs: clock.nowMs(),
    signal: c.req.raw.signal,
    goals: await goals.definitions(c.var.site.id),
    firstEventAtMs: registry.firstEventAtMs(c.var.site.number),
  });

  async function answer(
    c: ExportContext,
    pieces: AsyncGenerator<Uint8Array>,
    { params, name }: { params: ExportParams; name: string },
  ) {
    const body = await openDownload(pieces, {
      signal: c.req.raw.signal,
      log,
      about: { method: c.req.method, route: c.var.route },
      socket: c.env?.incoming?.socket,
    });
    const today = dateAt(c.var.site.timezone, clock.nowMs());
    return c.body(body, 200, {
      'Content-Type': CONTENT_TYPES[params.format],
      'Content-Disposition': `attachment; filename="purestat-${name}-${today}.${params.format}"`,
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
  }

  routes.add(exportRoute, async (c) => {
    const params = paramsOf(c, QUERY_PARAMS);
    const table = statsTable(openStatsExport(await contextOf(c), params.body));
    const pieces = writeTable(table, params);
    return (await answer(c, pieces, { params, name: 'export' })) as never;
  });
  routes.add(exportEventsRoute, async (c) => {
    const params = paramsOf(c, EVENTS_PARAMS);
    const table = eventsTable(await openEventsExport(await contextOf(c), params.body));
    const pieces = writeLines(table, params);
    return (await answer(c, pieces, { params, name: 'events' })) as never;
  });
}
