/** What the site routes take and give. */
import { z } from '@hono/zod-openapi';
import { nameField } from '../../fields.ts';

const domain = z.string('is required: a host name such as example.com').trim().openapi({
  example: 'example.com',
  description: 'Scheme, path, port, `www.` and case are taken off.',
});
const name = nameField('Example Site').openapi({ description: 'The domain unless given.' });
const timezone = z
  .string('must be an IANA name such as Europe/Berlin')
  .openapi({ example: 'America/New_York', description: 'An IANA name; UTC unless given.' });

export const createSiteBody = z.object({
  domain,
  name: name.optional(),
  timezone: timezone.optional(),
});
export const updateSiteBody = createSiteBody
  .partial()
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    message: 'send at least one of domain, name, timezone',
  });
export type CreateSiteInput = z.infer<typeof createSiteBody>;
export type UpdateSiteInput = z.infer<typeof updateSiteBody>;

export const orgParams = z.object({ orgId: z.string() });
export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });

export const siteSchema = z
  .object({
    id: z.string(),
    org_id: z.string(),
    domain: z.string(),
    name: z.string(),
    timezone: z.string(),
    public: z.boolean(),
    created_at: z.iso.datetime(),
    first_event_at: z.iso.datetime().nullable(),
  })
  .openapi('Site');
export const siteAnswer = z.object({ site: siteSchema });
export const sitesAnswer = z.object({ sites: z.array(siteSchema) });
