/** The body of a bulk request as bytes: decompressed, and never more than is allowed. */
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError, invalidField } from '../../errors.ts';

/** Of the events, and of what comes over the wire. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** What is set aside for a body that does not come is wanting to everybody else who sends. */
export const STALL_MS = 30_000;

/** What the reading needs of a request. */
export interface BodySource {
  body: ReadableStream<Uint8Array> | null;
  header(name: string): string | undefined;
}

/**
 * Yields the body's chunks as they come; `declaredBytes` is its length where that is known, else 0.
 * @throws AppError PAYLOAD_TOO_LARGE past MAX_BODY_BYTES, VALIDATION_ERROR for an unknown encoding,
 * a damaged one, and a body that breaks off or does not go on for STALL_MS
 */
export function readBody({ body, header }: BodySource): {
  chunks: AsyncIterable<Uint8Array>;
  declaredBytes: number;
} {
  const declaredBytes = Number(header('content-length') ?? 0);
  if (declaredBytes > MAX_BODY_BYTES) throw tooLarge();
  const encoding = header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  const source: AsyncIterable<Uint8Array> = body === null ? Readable.from([]) : goingOn(body);
  if (encoding === 'identity' || encoding === '') return { chunks: limited(source), declaredBytes };
  if (encoding !== 'gzip') {
    throw invalidField(
      'Content-Encoding',
      `found ${JSON.stringify(encoding.slice(0, 50))}; allowed is gzip, or none`,
    );
  }
  const gunzip = createGunzip();
  // The errors of either end reach whoever reads the other.
  pipeline(Readable.from(limited(source)), gunzip, () => undefined);
  return { chunks: limited(gunzip), declaredBytes };
}

async function* goingOn(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** @throws AppError VALIDATION_ERROR when it takes longer than STALL_MS */
async function inTime<T>(coming: Promise<T>): Promise<T> {
  const { promise: stall, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(invalidField('body', `broke off: nothing came for ${STALL_MS / 1_000} seconds`));
  }, STALL_MS);
  try {
    return await Promise.race([coming, stall]);
  } finally {
    clearTimeout(timer);
  }
}

async function* limited(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > MAX_BODY_BYTES) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(error);
  }
}

function unreadable(error: unknown): AppError {
  const isGzip = (error as { code?: unknown }).code?.toString().startsWith('Z_') ?? false;
  return invalidField('body', isGzip ? 'is not valid gzip' : 'broke off before its end');
}

function tooLarge(): AppError {
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `The request body is too large: at most ${MAX_BODY_BYTES / 1024 / 1024} MB. Nothing was taken; send the events in several requests.`,
  );
}
