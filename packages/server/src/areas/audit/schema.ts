/** What the routes of an organization's log take and give. */
import { z } from '@hono/zod-openapi';

const LIMIT_MAX = 200;
const LIMIT_DEFAULT = 50;
const DAY_OR_TIME =
  'must be a date such as 2026-03-01 (UTC) or a time such as 2026-03-01T12:00:00Z';
const LIMIT = `must be a whole number from 1 to ${LIMIT_MAX}`;

export const AUDIT_FORMATS = ['json', 'csv', 'ndjson'] as const;

const bound = z.union([z.iso.date(), z.iso.datetime({ offset: true })], { error: DAY_OR_TIME });
const id = z.string().max(100, 'has at most 100 characters');

export const orgParams = z.object({ orgId: z.string() });

export const auditQuery = z.object({
  action: id.optional().openapi({ example: 'member:update' }),
  actor: id.optional().openapi({ description: 'Id of an account or an API key' }),
  site: id.optional().openapi({ description: 'Id of a site; it may be gone' }),
  from: bound
    .optional()
    .openapi({ description: 'From this day or time on', example: '2026-03-01' }),
  to: bound.optional().openapi({
    description: 'Up to this day, itself included, or before this time',
    example: '2026-03-31',
  }),
  limit: z.coerce
    .number(LIMIT)
    .int(LIMIT)
    .min(1, LIMIT)
    .max(LIMIT_MAX, LIMIT)
    .default(LIMIT_DEFAULT)
    .openapi({ description: 'Of JSON; the other formats have everything' }),
  cursor: id.optional().openapi({ description: 'The `next_cursor` of the page before' }),
  format: z.enum(AUDIT_FORMATS, `must be one of ${AUDIT_FORMATS.join(', ')}`).default('json'),
});
export type AuditQuery = z.infer<typeof auditQuery>;

const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

export const entrySchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    action: z.string().openapi({ example: 'member:update' }),
    actor: z.object({
      kind: z.enum(['person', 'key', 'system', 'operator']),
      id: z.string().nullable(),
      name: z.string().nullable().openapi({ description: 'As it was then' }),
    }),
    site: z
      .object({ id: z.string(), domain: z.string() })
      .nullable()
      .openapi({ description: 'Where it is about one site' }),
    details: z
      .record(z.string(), z.union([value, z.object({ from: value, to: value })]))
      .openapi({ example: { member: 'Jane Doe', role: { from: 'viewer', to: 'admin' } } }),
  })
  .openapi('AuditEntry');

export const auditAnswer = z.object({
  entries: z.array(entrySchema),
  next_cursor: z.string().nullable().openapi({ description: 'Null on the last page' }),
});
