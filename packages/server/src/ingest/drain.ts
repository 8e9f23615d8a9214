/**
 * Moves closed segments into the event store, one at a time and in order. A segment is deleted
 * only after the store has it durably; the store takes each number once, so a crash between the
 * two repeats nothing. While the store fails the log grows and the drain tries again.
 */
import { rmSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Appended, EventStore, Segment } from '../stores/event-store.ts';

export interface Drain {
  push(segment: Segment): void;
  /** Segments closed and not yet stored. */
  backlog(): number;
  /** The last attempt failed: events are safe in the log but not yet visible. */
  isFailing(): boolean;
  /** Resolves when all that was pushed before the call is stored, or at the first failure. */
  settle(): Promise<void>;
  /**
   * Goes on for 5 seconds at most, and to the end of the segment under way, then stops; what is left
   * stays in the log for the next start.
   */
  finish(): Promise<void>;
}

export interface DrainOptions {
  store: Pick<EventStore, 'appendSegment'>;
  log: Logger;
  /** Called after each stored segment. */
  onStored?: (segment: Segment, appended: Appended) => void;
  retryMs?: { first: number; longest: number };
}

const DEFAULT_RETRY_MS = { first: 200, longest: 10_000 };
/** Whoever stops a server kills it soon, some after 10 s; a long history takes longer than that. */
const FINISH_WITHIN_MS = 5_000;

export function openDrain(options: DrainOptions): Drain {
  return new RetryingDrain(options);
}

class RetryingDrain implements Drain {
  readonly #options: DrainOptions;
  readonly #queue: Segment[] = [];
  #isStopped = false;
  #failures = 0;
  #running: Promise<void> | null = null;
  /** The attempt under way, or the last one. */
  #storing: Promise<boolean> = Promise.resolve(true);
  #retryTimer: NodeJS.Timeout | null = null;

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  push(segment: Segment): void {
    this.#queue.push(segment);
    if (this.#retryTimer === null) this.#wake();
  }

  backlog(): number {
    return this.#queue.length;
  }

  isFailing(): boolean {
    return this.#failures > 0;
  }

  async settle(): Promise<void> {
    const last = this.#queue.at(-1);
    if (last === undefined) return;
    // One by one, for others may be pushed for ever.
    while (this.#running !== null && this.#queue.includes(last)) await this.#storing;
  }

  async finish(): Promise<void> {
    const deadline = setTimeout(() => this.#stop(), FINISH_WITHIN_MS);
    await this.settle();
    clearTimeout(deadline);
    this.#stop();
  }

  #stop(): void {
    this.#isStopped = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
  }

  #wake(): void {
    this.#retryTimer = null;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // What was pushed while the last step was ending.
      if (this.#queue.length > 0 && this.#retryTimer === null && !this.#isStopped) this.#wake();
    });
  }

  async #run(): Promise<void> {
    for (let segment = this.#queue[0]; segment !== undefined; segment = this.#queue[0]) {
      if (this.#isStopped) return;
      this.#storing = this.#store(segment);
      if (!(await this.#storing)) return;
      this.#queue.shift();
    }
  }

  /** @returns whether the store has the segment now */
  async #store(segment: Segment): Promise<boolean> {
    const { store, onStored } = this.#options;
    try {
      const appended = await store.appendSegment(segment);
      rmSync(segment.path, { force: true });
      this.#failures = 0;
      onStored?.(segment, appended);
      return true;
    } catch (error) {
      this.#retryLater(segment, error);
      return false;
    }
  }

  #retryLater(segment: Segment, error: unknown): void {
    const { first, longest } = this.#options.retryMs ?? DEFAULT_RETRY_MS;
    const delayMs = Math.min(longest, first * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#options.log.error(
      { err: error, segment: segment.number, delayMs },
      'A segment could not be stored; it stays in the log',
    );
    if (!this.#isStopped) this.#retryTimer = setTimeout(() => this.#wake(), delayMs);
  }
}
