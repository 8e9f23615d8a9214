/** When to try again, and when to let be. */
import { PurestatConnectionError, PurestatError } from './errors.ts';

export interface RetryOptions {
  /** How often at most, the first time included; 4 unless given, 1 for never again. */
  attempts?: number;
  /** Longest wait before the second attempt; it doubles with each. 500 unless given. */
  baseMs?: number;
  /** Longest wait that is waited at all, also when the server asks for it; 30,000 unless given. */
  maxMs?: number;
}

/** Too many requests, or not now. */
const TRY_AGAIN = new Set([429, 503]);

/**
 * Calls until it succeeds, fails for good, or was tried often enough. Waits as long as the server
 * asks for, otherwise a random part of a time that doubles, so that many clients do not come back
 * all at once.
 * @param isRepeatable whether doing it twice does no harm
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  isRepeatable: boolean,
  { attempts = 4, baseMs = 500, maxMs = 30_000 }: RetryOptions = {},
  signal?: AbortSignal,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = waitBefore(error, Math.random() * Math.min(maxMs, baseMs * 2 ** (tried - 1)));
      if (!isRepeatable || tried >= attempts || waitMs === null || waitMs > maxMs) throw error;
      await wait(waitMs, signal);
    }
  }
}

/** @returns null when trying again would not help */
function waitBefore(error: unknown, ownMs: number): number | null {
  if (error instanceof PurestatConnectionError) return ownMs;
  if (!(error instanceof PurestatError) || !TRY_AGAIN.has(error.status)) return null;
  return error.retryAfterSeconds === undefined ? ownMs : error.retryAfterSeconds * 1_000;
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
