import { defineRoute, json, type Routes } from '../../access/index.ts';
import type { EventsService } from '../../deps.ts';
import { toSiteContext } from '../sites/index.ts';
import { readBody } from './body.ts';
import { eventsAnswer, eventsBody, siteParams } from './schema.ts';

const eventsRoute = defineRoute({
  action: 'events:write',
  limit: 'events',
  method: 'post',
  path: '/api/org/{orgId}/site/{siteId}/events',
  tags: ['Events'],
  summary: 'Takes many events: from your own servers, or of the past',
  request: { params: siteParams, body: eventsBody },
  responses: {
    202: { description: 'What became of the events', ...json(eventsAnswer) },
  },
});

export function eventRoutes(routes: Routes, { events }: { events: EventsService }): void {
  routes.add(eventsRoute, async (c) => {
    const { body } = c.req.raw;
    const chunks = readBody({ body, header: (name) => c.req.header(name) });
    return c.json(await events.acceptAll(toSiteContext(c.var.site), chunks), 202);
  });
}
