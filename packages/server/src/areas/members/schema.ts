/** What the member routes take and give. */
import { z } from '@hono/zod-openapi';
import { ROLES } from '@purestat/vocabulary';

export const orgParams = z.object({ orgId: z.string() });
export const memberParams = orgParams.extend({ memberId: z.string() });

export const memberBody = z.object({
  role: z.enum(ROLES, `must be one of ${ROLES.join(', ')}`),
});

const memberSchema = z
  .object({
    id: z.string(),
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    role: z.enum(ROLES),
    created_at: z.iso.datetime(),
  })
  .openapi('Member');
export const memberAnswer = z.object({ member: memberSchema });
export const membersAnswer = z.object({ members: z.array(memberSchema) });
