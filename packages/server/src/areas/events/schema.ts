/** What the route of many events takes and gives, as documentation; ingest reads the body row by row. */
import { z } from '@hono/zod-openapi';

export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });

const text = { type: 'string' as const };
const types = <T extends string>(...names: T[]) => names;
const name = { type: types('string', 'integer'), maxLength: 256 };

const event = {
  type: 'object' as const,
  required: ['url'],
  properties: {
    url: { ...text, maxLength: 2000, description: 'Address of the page' },
    name: { ...text, maxLength: 120, default: 'pageview', description: 'Also `event_name`' },
    timestamp: {
      oneOf: [{ ...text, format: 'date-time' }, { type: 'integer' as const }],
      description:
        'ISO 8601 with Z or an offset, or milliseconds since 1970; 5 years back to 5 minutes ahead. Absent: now',
    },
    visitor_id: {
      ...name,
      description: 'What you call the visitor. Kept only as a hash of it, the site and the date',
    },
    ip: {
      ...text,
      description:
        'Of the visitor. Tells the place and, without `visitor_id`, the visitor; never kept',
    },
    user_agent: {
      ...text,
      maxLength: 2000,
      description: 'Of the visitor. Tells browser and device; never kept',
    },
    language: { ...text, description: 'A tag such as `en-GB`, or an Accept-Language header' },
    id: {
      ...name,
      description: 'The event’s own. A site’s events with the same id count once, for ever',
    },
    page_title: text,
    referrer: text,
    props: {
      type: 'object' as const,
      additionalProperties: { type: types('string', 'number', 'boolean') },
    },
    revenue: {
      type: 'object' as const,
      required: ['amount', 'currency'],
      properties: { amount: { type: types('number', 'string') }, currency: text },
    },
    interactive: { type: 'boolean' as const, default: true },
    screen_width: { type: 'number' as const },
    engaged_ms: { type: 'number' as const, description: 'With the name `engagement`' },
    scroll_depth: { type: 'number' as const, description: 'With the name `engagement`' },
    domain: { ...text, description: 'Not needed; if given, the site’s own' },
  },
};

const examples = [
  {
    url: 'https://example.com/pricing',
    timestamp: '2026-03-01T10:00:00Z',
    visitor_id: 'customer-17',
    id: 'order-4711',
  },
  {
    name: 'signup',
    url: 'https://example.com/signup',
    ip: '198.51.100.7',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
  },
];

/** Plain schemas, which describe and do not validate: the body is read as a stream. */
export const eventsBody = {
  description: 'Up to 10,000 events in up to 32 MB, at most 16 KB each; may be gzipped.',
  required: true,
  content: {
    'application/json': {
      schema: { type: 'array' as const, maxItems: 10_000, items: event },
      example: examples,
    },
    'application/x-ndjson': {
      schema: { type: 'string' as const, description: 'One event a line' },
      example: `${examples.map((row) => JSON.stringify(row)).join('\n')}\n`,
    },
  },
};

export const eventsAnswer = z
  .object({
    accepted: z.number().int().openapi({ description: 'On disk; they will be counted' }),
    duplicates: z.number().int().openapi({ description: 'Left out: counted already' }),
    dropped: z.number().int().openapi({ description: 'Not counted on purpose, see `/drops`' }),
    errors: z
      .array(z.object({ index: z.number().int(), message: z.string() }))
      .openapi({ description: 'Events that are not valid, by their place from 0' }),
    cut: z
      .array(z.object({ index: z.number().int(), paths: z.array(z.string()) }))
      .optional()
      .openapi({ description: 'What was past a limit and left out or shortened' }),
  })
  .openapi('EventsReceipt');
