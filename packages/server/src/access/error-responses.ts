/** The error answers that a route may give, for the generated API description. */
import { z } from '@hono/zod-openapi';
import { ERROR_CODES } from '@purestat/vocabulary';
import { isUnderOrg, type Scope } from './actions.ts';

export const errorSchema = z
  .object({
    error: z.object({
      code: z.enum(ERROR_CODES),
      message: z.string().openapi({ description: 'What is wrong and what is allowed.' }),
      details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
      request_id: z
        .string()
        .optional()
        .openapi({ description: 'With INTERNAL_ERROR: names the entry in the server log.' }),
    }),
  })
  .openapi('Error');

/** An error's answer, for a route's `responses`. */
export const errorAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: errorSchema } },
});

/** @returns the answers that every route of that scope, with a body or without, limited or not, shares */
export function errorResponses(scope: Scope, hasBody: boolean, isLimited = true) {
  return {
    400: errorAnswer('Not valid; details name the fields'),
    ...(scope === 'public' ? {} : { 401: errorAnswer('Not signed in') }),
    403: errorAnswer('Not allowed'),
    ...(isUnderOrg(scope) ? { 404: errorAnswer('No such thing, or not yours') } : {}),
    ...(hasBody ? { 413: errorAnswer('The body is too large') } : {}),
    ...(isLimited ? { 429: errorAnswer('Too many requests; see Retry-After') } : {}),
    500: errorAnswer('A fault on our side'),
  };
}
