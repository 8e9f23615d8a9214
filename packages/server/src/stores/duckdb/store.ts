/**
 * The event store on DuckDB, as the main thread sees it: every call is a message to the worker
 * thread that owns the database (its checkpoints would stall this one for hundreds of ms).
 */
import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import type { EventStore, QueryOptions, ResultRow, SiteDay, Statement } from '../event-store.ts';
import { Limiter } from './limiter.ts';
import {
  restoreError,
  type CallName,
  type Calls,
  type Cancel,
  type Reply,
  type Request,
  type WorkerOptions,
} from './protocol.ts';

export interface DuckDbOptions {
  /** Path of the database file, or `:memory:`. */
  path: string;
  memoryLimitMb: number;
  threads: number;
  /** How many queries run at once; more wait. */
  concurrentQueries?: number;
  /** After how many milliseconds a query is stopped; 30,000 unless told. */
  queryTimeoutMs?: number;
}

const DEFAULT_CONCURRENT_QUERIES = 3;
const DEFAULT_QUERY_TIMEOUT_MS = 30_000;

/** @throws StoreOpenError with one line that says why the database cannot be opened */
export async function openDuckDbStore(options: DuckDbOptions): Promise<EventStore> {
  const queries = options.concurrentQueries ?? DEFAULT_CONCURRENT_QUERIES;
  const workerData: WorkerOptions = {
    path: options.path,
    memoryLimitMb: options.memoryLimitMb,
    threads: options.threads,
    queryConnections: queries,
  };
  const worker = new Worker(workerUrl(), { workerData, name: 'event-store' });
  await opened(worker);
  return new DuckDbStore(worker, {
    limiter: new Limiter(queries),
    queryTimeoutMs: options.queryTimeoutMs ?? DEFAULT_QUERY_TIMEOUT_MS,
  });
}

/** From source the worker is TypeScript beside this file; in a bundle it is an entry beside it. */
function workerUrl(): URL {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './store-worker.js';
  return new URL(file, import.meta.url);
}

function opened(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (reply: Reply) => {
      worker.off('error', reject);
      if ('opened' in reply && !reply.opened) reject(restoreError(reply.error));
      else resolve();
    });
  });
}

function tookTooLong(timeoutMs: number): string {
  const seconds = Math.ceil(timeoutMs / 1000);
  return `The query took longer than ${seconds} s and was stopped. Ask for a shorter period, fewer dimensions or fewer filters.`;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

class DuckDbStore implements EventStore {
  readonly #worker: Worker;
  readonly #limiter: Limiter;
  readonly #queryTimeoutMs: number;
  readonly #pending = new Map<number, Pending>();
  readonly #versions = new Map<number, number>();
  #lastId = 0;
  /** Why no call can be answered any more. */
  #stopped: Error | undefined;
  #closing: Promise<void> | undefined;

  constructor(worker: Worker, limits: { limiter: Limiter; queryTimeoutMs: number }) {
    this.#worker = worker;
    this.#limiter = limits.limiter;
    this.#queryTimeoutMs = limits.queryTimeoutMs;
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('The event store has stopped.')));
  }

  async appendSegment(segment: Calls['appendSegment']['args']): Promise<{ rows: number }> {
    const { rows, sites } = await this.#call('appendSegment', segment);
    for (const site of sites) this.#changed(site);
    return { rows };
  }

  lastSegmentNumber(): Promise<number> {
    return this.#call('lastSegmentNumber', null);
  }

  query(statement: Statement, options: QueryOptions = {}): Promise<ResultRow[]> {
    const { signal, timeoutMs = this.#queryTimeoutMs } = options;
    return this.#limiter.run(() => this.#cancellable(statement, signal, timeoutMs), signal);
  }

  openVisits(sinceMs: number): Promise<Calls['openVisits']['value']> {
    return this.#call('openVisits', { sinceMs });
  }

  async firstEventTimes(): Promise<Map<number, number>> {
    return new Map(await this.#call('firstEventTimes', null));
  }

  async deleteSite(site: number): Promise<void> {
    await this.#call('deleteSite', { site });
    this.#changed(site);
  }

  dataVersion(site: number): number {
    return this.#versions.get(site) ?? 0;
  }

  unsealedDays(): Promise<SiteDay[]> {
    return this.#call('unsealedDays', null);
  }

  async sealDays(days: readonly SiteDay[]): Promise<void> {
    await this.#call('sealDays', { days: [...days] });
  }

  async ping(): Promise<void> {
    await this.#call('ping', null);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    const closed = this.#call('close', null);
    // TRICKY: a query that is sent after this would meet a closed database, and hang.
    this.#stopped ??= new Error('The event store has stopped.');
    await closed;
    await exited;
  }

  #changed(site: number): void {
    this.#versions.set(site, this.dataVersion(site) + 1);
  }

  async #cancellable(
    statement: Statement,
    signal: AbortSignal | undefined,
    timeoutMs: number,
  ): Promise<ResultRow[]> {
    const id = this.#lastId + 1;
    const result = this.#call('query', statement);
    const cancel = () => this.#send({ cancel: id });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      cancel();
    }, timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await result;
    } catch (error) {
      if (timedOut) {
        throw new AppError('UNAVAILABLE', tookTooLong(timeoutMs), { cause: error });
      }
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  #call<Name extends CallName>(
    call: Name,
    args: Calls[Name]['args'],
  ): Promise<Calls[Name]['value']> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#send({ id, call, args } as Request);
    });
  }

  #send(message: Request | Cancel): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
    this.#worker.postMessage(message);
  }

  #settle(reply: Reply): void {
    if ('opened' in reply) return;
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) pending?.reject(restoreError(reply.error));
    else pending?.resolve(reply.value);
  }

  #fail(error: Error): void {
    this.#stopped ??= error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
