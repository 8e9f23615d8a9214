/** What the API key routes take and give. */
import { z } from '@hono/zod-openapi';
import { API_KEY_SCOPES } from '@purestat/vocabulary';
import { nameField } from '../../fields.ts';

const SCOPES = API_KEY_SCOPES.join(', ');
const EXPIRES_AT = 'must be a time in ISO 8601 with Z or an offset, such as 2027-03-01T00:00:00Z';

export const siteParams = z.object({ orgId: z.string(), siteId: z.string() });
export const keyParams = siteParams.extend({ keyId: z.string() });

export const createKeyBody = z.object({
  name: nameField('CI Dashboard'),
  scopes: z
    .array(z.enum(API_KEY_SCOPES, `must be one of ${SCOPES}`), `must be a list of ${SCOPES}`)
    .min(1, `must hold at least one of ${SCOPES}`)
    .transform((scopes) => API_KEY_SCOPES.filter((scope) => scopes.includes(scope)))
    .openapi({
      type: 'array',
      items: { type: 'string', enum: [...API_KEY_SCOPES] },
      minItems: 1,
      example: ['stats:read', 'realtime:read'],
    }),
  expires_at: z.iso
    .datetime({ offset: true, error: EXPIRES_AT })
    .nullish()
    .openapi({ description: 'In the future; the key holds for ever unless given.' }),
});
export type CreateKeyInput = z.infer<typeof createKeyBody>;

const keySchema = z
  .object({
    id: z.string(),
    name: z.string().openapi({ example: 'CI Dashboard' }),
    key_prefix: z.string().openapi({ example: 'ps_live_a1b2' }),
    scopes: z.array(z.enum(API_KEY_SCOPES)),
    created_by: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .openapi({ description: 'Null once the account is gone.' }),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
    expires_at: z.iso.datetime().nullable().openapi({ description: 'Null: never.' }),
  })
  .openapi('ApiKey');
const newKeySchema = keySchema
  .extend({
    key: z.string().openapi({
      description: 'The whole key. This answer is the only one that holds it.',
      example: 'ps_live_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6',
    }),
  })
  .openapi('NewApiKey');

export const newKeyAnswer = z.object({ api_key: newKeySchema });
export const keysAnswer = z.object({ api_keys: z.array(keySchema) });
