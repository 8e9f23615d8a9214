interface Waiting {
  begin(): void;
}

/**
 * Lets a bounded number of jobs run at once. The others wait: those of one owner in the order they
 * came, the owners by turns, so that who asks a lot does not keep the others waiting.
 */
export class Limiter {
  readonly #places: number;
  readonly #placesOfOne: number;
  /** Owners in the order of their turns; none of the lists is empty. */
  readonly #queues = new Map<number, Waiting[]>();
  readonly #running = new Map<number, number>();
  #taken = 0;

  /**
   * @param places jobs that run at once
   * @param placesOfOne of one owner; fewer than `places` keep one free for whoever comes next
   */
  constructor(places: number, placesOfOne = places) {
    this.#places = places;
    this.#placesOfOne = placesOfOne;
  }

  /** @throws the signal's reason when it fires before the job has begun */
  async run<T>(owner: number, job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(owner, signal);
    try {
      return await job();
    } finally {
      this.#leave(owner);
    }
  }

  #runningOf(owner: number): number {
    return this.#running.get(owner) ?? 0;
  }

  #mayBegin(owner: number): boolean {
    return this.#taken < this.#places && this.#runningOf(owner) < this.#placesOfOne;
  }

  #take(owner: number): void {
    this.#taken += 1;
    this.#running.set(owner, this.#runningOf(owner) + 1);
  }

  #leave(owner: number): void {
    this.#taken -= 1;
    const left = this.#runningOf(owner) - 1;
    if (left === 0) this.#running.delete(owner);
    else this.#running.set(owner, left);
    this.#beginNext();
  }

  /** The first owner who may; his next job has to wait for the others' turns. */
  #beginNext(): void {
    for (const [owner, queue] of this.#queues) {
      if (!this.#mayBegin(owner)) continue;
      const next = queue.shift()!;
      this.#queues.delete(owner);
      if (queue.length > 0) this.#queues.set(owner, queue);
      next.begin();
      return;
    }
  }

  async #enter(owner: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    // Whoever waits already comes first, also of the same owner.
    if (!this.#queues.has(owner) && this.#mayBegin(owner)) {
      this.#take(owner);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        begin: () => {
          signal?.removeEventListener('abort', giveUp);
          this.#take(owner);
          resolve();
        },
      };
      const giveUp = () => {
        this.#withdraw(owner, waiting);
        reject(signal!.reason as Error);
      };
      this.#queues.set(owner, [...(this.#queues.get(owner) ?? []), waiting]);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  #withdraw(owner: number, waiting: Waiting): void {
    const left = (this.#queues.get(owner) ?? []).filter((other) => other !== waiting);
    if (left.length > 0) this.#queues.set(owner, left);
    else this.#queues.delete(owner);
  }
}
