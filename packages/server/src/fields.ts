/** Fields that the schemas of several areas share. */
import { z } from '@hono/zod-openapi';

const NAME_MAX = 100;
const EMAIL_MAX = 254;

/** A name people give to something: one line, spaces around it taken off. */
export const nameField = (example: string, max: number = NAME_MAX) =>
  z
    .string(`is required: text of 1 to ${max} characters`)
    .trim()
    .min(1, `must not be empty: 1 to ${max} characters`)
    .max(max, `is too long: 1 to ${max} characters`)
    .regex(/^\P{Cc}*$/u, 'must be one line without control characters')
    // Said again: made from the expression, the pattern would have its flag in it.
    .openapi({ example, pattern: '^\\P{Cc}*$' });

/** An e-mail address; comes out in lower case, for people spell theirs differently each time. */
export const emailField = z
  .string('is required: an e-mail address such as jane@example.com')
  .trim()
  .max(EMAIL_MAX, `has at most ${EMAIL_MAX} characters`)
  .pipe(z.email('is not an e-mail address such as jane@example.com'))
  .transform((address) => address.toLowerCase())
  .openapi({ type: 'string', format: 'email', example: 'jane@example.com' });
