import { defineRoute, errorAnswer, json, type Routes } from '../../access/index.ts';
import type { EventsService } from '../../deps.ts';
import { toSiteContext } from '../sites/index.ts';
import { readBody } from './body.ts';
import {
  eventAnswer,
  eventAnswerHeaders,
  eventBody,
  eventsAnswer,
  eventsBody,
  siteParams,
} from './schema.ts';

const TAGS = ['Events'];

/** The tracker's own; ingest answers it. */
const eventRoute = {
  method: 'post' as const,
  path: '/api/event',
  tags: TAGS,
  summary: 'Takes an event of a page',
  description:
    'What the tracker sends. 202 means: on disk, it will be counted. Open to everybody, from any site; the visitor is told from the client’s address and User-Agent, which are not kept. Counted by `RATE_LIMIT_EVENTS`.',
  request: { body: eventBody },
  responses: {
    202: {
      description: 'On disk; it will be counted unless the header says otherwise',
      headers: eventAnswerHeaders,
      ...json(eventAnswer),
    },
    400: errorAnswer('Not valid; details name the field'),
    413: errorAnswer('The body is too large'),
    429: errorAnswer('Too many requests; see Retry-After'),
    500: errorAnswer('A fault on our side'),
    503: errorAnswer('Cannot be taken now; see Retry-After'),
  },
};

const eventsRoute = defineRoute({
  action: 'events:write',
  limit: 'events',
  method: 'post',
  path: '/api/org/{orgId}/site/{siteId}/events',
  tags: TAGS,
  summary: 'Takes many events: from your own servers, or of the past',
  request: { params: siteParams, body: eventsBody },
  responses: {
    202: { description: 'What became of the events', ...json(eventsAnswer) },
    413: errorAnswer('Too many events or bytes; nothing was taken'),
    503: errorAnswer('Cannot be taken now, and nothing was; see Retry-After'),
  },
});

export function eventRoutes(routes: Routes, { events }: { events: EventsService }): void {
  routes.describe(eventRoute);
  routes.add(eventsRoute, async (c) => {
    const { body } = c.req.raw;
    const { chunks, declaredBytes } = readBody({ body, header: (name) => c.req.header(name) });
    const receipt = await events.acceptAll(toSiteContext(c.var.site), chunks, declaredBytes);
    return c.json(receipt, 202);
  });
}
