import type { ErrorBody, ErrorCode } from '@purestat/vocabulary';
import type { Logger } from 'pino';

/** One row for each code: its HTTP status and what is said when the thrower says nothing better. */
export const ERRORS: Record<ErrorCode, { status: number; message: string }> = {
  VALIDATION_ERROR: { status: 400, message: 'The request is not valid.' },
  UNAUTHORIZED: { status: 401, message: 'Sign in, or send an API key.' },
  PLAN_LIMIT: { status: 402, message: 'The plan does not allow more.' },
  FORBIDDEN: { status: 403, message: 'Your role does not allow this.' },
  NOT_FOUND: { status: 404, message: 'No such thing, or you may not see it.' },
  CONFLICT: { status: 409, message: 'It already exists.' },
  GONE: { status: 410, message: 'It is no longer available.' },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The request body is too large.' },
  RATE_LIMITED: { status: 429, message: 'Too many requests. Wait, then try again.' },
  INTERNAL_ERROR: { status: 500, message: 'Something went wrong on our side.' },
  UNAVAILABLE: { status: 503, message: 'The service cannot answer right now. Try again soon.' },
};

export interface ErrorDetail {
  /** Path of the offending field, such as `timezone` or `filters.country`. */
  path: string;
  message: string;
}

export interface AppErrorOptions extends ErrorOptions {
  details?: ErrorDetail[];
  /** Seconds, sent as `Retry-After` with 429 and 503. */
  retryAfterSeconds?: number;
}

/**
 * A refusal: the request cannot be served and the sender is told why. Thrown anywhere, rendered
 * once. `cause` goes to the log, never to the client.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string = ERRORS[code].message,
    options: AppErrorOptions = {},
  ) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.status = ERRORS[code].status;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** A refusal of one field: message and details both name it. */
export function invalidField(path: string, message: string): AppError {
  return new AppError('VALIDATION_ERROR', `${path}: ${message}`, { details: [{ path, message }] });
}

/** An error as it goes over the wire. */
export interface ErrorAnswer {
  status: number;
  body: ErrorBody;
  retryAfterSeconds: number | undefined;
  /** What belongs in the log: the hidden cause of a refusal, or the bug itself. Null when there is nothing to log. */
  logged: { err: unknown; requestId: string | undefined } | null;
}

/**
 * The one place that turns a throw into an answer. Anything but an AppError is a bug: it is
 * answered with 500 and a request id, and only the log learns more.
 */
export function answerError(error: unknown, newRequestId: () => string): ErrorAnswer {
  const refusal = error instanceof AppError ? error : null;
  const code = refusal?.code ?? 'INTERNAL_ERROR';
  const requestId = code === 'INTERNAL_ERROR' ? newRequestId() : undefined;
  const cause = refusal === null ? error : refusal.cause;
  return {
    status: ERRORS[code].status,
    body: {
      error: {
        code,
        message: refusal?.message ?? ERRORS.INTERNAL_ERROR.message,
        ...(refusal?.details && { details: refusal.details }),
        ...(requestId && { request_id: requestId }),
      },
    },
    retryAfterSeconds: refusal?.retryAfterSeconds,
    logged: cause === undefined ? null : { err: cause, requestId },
  };
}

/** Writes down what the log alone may learn. @param about the request, as the log names it */
export function logAnswer(log: Logger, { logged, status }: ErrorAnswer, about: object): void {
  if (logged === null) return;
  const entry = { err: logged.err, request_id: logged.requestId, ...about };
  if (status === 500) log.error(entry, 'request failed');
  else log.warn(entry, 'request refused');
}
