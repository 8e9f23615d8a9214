import { defineRoute, errorAnswer, json, type Routes } from '../../access/index.ts';
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
    413: errorAnswer('Too many events or bytes; nothing was taken'),
    503: errorAnswer('Cannot be taken now, and nothing was; see Retry-After'),
  },
});

export function eventRoutes(routes: Routes, { events }: { events: EventsService }): void {
  routes.add(eventsRoute, async (c) => {
    const { body } = c.req.raw;
    const { chunks, declaredBytes } = readBody({ body, header: (name) => c.req.header(name) });
    const receipt = await events.acceptAll(toSiteContext(c.var.site), chunks, declaredBytes);
    return c.json(receipt, 202);
  });
}
