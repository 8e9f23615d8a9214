import type { ErrorBody } from './types.ts';

type Details = NonNullable<ErrorBody['error']['details']>;

/** The server refused, or failed. */
export class PurestatError extends Error {
  override readonly name = 'PurestatError';
  /** HTTP status. */
  readonly status: number;
  /** Such as `VALIDATION_ERROR`; `UNKNOWN` where something in between answered. */
  readonly code: ErrorBody['error']['code'] | 'UNKNOWN';
  /** The fields that are wrong, and what is allowed. */
  readonly details: Details;
  /** With `INTERNAL_ERROR`: names the entry in the server's log. */
  readonly requestId: string | undefined;
  /** With 429 and 503, where the server says when to come back. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, body: ErrorBody | undefined, afterSeconds?: number) {
    super(body?.error.message ?? `The server answered with status ${status}.`);
    this.status = status;
    this.code = body?.error.code ?? 'UNKNOWN';
    this.details = body?.error.details ?? [];
    this.requestId = body?.error.request_id;
    this.retryAfterSeconds = afterSeconds;
  }
}

/** No answer, or one that was cut off. `cause` says what the network said. */
export class PurestatConnectionError extends Error {
  override readonly name = 'PurestatConnectionError';
}

/** @returns the seconds that a `Retry-After` header asks for, as a number or as a date */
export function retryAfterSeconds(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, (atMs - nowMs) / 1_000);
}

/** @returns the refusal that a response holds */
export async function errorOf(response: Response): Promise<PurestatError> {
  const text = await response.text().catch(() => '');
  return new PurestatError(
    response.status,
    parse(text),
    retryAfterSeconds(response.headers.get('retry-after'), Date.now()),
  );
}

function parse(text: string): ErrorBody | undefined {
  try {
    const body = JSON.parse(text) as ErrorBody;
    return typeof body.error.code === 'string' ? body : undefined;
  } catch {
    return undefined;
  }
}
