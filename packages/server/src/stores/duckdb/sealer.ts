/**
 * Seals days on a connection of its own, so that appends need not wait: a transaction for each
 * (site, day), then one for each month that is complete. Runs in the worker thread.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SiteDay } from '../event-store.ts';
import { interruptUntil, type WriteQueue } from './connections.ts';
import { inTransaction } from './database.ts';
import { reopenDay } from './any-order.ts';
import { sealDays } from './days.ts';
import { countDay, countMonth, uncountedMonths } from './figures.ts';

export class Sealer {
  readonly #connection: DuckDBConnection;
  readonly #writes: WriteQueue;
  readonly #minEvents: number;
  #last: Promise<unknown> = Promise.resolve();
  #isStopped = false;
  /** The day (or, as `YYYY-MM`, month) that is being worked on, and when that is done. */
  #present: { site: number; day: string; done: Promise<unknown> } | null = null;

  /** @param minEvents days with fewer get no figures */
  constructor(connection: DuckDBConnection, writes: WriteQueue, minEvents: number) {
    this.#connection = connection;
    this.#writes = writes;
    this.#minEvents = minEvents;
  }

  /** @returns the sites of which something was sealed */
  seal(days: readonly SiteDay[]): Promise<number[]> {
    return this.#sealEach(days, () => Promise.resolve());
  }

  /** Seals days anew that are sealed already. @returns their sites */
  reseal(days: readonly SiteDay[]): Promise<number[]> {
    return this.#sealEach(days, (day) => reopenDay(this.#connection, day));
  }

  /**
   * A day that fails stays as it was, and the others go on.
   * @param prepare begins the transaction in which the day is sealed
   * @throws the first error, after all days
   */
  #sealEach(days: readonly SiteDay[], prepare: (day: SiteDay) => Promise<void>): Promise<number[]> {
    return this.#inTurn(async () => {
      const sites = new Set<number>();
      const failures: unknown[] = [];
      for (const day of days) {
        try {
          if (await this.#sealDay(day, prepare)) sites.add(day.site);
        } catch (error) {
          if (this.#isStopped) throw error;
          failures.push(error);
        }
      }
      if (sites.size > 0) await this.#countMonths([...sites]);
      if (failures.length > 0) throw failures[0];
      return [...sites];
    });
  }

  /** @returns whether it held rows that were not sealed */
  #sealDay(day: SiteDay, prepare: (day: SiteDay) => Promise<void>): Promise<boolean> {
    return this.#exclusively(day, () =>
      inTransaction(this.#connection, async () => {
        await prepare(day);
        const wasHot = await sealDays(this.#connection, [day]);
        if (wasHot) await countDay(this.#connection, day, this.#minEvents);
        return wasHot;
      }),
    );
  }

  /** What is under way is undone, what waits does not begin; the days stay as they were. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await interruptUntil(this.#connection, this.#last);
  }

  /** To be awaited within the write queue before rows of these days are written or deleted. */
  async whenFree(isTouched: (site: number, dayOrMonth: string) => boolean): Promise<void> {
    const present = this.#present;
    if (present !== null && isTouched(present.site, present.day)) await present.done;
  }

  async #countMonths(sites: readonly number[]): Promise<void> {
    for (const { site, month } of await uncountedMonths(this.#connection, sites)) {
      const inMonth = { site, day: month.slice(0, 7) };
      await this.#exclusively(inMonth, () =>
        inTransaction(this.#connection, () => countMonth(this.#connection, { site, month })),
      );
    }
  }

  /** One after another. */
  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(job);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Begins between two writes, so that every later one sees what it has to wait for. */
  async #exclusively<T>({ site, day }: SiteDay, job: () => Promise<T>): Promise<T> {
    if (this.#isStopped) throw new Error('Sealing was stopped: the store is being closed.');
    let done: Promise<T>;
    await this.#writes.run(() => {
      done = job();
      this.#present = { site, day, done: done.catch(() => undefined) };
      return Promise.resolve();
    });
    try {
      return await done!;
    } finally {
      this.#present = null;
    }
  }
}
