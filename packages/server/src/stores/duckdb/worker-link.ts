/**
 * The store's worker thread as the main thread sees it: calls, their answers, and another thread
 * for one that has ended unasked. Used by `store.ts` alone.
 */
import type { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import {
  restoreError,
  type CallName,
  type Calls,
  type Cancel,
  type Reply,
  type Request,
} from './protocol.ts';

export interface WorkerLinkOptions {
  startWorker(): Worker;
  /** False where all that the thread held has gone with it. */
  isStartedAgain: boolean;
  /** Called with the cause whenever the thread has ended or could not be started, with null when it works again. */
  onHealth?: (trouble: unknown) => void;
  /** How long to wait before another start, doubled each time it fails. */
  retryMs?: { first: number; longest: number };
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const DEFAULT_RETRY_MS = { first: 100, longest: 10_000 };
const RETRY_AFTER_SECONDS = 1;

/** @throws StoreOpenError with one line that says why the database cannot be opened */
export async function openWorkerLink(options: WorkerLinkOptions): Promise<WorkerLink> {
  const link = new WorkerLink(options);
  await link.start();
  return link;
}

export class WorkerLink {
  readonly #options: WorkerLinkOptions;
  readonly #retryMs: { first: number; longest: number };
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #lastId = 0;
  #restarts = 0;
  #failures = 0;
  #isClosing = false;
  /** What calls are told while there is no thread to take them; null while there is one. */
  #refusal: Error | null = new Error('The event store has not been started.');
  #starting: Promise<void> | null = null;
  #retryTimer: NodeJS.Timeout | undefined;
  #calmTimer: NodeJS.Timeout | undefined;

  constructor(options: WorkerLinkOptions) {
    this.#options = options;
    this.#retryMs = options.retryMs ?? DEFAULT_RETRY_MS;
  }

  /** How often the thread has been started again; what an ended one was about to answer may be done or not. */
  get restarts(): number {
    return this.#restarts;
  }

  async start(): Promise<void> {
    const worker = this.#options.startWorker();
    let cause: unknown;
    worker.on('error', (error) => (cause ??= error));
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.once('exit', () => this.#lost(worker, cause));
    await opened(worker);
    this.#worker = worker;
    this.#refusal = null;
  }

  call<Name extends CallName>(
    name: Name,
    args: Calls[Name]['args'],
  ): Promise<Calls[Name]['value']> {
    return this.begin(name, args).answer;
  }

  /** The same, with the id by which the call can be cancelled. */
  begin<Name extends CallName>(
    call: Name,
    args: Calls[Name]['args'],
  ): { id: number; answer: Promise<Calls[Name]['value']> } {
    const id = ++this.#lastId;
    if (this.#refusal !== null) return { id, answer: Promise.reject(this.#refusal) };
    const { promise, resolve, reject } = Promise.withResolvers<Calls[Name]['value']>();
    this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
    this.#send({ id, call, args } as Request);
    return { id, answer: promise };
  }

  /** Ids of calls that are over, or went to a thread that has ended, are ignored. */
  cancel(id: number): void {
    this.#send({ cancel: id });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#retryTimer);
    await this.#starting;
    clearTimeout(this.#calmTimer);
    const worker = this.#worker;
    const exited = new Promise<void>((resolve) => worker?.once('exit', () => resolve()));
    const closed = worker === null ? null : this.call('close', null);
    // TRICKY: a query that is sent after this would meet a closed database, and hang.
    this.#refusal = new Error('The event store has stopped.');
    await closed;
    if (worker !== null) await exited;
  }

  #send(message: Request | Cancel): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
    this.#worker?.postMessage(message);
  }

  #settle(reply: Reply): void {
    if ('opened' in reply) return;
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) pending?.reject(restoreError(reply.error));
    else pending?.resolve(reply.value);
  }

  /** The thread has ended; one that never opened the database is told of by `start`. */
  #lost(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    clearTimeout(this.#calmTimer);
    const refusal = stopped(this.#options.isStartedAgain && !this.#isClosing, cause);
    for (const pending of this.#pending.values()) pending.reject(refusal);
    this.#pending.clear();
    this.#refusal ??= refusal;
    this.#fail(cause ?? new Error('The store’s thread has ended.'));
  }

  #fail(cause: unknown): void {
    if (this.#isClosing) return;
    this.#options.onHealth?.(cause);
    if (!this.#options.isStartedAgain) return;
    const { first, longest } = this.#retryMs;
    const delayMs = Math.min(longest, first * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => {
      this.#starting = this.#startAgain().finally(() => (this.#starting = null));
    }, delayMs);
  }

  async #startAgain(): Promise<void> {
    this.#restarts += 1;
    try {
      await this.start();
    } catch (error) {
      this.#fail(error);
      return;
    }
    // One that ends soon after its start is waited for longer each time.
    this.#calmTimer = setTimeout(() => (this.#failures = 0), this.#retryMs.longest).unref();
    this.#options.onHealth?.(null);
  }
}

function stopped(isStartedAgain: boolean, cause: unknown): Error {
  if (!isStartedAgain) return new Error('The event store has stopped.', { cause });
  const message = 'The event store has stopped and is being started again. Try again soon.';
  return new AppError('UNAVAILABLE', message, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
}

/** Resolves at the thread's first message, which says that the database is open. */
function opened(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('The store’s thread ended before it was open.'));
    worker.once('error', reject);
    worker.once('exit', onExit);
    worker.once('message', (reply: Reply) => {
      worker.off('error', reject);
      worker.off('exit', onExit);
      if ('opened' in reply && !reply.opened) reject(restoreError(reply.error));
      else resolve();
    });
  });
}
