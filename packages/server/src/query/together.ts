/**
 * Halves of plans that are asked for in the same turn: of a dashboard's panels each would be a
 * statement, and a statement costs by its length before it reads a row.
 */
import type { EventStore, ResultRow } from '../stores/event-store.ts';
import { cacheOf } from './cache.ts';
import { dialectOf } from './dialects.ts';
import type { Plan } from './plan.ts';
import { ASKED, plansToStatement } from './plans-sql.ts';
import { planToStatement } from './sql.ts';

interface Waiting {
  plan: Plan;
  version: string | undefined;
  resolve(rows: Promise<ResultRow[]>): void;
}

export class Together {
  readonly #store: EventStore;
  readonly #signal: AbortSignal | undefined;
  #waiting: Waiting[] = [];

  constructor(store: EventStore, signal: AbortSignal | undefined) {
    this.#store = store;
    this.#signal = signal;
  }

  /**
   * All rows of a plan that has neither order nor limit.
   * @param version see `StatementCache.query`
   */
  run(plan: Plan, version?: string): Promise<ResultRow[]> {
    const { promise, resolve } = Promise.withResolvers<ResultRow[]>();
    // After whatever else goes on in this turn: other panels ask a few promises later.
    if (this.#waiting.length === 0) process.nextTick(() => this.#runWaiting());
    this.#waiting.push({ plan, version, resolve });
    return promise;
  }

  #runWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const group of Map.groupBy(waiting, groupOf).values()) {
      const rows = this.#query(group);
      group.forEach(({ resolve }, place) => resolve(rows.then((all) => all[place]!)));
    }
  }

  /** The rows of each. Async, so that what is thrown here fails whoever waits for it. */
  async #query(group: readonly Waiting[]): Promise<ResultRow[][]> {
    const [{ plan, version }, ...others] = group as [Waiting, ...Waiting[]];
    const plans = group.map((one) => one.plan);
    const dialect = dialectOf(this.#store);
    const statement =
      others.length === 0
        ? planToStatement(plan, dialect)
        : plansToStatement(plans, dialect, isOfVisits(plan));
    const rows = await cacheOf(this.#store).query(plan.site, statement, this.#signal, version);
    if (others.length === 0) return [rows];
    const byPlan = Map.groupBy(rows, (row) => Number(row[ASKED]));
    return plans.map((_, place) => byPlan.get(place) ?? []);
  }
}

const isOfVisits = ({ parts }: Plan) => parts.length === 1 && parts[0]!.source === 'visits';

/** Plans of one group are one statement. */
const groupOf = ({ plan, version }: Waiting, place: number): string =>
  version ?? (isOfVisits(plan) ? 'visits' : String(place));
