/** What the organization routes take and give. */
import { z } from '@hono/zod-openapi';
import { ORG_PLANS, ROLES } from '@purestat/vocabulary';
import { nameField } from '../../fields.ts';

export const orgBody = z.object({ name: nameField('Acme Corp') });
export const requireTwoFactorBody = z.object({
  required: z.boolean('is required: true or false'),
});
export const orgParams = z.object({ orgId: z.string() });

export const orgSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    plan: z.enum(ORG_PLANS),
    role: z.enum(ROLES).openapi({ description: "The caller's role" }),
    two_factor_required: z
      .boolean()
      .openapi({ description: 'Whether members without two-factor sign-in are kept out' }),
    created_at: z.iso.datetime(),
  })
  .openapi('Org');
export const orgAnswer = z.object({ org: orgSchema });
export const orgsAnswer = z.object({ orgs: z.array(orgSchema) });
