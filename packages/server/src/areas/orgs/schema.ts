/** What the organization routes take and give. */
import { z } from '@hono/zod-openapi';
import { ROLES } from '@purestat/vocabulary';

const NAME_MAX = 100;

export const orgBody = z.object({
  name: z
    .string('is required: the name of the organization, 1 to 100 characters')
    .trim()
    .min(1, 'must not be empty: 1 to 100 characters')
    .max(NAME_MAX, `has at most ${NAME_MAX} characters`)
    .openapi({ example: 'Acme Corp' }),
});

export const orgParams = z.object({ orgId: z.string() });

export const orgSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    plan: z.enum(['selfhosted', 'free', 'pro', 'business']),
    role: z.enum(ROLES).openapi({ description: "The caller's role" }),
    created_at: z.iso.datetime(),
  })
  .openapi('Org');
export const orgAnswer = z.object({ org: orgSchema });
export const orgsAnswer = z.object({ orgs: z.array(orgSchema) });

export const memberSchema = z
  .object({
    id: z.string(),
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    role: z.enum(ROLES),
    created_at: z.iso.datetime(),
  })
  .openapi('Member');
export const membersAnswer = z.object({ members: z.array(memberSchema) });
