/** Turns what a schema found wrong into the one refusal that names every field. */
import type { ZodError } from 'zod';
import { AppError } from '../errors.ts';

const WHOLE_BODY = 'body';

/** @returns a VALIDATION_ERROR whose message tells the first problem and whose details tell all */
export function refuseInvalid(error: ZodError): AppError {
  const details = error.issues.map((issue) => ({
    path: issue.path.length === 0 ? WHOLE_BODY : issue.path.map(String).join('.'),
    message:
      issue.code === 'invalid_type' && issue.path.length === 0
        ? 'must be a JSON object'
        : issue.message,
  }));
  const first = details[0]!;
  const more = details.length > 1 ? ` (and ${details.length - 1} more, see details)` : '';
  return new AppError('VALIDATION_ERROR', `${first.path}: ${first.message}${more}`, { details });
}
