/**
 * The one way to the server: JSON in, JSON out, every failure an ApiError or NetworkError.
 * Aborted requests reject with the browser's AbortError, as fetch does.
 */
import { NetworkError, toApiError } from './errors.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** True where 401 is an answer like any other (signing in), not the end of a session. */
  allow401?: boolean;
}

let onSignedOut: () => void = () => {};

/** Sets what happens when the server no longer knows who is asking. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action;
}

/**
 * @param path under `/api`, beginning with a slash.
 * @returns the body; undefined for 204.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const { response, text } = await send(path, options);
  const body = parse(text);
  if (response.ok) return body as Answer;
  if (response.status === 401 && !options.allow401) onSignedOut();
  throw toApiError(response.status, body);
}

async function send(path: string, { method = 'GET', body, signal }: RequestOptions) {
  const init: RequestInit = { method, headers: { accept: 'application/json' } };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(`/api${path}`, init);
    return { response, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NetworkError({ cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Nothing (204), or not ours: a proxy's error page. The status tells the rest.
    return undefined;
  }
}
