/** What the account routes take and give. */
import { z } from '@hono/zod-openapi';
import { emailField, nameField } from '../../fields.ts';

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
const INVITE_MAX = 100;

const name = nameField('Jane Doe');

const newPassword = z
  .string('is required: 8 to 128 characters')
  .min(PASSWORD_MIN, `is too short: ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`)
  .max(PASSWORD_MAX, `is too long: ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`);

export const presentPassword = z
  .string('is required')
  .max(PASSWORD_MAX, `has at most ${PASSWORD_MAX} characters`);

export const registerBody = z.object({
  email: emailField,
  name,
  password: newPassword,
  invite: z
    .string('must be the code of an invite link')
    .max(INVITE_MAX, `has at most ${INVITE_MAX} characters`)
    .optional()
    .openapi({ description: 'The code of an invite link, where registration is by invitation.' }),
});
export const loginBody = z.object({ email: emailField, password: presentPassword });
const proof = presentPassword.optional().openapi({
  example: 'correct horse battery',
  description:
    'Your present password. An account without one needs a sign-in of the last 10 minutes instead.',
});
export const profileBody = z
  .object({ name: name.optional(), email: emailField.optional(), current_password: proof })
  .refine((body) => body.name !== undefined || body.email !== undefined, {
    path: ['name'],
    message: 'is required: text of 1 to 100 characters; or email, a new address',
  });
export const passwordBody = z.object({ current_password: proof, new_password: newPassword });

const ORGS_MAX = 1_000;
export const deletionBody = z.object({
  current_password: proof,
  delete_orgs: z
    .array(z.string('must be ids of organizations'), 'must be a list of ids of organizations')
    .max(ORGS_MAX, `has at most ${ORGS_MAX} entries`)
    .optional()
    .openapi({ description: 'Ids of organizations without another owner that may go too' }),
});
export const deletionAnswer = z.object({
  deletion: z
    .object({
      orgs: z
        .array(
          z.object({
            id: z.string(),
            name: z.string(),
            sites: z.number().int(),
            other_members: z.number().int(),
          }),
        )
        .openapi({ description: 'Those that have no other owner' }),
    })
    .openapi('AccountDeletion'),
});

const TOKEN_MAX = 200;
const token = z
  .string('is required: the token of the link in the mail')
  .min(1, 'is required: the token of the link in the mail')
  .max(TOKEN_MAX, `has at most ${TOKEN_MAX} characters`)
  .openapi({ example: 'k3VvX0mDq7bN2sYtR9fHcJ1w' });
const passwordExample = newPassword.openapi({ example: 'correct horse battery' });

export const forgotBody = z.object({ email: emailField });
export const resetBody = z.object({ token, password: passwordExample });
export const confirmBody = z.object({ token });
export const doneAnswer = z.object({ ok: z.literal(true) });

export const userSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    created_at: z.iso.datetime(),
    email_verified: z.boolean(),
    two_factor: z.boolean().openapi({ description: 'Whether signing in takes a second factor' }),
    has_password: z
      .boolean()
      .openapi({ description: 'False for an account that signs in by a provider alone' }),
  })
  .openapi('User');
export const userAnswer = z.object({ user: userSchema });
export const profileAnswer = userAnswer.extend({
  confirm_email: z.string().nullable().openapi({
    description: 'Where a link was mailed that has to be followed first; null where nothing waits',
  }),
});

const sessionSchema = z
  .object({
    id: z.string(),
    device: z.string().openapi({
      description: 'Browser and system without versions; empty where unknown',
      example: 'Firefox on Linux',
    }),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().openapi({ description: 'To the day' }),
    current: z.boolean().openapi({ description: 'Whether it is the one that asks' }),
  })
  .openapi('Session');
export const sessionsAnswer = z.object({ sessions: z.array(sessionSchema) });
export const sessionParams = z.object({ sessionId: z.string() });
export const sessionsQuery = z.object({
  except: z
    .literal('current', 'must be current, or left out')
    .optional()
    .openapi({ description: 'Stays signed in here' }),
});
