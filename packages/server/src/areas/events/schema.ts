/** What the route of many events takes and gives, as documentation; ingest reads the body row by row. */
import { z } from '@hono/zod-openapi';
import { DROP_REASONS } from '@purestat/vocabulary';

export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });

const text = { type: 'string' as const };
const types = <T extends string>(...names: T[]) => names;
const name = { type: types('string', 'integer'), maxLength: 256 };

/** What every event may say of itself. */
const common = {
  url: { ...text, maxLength: 2000, description: 'Address of the page' },
  name: { ...text, maxLength: 120, default: 'pageview', description: 'Also `event_name`' },
  page_title: { ...text, description: 'Also `title`' },
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
};

const event = {
  type: 'object' as const,
  required: ['url'],
  properties: {
    ...common,
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
    domain: { ...text, description: 'Not needed; if given, the site’s own' },
  },
};

export const eventBody = {
  description: 'At most 16 KB, of any content type: it is read as JSON.',
  required: true,
  content: {
    'application/json': {
      schema: {
        type: 'object' as const,
        required: ['domain', 'url'],
        properties: { domain: { ...text, description: 'The site, as registered' }, ...common },
      },
      example: { domain: 'example.com', url: 'https://example.com/pricing' },
    },
  },
};

export const eventAnswer = z
  .object({
    ok: z.literal(true),
    cut: z
      .array(z.string())
      .optional()
      .openapi({ description: 'What was past a limit and left out or shortened' }),
  })
  .openapi('EventReceipt');

export const eventAnswerHeaders = {
  'x-purestat-dropped': {
    description: 'Why the event is not counted, on purpose; absent: it will be counted',
    schema: { ...text, enum: [...DROP_REASONS] },
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
