/** Long answers as the main thread sees them: see `row-streams.ts`. Used by `store.ts` alone. */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Lines, QueryOptions, ResultRow, Statement } from '../event-store.ts';
import { tookTooLong } from '../query-time.ts';
import { rowsOf } from './cells.ts';
import type { Limiter } from './limiter.ts';
import type { Calls } from './protocol.ts';
import type { WorkerLink } from './worker-link.ts';

/** How long one waits for others to end. */
const DEFAULT_WAIT_MS = 30_000;
/** What is asked for at length may take its time. */
const DEFAULT_TIMEOUT_MS = 15 * 60_000;
const RETRY_AFTER_SECONDS = 60;

type ReadOptions = QueryOptions & { site: number };

/** How the rows of an answer are read, from a place on. */
interface Way<Batch> {
  read(place: Calls['readRows']['args']): Promise<Batch>;
  count(batch: Batch): number;
}

export class RowReader {
  readonly #link: WorkerLink;
  readonly #limiter: Limiter;

  constructor(link: WorkerLink, limiter: Limiter) {
    this.#link = link;
    this.#limiter = limiter;
  }

  read(statement: Statement, options: ReadOptions): AsyncGenerator<ResultRow[]> {
    return this.#batches({ statement, areLines: false }, options, {
      read: async (place) => rowsOf(await this.#link.call('readRows', place)),
      count: (rows) => rows.length,
    });
  }

  readLines(statement: Statement, options: ReadOptions): AsyncGenerator<Lines> {
    return this.#batches({ statement, areLines: true }, options, {
      read: (place) => this.#link.call('readLines', place),
      count: (lines) => lines.count,
    });
  }

  /** The next batch is on its way while one is worked on. */
  async *#batches<Batch>(
    asked: Calls['openRows']['args'],
    options: ReadOptions,
    { read, count }: Way<Batch>,
  ): AsyncGenerator<Batch> {
    const leave = await this.#enter(options);
    const { id, answer } = this.#link.begin('openRows', asked);
    let next: Promise<Batch> | undefined;
    try {
      const total = await this.#opened(id, answer, options);
      let from = 0;
      while (from < total) {
        next ??= read({ rows: id, from });
        const batch = await next;
        // TRICKY: messages that come while one is worked on are taken in the same turn of the event
        // loop, so that with a quick engine the whole answer would be one turn.
        await setImmediate();
        options.signal?.throwIfAborted();
        if (count(batch) === 0) throw new Error(`Of ${total} rows only ${from} came.`);
        from += count(batch);
        next = from < total ? read({ rows: id, from }) : undefined;
        // Whoever ends here does not wait for it, and its failure is nobody's.
        next?.catch(() => undefined);
        yield batch;
      }
    } finally {
      await this.#link.call('closeRows', { rows: id }).catch(() => undefined);
      leave();
    }
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
