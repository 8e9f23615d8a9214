/**
 * The one way to the server: JSON in, JSON out, every failure an ApiError or NetworkError.
 * Aborted requests reject with the browser's AbortError, as fetch does.
 */
import { ApiError, NetworkError, toApiError } from './errors.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /**
   * Asks for lines of JSON and takes each as it comes; the answer is then undefined. Where the
   * server does not send lines, the answer is what it sent and no line is taken.
   */
  onLine?: (line: unknown) => void;
  /** True where 401 is an answer like any other (signing in), not the end of a session. */
  allow401?: boolean;
}

const LINES = 'application/x-ndjson';

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
  const { response, body } = await send(path, options);
  if (response.ok) return body as Answer;
  if (response.status === 401 && !options.allow401) onSignedOut();
  throw toApiError(response.status, body);
}

/** A file, whole; one that was cut off on the way is a NetworkError. */
export interface ReceivedFile {
  /** As the server calls it. */
  name: string;
  content: Blob;
}

/** @param path under `/api`, beginning with a slash */
export async function requestFile(path: string): Promise<ReceivedFile> {
  try {
    const response = await fetch(`/api${path}`);
    if (response.ok) return { name: fileNameOf(response), content: await response.blob() };
    if (response.status === 401) onSignedOut();
    throw toApiError(response.status, parse(await response.text()));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new NetworkError({ cause: error });
  }
}

function fileNameOf({ headers }: Response): string {
  return /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? 'export';
}

async function send(path: string, { method = 'GET', body, signal, onLine }: RequestOptions) {
  const accept = onLine ? `${LINES}, application/json;q=0.5` : 'application/json';
  const init: RequestInit = { method, headers: { accept } };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { accept, 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(`/api${path}`, init);
    if (onLine && response.headers.get('content-type')?.startsWith(LINES)) {
      return { response, body: await readLines(response, onLine) };
    }
    return { response, body: parse(await response.text()) };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NetworkError({ cause: error });
  }
}

/** What follows the last line break is no line: it was cut off. */
async function readLines({ body }: Response, onLine: (line: unknown) => void): Promise<undefined> {
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    const lines = (rest + value).split('\n');
    rest = lines.pop()!;
    for (const line of lines) onLine(JSON.parse(line));
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
