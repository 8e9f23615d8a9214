import type { z } from '@hono/zod-openapi';

/** Content of a JSON answer, for a route's `responses`. */
export const json = <S extends z.ZodType>(schema: S) => ({
  content: { 'application/json': { schema } },
});

/** A request's JSON body, for a route's `request`. Required: without it the fields would go unchecked. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  body: { ...json(schema), required: true as const },
});
