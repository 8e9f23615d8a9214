import { z } from '@hono/zod-openapi';
import type { Kysely } from 'kysely';
import { defineRoute, json, type Routes } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import { EXPORTS, exportStream } from './export.ts';
import { auditAnswer, auditQuery, entrySchema, orgParams } from './schema.ts';
import { allEntries, listEntries } from './service.ts';

const auditRoute = defineRoute({
  action: 'audit:read',
  method: 'get',
  path: '/api/org/{orgId}/audit',
  tags: ['Organizations'],
  summary: 'Who changed what in an organization, of the last year',
  description:
    'JSON comes in pages. `format=csv` and `format=ndjson` are files with everything that the filters leave; one that could not be finished is cut off, and the connection with it.',
  request: { params: orgParams, query: auditQuery },
  responses: {
    200: {
      description: 'Newest first',
      content: {
        ...json(auditAnswer).content,
        'text/csv': { schema: z.string() },
        'application/x-ndjson': { schema: entrySchema },
      },
    },
  },
});

export function auditRoutes(routes: Routes, { db, clock }: { db: Kysely<Schema>; clock: Clock }) {
  routes.add(auditRoute, async (c) => {
    const query = c.req.valid('query');
    const orgId = c.var.org.id;
    if (query.format === 'json') return c.json(await listEntries(db, orgId, query), 200);
    const form = EXPORTS[query.format];
    const day = new Date(clock.nowMs()).toISOString().slice(0, 10);
    const headers = {
      'Content-Type': form.type,
      'Content-Disposition': `attachment; filename="purestat-activity-${day}.${query.format}"`,
      'Cache-Control': 'no-store',
    };
    // A route's types know one form of answer for each status.
    return c.body(exportStream(form, allEntries(db, orgId, query)), 200, headers) as never;
  });
}
