/** What the invite routes take and give. */
import { z } from '@hono/zod-openapi';
import { INVITE_ROLES, ROLES } from '@purestat/vocabulary';
import { emailField } from '../../fields.ts';

const CODE_MAX = 100;

export const orgParams = z.object({ orgId: z.string() });
export const inviteParams = orgParams.extend({ inviteId: z.string() });
export const codeParams = z.object({
  code: z.string().max(CODE_MAX, `has at most ${CODE_MAX} characters`),
});

const role = z.enum(INVITE_ROLES, `must be one of ${INVITE_ROLES.join(', ')}`);

export const inviteBody = z.object({ email: emailField, role });
export type InviteInput = z.infer<typeof inviteBody>;

const inviteSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    role,
    code: z.string().nullable().openapi({
      description: 'The credential in the link. Null when SECRET_KEY has been changed since.',
    }),
    url: z.string().nullable().openapi({ description: 'Works once. Null as the code is.' }),
    mailed: z.boolean().optional().openapi({
      description:
        'Only when it was just made: whether the link is mailed to the address, which is so where the server sends mails, your own address is confirmed, and neither of you had too many',
    }),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
  })
  .openapi('Invite');
export const inviteAnswer = z.object({ invite: inviteSchema });
export const invitesAnswer = z.object({ invites: z.array(inviteSchema) });

export const openInviteAnswer = z.object({
  invite: z
    .object({ org_name: z.string(), role, email: z.string(), expires_at: z.iso.datetime() })
    .openapi('OpenInvite'),
});
export const acceptedAnswer = z.object({ org_id: z.string(), role: z.enum(ROLES) });
