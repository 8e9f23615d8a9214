/** What the routes of the second factor take and give. */
import { z } from '@hono/zod-openapi';
import { presentPassword } from '../schema.ts';

const RECOVERY_CODE_MAX = 40;

const code = z
  .string('is required: the 6 digits that your app shows')
  .transform((typed) => typed.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must be the 6 digits that your app shows'))
  .openapi({ type: 'string', example: '492039' });
const recoveryCode = z
  .string('must be one of your recovery codes')
  .min(1, 'must be one of your recovery codes')
  .max(RECOVERY_CODE_MAX, `has at most ${RECOVERY_CODE_MAX} characters`)
  .openapi({ example: 'k7q2-m4xp-9rtd-w3hn' });

const factor = { code: code.optional(), recovery_code: recoveryCode.optional() };

export const secondFactorBody = z
  .object(factor)
  .refine((body) => (body.code === undefined) !== (body.recovery_code === undefined), {
    path: ['code'],
    message: 'is required: the 6 digits that your app shows, or recovery_code instead',
  });
export const proofBody = z.object({ current_password: presentPassword.optional() });
export const eitherProofBody = z.object({
  current_password: presentPassword.optional(),
  ...factor,
});
export const codeBody = z.object({ code });

export const waitingAnswer = z.object({ second_factor_required: z.literal(true) });

export const statusAnswer = z.object({
  two_factor: z
    .object({
      enabled: z.boolean(),
      enabled_at: z.iso.datetime().nullable(),
      recovery_codes_left: z.number().int(),
      required_by: z
        .array(z.string())
        .openapi({ description: 'Names of your organizations that keep out members without it' }),
    })
    .openapi('TwoFactor'),
});
export const offerAnswer = z.object({
  two_factor: z
    .object({
      secret: z.string().openapi({ description: 'Base 32, for typing' }),
      uri: z.string().openapi({ description: 'otpauth://…, for a QR code' }),
    })
    .openapi('TwoFactorOffer'),
});
export const recoveryCodesAnswer = z.object({
  recovery_codes: z.array(z.string()).openapi({ description: 'Shown once, never again' }),
});
