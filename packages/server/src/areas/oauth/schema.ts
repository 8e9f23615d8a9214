/** What the routes of sign-in providers take and give. */
import { z } from '@hono/zod-openapi';
import { PROVIDERS } from '@purestat/vocabulary';
import { proofBody } from '../auth/index.ts';

export const providerParams = z.object({
  provider: z
    .string()
    .openapi({ description: 'One of those that are configured.', example: 'github' }),
});

const PATH_MAX = 2_000;
const INVITE_MAX = 100;
const next = z
  .string()
  .max(PATH_MAX, `has at most ${PATH_MAX} characters`)
  .optional()
  .openapi({ description: 'A path of this server to come back to.', example: '/orgs' });

export const startQuery = z.object({
  next,
  invite: z
    .string()
    .max(INVITE_MAX, `has at most ${INVITE_MAX} characters`)
    .optional()
    .openapi({ description: 'The code of an invite link, where registration is by invitation.' }),
  /** Set by the redirect to BASE_URL, so that there is one only. */
  here: z.string().max(1).optional().openapi({ description: 'Set by the server itself.' }),
});

const providerId = z.enum(PROVIDERS, `must be one of ${PROVIDERS.join(', ')}`);

export const providersAnswer = z.object({
  providers: z.array(providerId).openapi({ example: ['google', 'github'] }),
  names: z
    .record(z.string(), z.string())
    .openapi({ description: 'For people.', example: { google: 'Google', github: 'GitHub' } }),
});

const methodSchema = z
  .object({
    id: z.string(),
    provider: z.enum(['password', ...PROVIDERS]),
    name: z.string().openapi({ description: 'The provider’s name, for people.' }),
    label: z
      .string()
      .nullable()
      .openapi({ description: 'What its owner knows the account at the provider by.' }),
    usable: z.boolean().openapi({ description: 'False where the provider is turned off.' }),
    can_unlink: z
      .boolean()
      .openapi({ description: 'False for the password, and for the last way that works.' }),
    created_at: z.iso.datetime(),
  })
  .openapi('SignInMethod');
export const methodsAnswer = z.object({ sign_in_methods: z.array(methodSchema) });
export const methodParams = z.object({ methodId: z.string() });
export const linkBody = proofBody.extend({ provider: providerId });
export const linkAnswer = z.object({
  url: z.url().openapi({ description: 'Where to send the browser that asked.' }),
});
