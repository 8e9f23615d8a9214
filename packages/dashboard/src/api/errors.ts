/** What can go wrong with a request, in two kinds: the server refused, or was not reached. */
import { ERROR_CODES, type ErrorBody, type ErrorCode } from '@purestat/vocabulary';

/** The server's refusal, in the one shape every error answer has. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly details: NonNullable<ErrorBody['error']['details']>;
  /** Names the entry in the server's log. */
  readonly requestId: string | undefined;

  constructor(status: number, error: ErrorBody['error']) {
    super(error.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code;
    this.details = error.details ?? [];
    this.requestId = error.request_id;
  }
}

/** No answer at all: offline, or the server is down. */
export class NetworkError extends Error {
  constructor(options?: ErrorOptions) {
    super('The server can’t be reached. Check your connection and try again.', options);
    this.name = 'NetworkError';
  }
}

/** Reads an error answer; one that is not ours (a proxy's page) becomes INTERNAL_ERROR. */
export function toApiError(status: number, body: unknown): ApiError {
  const error = isErrorBody(body)
    ? body.error
    : { code: 'INTERNAL_ERROR' as const, message: `The server answered with status ${status}.` };
  return new ApiError(status, error);
}

/** An error within an answer that has begun: its code alone tells whether it may pass by itself. */
export function lineError(error: ErrorBody['error']): ApiError {
  const mayPass = error.code === 'INTERNAL_ERROR' || error.code === 'UNAVAILABLE';
  return new ApiError(mayPass ? 500 : 400, error);
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  if (typeof error !== 'object' || error === null) return false;
  if (!('code' in error) || !('message' in error)) return false;
  const codes: readonly unknown[] = ERROR_CODES;
  return codes.includes(error.code) && typeof error.message === 'string';
}

export function isApiError(error: unknown, code?: ErrorCode): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}

/** The message to show to people. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError || error instanceof NetworkError) return error.message;
  return 'Something went wrong on this page. Reload it and try again.';
}

/**
 * What is wrong with each field, by the field's name on the wire. Empty for other errors.
 *
 * @param labels the fields' labels: the server's message goes on from the field's name
 *   ("is too short: 8 to 128 characters"), which people know by its label.
 */
export function fieldErrors(
  error: unknown,
  labels: Readonly<Record<string, string>>,
): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const known = error.details.filter(({ path }) => labels[path] !== undefined);
  return Object.fromEntries(
    known.map(({ path, message }) => [path, sentence(labels[path] ?? path, message)]),
  );
}

/** Whether it goes on from the name of what it is about. */
const goesOn = (message: string): boolean => /^(is|has|must|may|can|needs)\b/.test(message);

/** Why a query was refused, without the names on the wire where the words stand without them. */
export function refusalOf({ message, details }: ApiError): string {
  const said = [...new Set(details.map((detail) => detail.message))];
  if (said.length === 0 || said.some(goesOn)) return message;
  return said.map((one) => sentence('', one)).join(' ');
}

function sentence(label: string, message: string): string {
  const text = goesOn(message)
    ? `${label} ${message}`
    : message.replace(/^./, (c) => c.toUpperCase());
  return /[.?)]$/.test(text) ? text : `${text}.`;
}

/** What is wrong with no field in particular; null when the fields say it all. */
export function formError(error: unknown, labels: Readonly<Record<string, string>>): string | null {
  if (error === null || error === undefined) return null;
  return Object.keys(fieldErrors(error, labels)).length > 0 ? null : messageOf(error);
}
