/**
 * `POST /api/event`: the one hot route. It stands outside the framework and works on node's own
 * request and response; it reads the body, hands it to the pipeline and answers.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { answerError, AppError, ERRORS } from '../errors.ts';
import type { Ingest } from './pipeline.ts';

export const MAX_BODY_BYTES = 16 * 1024;

export interface ReceiverDeps {
  ingest: Pick<Ingest, 'accept'>;
  log: Logger;
  clientIp: (peer: string, header: (name: string) => string | undefined) => string;
  /** Counts a request of the client; the seconds to wait when it is over its limit, else null. */
  limit: (clientIp: string) => Promise<number | null> | null;
  newRequestId: () => string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Any site may post, without a preflight and without credentials. */
const ANSWER_HEADERS = {
  'content-type': 'application/json',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-purestat-dropped',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

const PREFLIGHT_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
} as const;

const OK_BODY = '{"ok":true}';
/** No more than the answer to nearly every request needs: each header costs, 20,000 times a second. */
const OK_HEADERS = [
  'content-type',
  'application/json',
  'content-length',
  String(OK_BODY.length),
  'access-control-allow-origin',
  '*',
];

/** Makes the handler of `/api/event` (POST, and OPTIONS for those who send a preflight). */
export function createEventReceiver(deps: ReceiverDeps): Handler {
  return (request, response) => {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, PREFLIGHT_HEADERS).end();
      return;
    }
    void receive(deps, request, response).catch((error: unknown) => refuse(deps, response, error));
  };
}

async function receive(
  deps: ReceiverDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') throw new AppError('NOT_FOUND', 'Send events with POST.');
  const { headers } = request;
  const ip = deps.clientIp(request.socket.remoteAddress ?? '', (name) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  });
  const limited = deps.limit(ip);
  const waitSeconds = limited === null ? null : await limited;
  if (waitSeconds !== null) {
    throw new AppError('RATE_LIMITED', ERRORS.RATE_LIMITED.message, {
      retryAfterSeconds: waitSeconds,
    });
  }
  const body = parseJson(await readBody(request));
  const receipt = await deps.ingest.accept(body, {
    ip,
    userAgent: headers['user-agent'] ?? '',
    acceptLanguage: headers['accept-language'],
  });
  if (receipt.dropped === null && receipt.cut.length === 0) {
    response.writeHead(202, OK_HEADERS).end(OK_BODY, 'latin1');
    return;
  }
  const { dropped, cut } = receipt;
  response.writeHead(202, {
    ...ANSWER_HEADERS,
    ...(dropped !== null && { 'x-purestat-dropped': dropped }),
  });
  response.end(cut.length === 0 ? OK_BODY : JSON.stringify({ ok: true, cut }));
}

/** Callbacks rather than the async iterator: one promise for a body, not one for each chunk. */
function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] | null = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) {
        chunks = null;
        reject(
          new AppError('PAYLOAD_TOO_LARGE', `The body may have at most ${MAX_BODY_BYTES} bytes.`),
        );
      }
      chunks?.push(chunk);
    });
    request.on('end', () => {
      if (chunks !== null)
        resolve(chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString());
    });
    request.on('error', reject);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError(
      'VALIDATION_ERROR',
      'The body is not JSON. Send {"domain", "url", …} as JSON.',
      {
        details: [{ path: 'body', message: 'must be JSON' }],
      },
    );
  }
}

function refuse(deps: ReceiverDeps, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const { status, body, retryAfterSeconds, logged } = answerError(error, deps.newRequestId);
  if (logged !== null) deps.log.error(logged, 'Event not taken');
  response.writeHead(status, {
    ...ANSWER_HEADERS,
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    // What was not read of the body is not worth reading.
    ...(body.error.code === 'PAYLOAD_TOO_LARGE' && { connection: 'close' }),
  });
  response.end(JSON.stringify(body));
}
