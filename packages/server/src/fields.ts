/** Fields that the schemas of several areas share. */
import { z } from '@hono/zod-openapi';

const NAME_MAX = 100;

/** A name people give to something: one line, spaces around it taken off. */
export const nameField = (example: string, max: number = NAME_MAX) =>
  z
    .string(`is required: text of 1 to ${max} characters`)
    .trim()
    .min(1, `must not be empty: 1 to ${max} characters`)
    .max(max, `is too long: 1 to ${max} characters`)
    .regex(/^\P{Cc}*$/u, 'must be one line without control characters')
    .openapi({ example });
