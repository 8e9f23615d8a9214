/** Sends the requests: address, credentials, errors, retries. */
import { errorOf, PurestatConnectionError } from './errors.ts';
import { withRetries, type RetryOptions } from './retry.ts';

export interface ClientOptions {
  /** Address of the Purestat server, such as `https://stats.example.org`. */
  baseUrl: string;
  /** `ps_live_…`. Not in a browser that others use: whoever sees the page has the key. */
  apiKey?: string;
  /** Sent with each request. */
  headers?: Record<string, string>;
  retry?: RetryOptions;
  /** Instead of the global one. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  /** Ends the request, and the waiting before another attempt. */
  signal?: AbortSignal;
}

/** Values may be lists: the parameter is then given several times. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface Request extends CallOptions {
  method: string;
  path: string;
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  accept?: string;
  /** Whether doing it twice does no harm; known of every method but POST. */
  isRepeatable?: boolean;
}

export class Transport {
  readonly #options: ClientOptions;
  readonly #base: string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#base = baseOf(options.baseUrl);
  }

  /** @throws PurestatError, PurestatConnectionError; what the signal was aborted with */
  send(request: Request): Promise<Response> {
    const isRepeatable = request.isRepeatable ?? request.method !== 'POST';
    return withRetries(
      () => this.#attempt(request),
      isRepeatable,
      this.#options.retry,
      request.signal,
    );
  }

  /** @returns the decoded answer; undefined where there is none */
  async json<T>(request: Request): Promise<T> {
    const response = await this.send({ accept: 'application/json', ...request });
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async #attempt({ method, path, query, body, accept, signal }: Request): Promise<Response> {
    const { apiKey, headers, fetch: send = fetch } = this.#options;
    const response = await send(`${this.#base}${path}${textOf(query)}`, {
      method,
      headers: {
        ...(accept && { accept }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(apiKey && { 'x-api-key': apiKey }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new PurestatConnectionError(`${this.#base} does not answer.`, { cause });
    });
    if (!response.ok) throw await errorOf(response);
    return response;
  }
}

function baseOf(baseUrl: string): string {
  if (!/^https?:$/.test(new URL(baseUrl).protocol))
    throw new TypeError(`baseUrl: found ${baseUrl}; allowed is an address with http or https`);
  return baseUrl.replace(/\/+$/, '');
}

function textOf(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== undefined)
      .map((one) => [name, String(one)]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
