/** Long answers as the main thread sees them: see `row-streams.ts`. Used by `store.ts` alone. */
import { AppError } from '../../errors.ts';
import type { QueryOptions, ResultRow, Statement } from '../event-store.ts';
import { tookTooLong } from '../query-time.ts';
import { rowsOf } from './cells.ts';
import type { Limiter } from './limiter.ts';
import type { WorkerLink } from './worker-link.ts';

/** How long one waits for others to end. */
const DEFAULT_WAIT_MS = 30_000;
/** What is asked for at length may take its time. */
const DEFAULT_TIMEOUT_MS = 15 * 60_000;
const RETRY_AFTER_SECONDS = 60;

type ReadOptions = QueryOptions & { site: number };

export class RowReader {
  readonly #link: WorkerLink;
  readonly #limiter: Limiter;

  constructor(link: WorkerLink, limiter: Limiter) {
    this.#link = link;
    this.#limiter = limiter;
  }

  /** The next batch is on its way while one is worked on. */
  async *read(statement: Statement, options: ReadOptions): AsyncGenerator<ResultRow[]> {
    const leave = await this.#enter(options);
    const { id, answer } = this.#link.begin('openRows', statement);
    let next: Promise<ResultRow[]> | undefined;
    try {
      const count = await this.#opened(id, answer, options);
      let from = 0;
      while (from < count) {
        next ??= this.#batch(id, from);
        const batch = await next;
        options.signal?.throwIfAborted();
        if (batch.length === 0) throw new Error(`Of ${count} rows only ${from} came.`);
        from += batch.length;
        next = from < count ? this.#batch(id, from) : undefined;
        // Whoever ends here does not wait for it, and its failure is nobody's.
        next?.catch(() => undefined);
        yield batch;
      }
    } finally {
      await this.#link.call('closeRows', { rows: id }).catch(() => undefined);
      leave();
    }
  }

  async #batch(id: number, from: number): Promise<ResultRow[]> {
    return rowsOf(await this.#link.call('readRows', { rows: id, from }));
  }

  /** @returns frees the place */
  async #enter({ site, signal, waitMs = DEFAULT_WAIT_MS }: ReadOptions): Promise<() => void> {
    const tooLong = AbortSignal.timeout(waitMs);
    const waiting = signal === undefined ? tooLong : AbortSignal.any([signal, tooLong]);
    const entered = Promise.withResolvers<() => void>();
    const stay = async () => {
      const left = Promise.withResolvers<void>();
      entered.resolve(left.resolve);
      await left.promise;
    };
    this.#limiter.run(site, stay, waiting).catch((reason: unknown) => {
      entered.reject(signal?.aborted === true ? reason : busy());
    });
    return entered.promise;
  }

  async #opened(
    id: number,
    answer: Promise<number>,
    { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: ReadOptions,
  ): Promise<number> {
    const cancel = (): void => this.#link.cancel(id);
    const late = AbortSignal.timeout(timeoutMs);
    const ends = signal === undefined ? late : AbortSignal.any([signal, late]);
    if (ends.aborted) cancel();
    ends.addEventListener('abort', cancel, { once: true });
    try {
      return await answer;
    } catch (error) {
      signal?.throwIfAborted();
      if (!late.aborted) throw error;
      throw new AppError('UNAVAILABLE', tookTooLong(timeoutMs), { cause: error });
    } finally {
      ends.removeEventListener('abort', cancel);
    }
  }
}

const busy = () =>
  new AppError('UNAVAILABLE', 'Too many exports are under way. Try again in a minute.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
