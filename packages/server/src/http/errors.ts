/** Every throw and every unknown path ends here, in the one error shape. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { RateLimitedError, type AppEnv, type DeclaredRoute } from '../access/index.ts';
import { AppError, answerError, invalidField, logAnswer } from '../errors.ts';

/** The framework's own refusals, in our words. */
function translate(error: unknown): unknown {
  if (!(error instanceof HTTPException)) return error;
  if (error.status === 415) {
    return new AppError(
      'VALIDATION_ERROR',
      'Send JSON, with the header Content-Type: application/json.',
    );
  }
  return error.status === 400 ? invalidField('body', 'is not valid JSON') : error;
}

/** Answers a throw; a bug is logged under the request id that its answer carries. */
export function errorHandler(log: Logger) {
  return (error: unknown, c: Context<AppEnv>): Response => {
    const thrown = translate(error);
    const answer = answerError(thrown, randomUUID);
    logAnswer(log, answer, { method: c.req.method, route: c.var.route });
    if (answer.retryAfterSeconds !== undefined) {
      c.header('Retry-After', String(answer.retryAfterSeconds));
    }
    // What was not read of the body cannot be told from the next request of the connection.
    if (answer.status === 413) c.header('Connection', 'close');
    if (thrown instanceof RateLimitedError) {
      c.header('RateLimit-Limit', String(thrown.state.limit));
      c.header('RateLimit-Remaining', '0');
      c.header('RateLimit-Reset', String(thrown.state.resetSeconds));
    }
    return c.json(answer.body, answer.status as ContentfulStatusCode);
  };
}

function matches(route: DeclaredRoute, path: string): boolean {
  const wanted = route.path.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith(':') || part === given[index])
  );
}

/** Says what is there instead: the methods of a path that was asked for by another one. */
export function notFoundHandler(
  declared: () => readonly DeclaredRoute[],
  onError: ReturnType<typeof errorHandler>,
) {
  return (c: Context<AppEnv>): Response => {
    const allowed = declared()
      .filter((route) => matches(route, c.req.path))
      .map((route) => route.method);
    if (allowed.length === 0) {
      return onError(
        new AppError('NOT_FOUND', 'No such path. The API is described at /api/openapi.json.'),
        c,
      );
    }
    c.header('Allow', allowed.join(', '));
    const message = `${c.req.method} is not possible here; allowed is ${allowed.join(', ')}.`;
    return onError(new AppError('NOT_FOUND', message), c);
  };
}
