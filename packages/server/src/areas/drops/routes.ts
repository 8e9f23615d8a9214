import { z } from '@hono/zod-openapi';
import type { Kysely } from 'kysely';
import {
  CUT_REASONS,
  DROP_REASONS,
  type CutReason,
  type DropReason,
  type DropsAnswer,
} from '@purestat/vocabulary';
import { defineRoute, json, type Routes } from '../../access/index.ts';
import { addDays, dateAt } from '../../calendar.ts';
import type { Clock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import { cutsSince, dropsSince } from './queries.ts';

const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;
const ALLOWED_DAYS = `must be a whole number from 1 to ${MAX_DAYS}`;

const dropsRoute = defineRoute({
  action: 'stats:read',
  limit: 'stats',
  method: 'get',
  path: '/api/org/{orgId}/site/{siteId}/drops',
  tags: ['Stats'],
  summary: 'Events that were not counted on purpose, or of which something was cut, by reason',
  request: {
    params: z.object({ orgId: z.string(), siteId: z.string() }),
    query: z.object({
      days: z.coerce
        .number(ALLOWED_DAYS)
        .int(ALLOWED_DAYS)
        .min(1, ALLOWED_DAYS)
        .max(MAX_DAYS, ALLOWED_DAYS)
        .default(DEFAULT_DAYS)
        .openapi({ description: 'Days ending today, today included.' }),
    }),
  },
  responses: {
    200: {
      description: 'Most frequent first; reasons that did not occur are left out',
      ...json(
        z
          .object({
            drops: z.array(z.object({ reason: z.enum(DROP_REASONS), events: z.number().int() })),
            cuts: z.array(
              z.object({
                reason: z.enum(CUT_REASONS),
                events: z.number().int(),
                property: z.string().nullable().openapi({
                  description: 'Key of the property that was cut last; null for a title',
                }),
              }),
            ),
            date_from: z.iso.date(),
            date_to: z.iso.date(),
          })
          .openapi('Drops'),
      ),
    },
  },
});

export function dropRoutes(
  routes: Routes,
  { db, clock }: { db: Kysely<Schema>; clock: Clock },
): void {
  routes.add(dropsRoute, async (c) => {
    const { number, timezone } = c.var.site;
    const today = dateAt(timezone, clock.nowMs());
    const from = addDays(today, 1 - c.req.valid('query').days);
    const rows = await dropsSince(db, number, from);
    const drops = rows.map(({ reason, count }) => ({
      reason: reason as DropReason,
      events: Number(count),
    }));
    const cuts = await readCuts(db, number, from);
    return c.json({ drops, cuts, date_from: from, date_to: today }, 200);
  });
}

type Cuts = DropsAnswer['cuts'];

async function readCuts(db: Kysely<Schema>, siteNumber: number, from: string): Promise<Cuts> {
  const rows = await cutsSince(db, siteNumber, from);
  const cuts = Map.groupBy(rows, ({ reason }) => reason as CutReason);
  return [...cuts]
    .map(([reason, days]) => ({
      reason,
      events: days.reduce((sum, { count }) => sum + Number(count), 0),
      property: days.at(-1)!.property,
    }))
    .toSorted((a, b) => b.events - a.events || (a.reason < b.reason ? -1 : 1));
}
