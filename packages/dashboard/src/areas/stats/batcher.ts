/**
 * Gathers the queries that the parts of the page ask for at the same moment into one request.
 * Every part keeps a query of its own, with its own loading, error and cache, and yet the first
 * view is a single `POST …/stats/batch`; a change of one tab is a batch of one.
 */
import type {
  RealtimeAnswer,
  StatsAnswer,
  StatsBatchAnswer,
  StatsBatchQuery,
  StatsQuery,
} from '@purestat/vocabulary';

/** The most queries the server takes in one batch. */
const MAX_QUERIES = 20;

export type SendBatch = (body: StatsBatchQuery, signal: AbortSignal) => Promise<StatsBatchAnswer>;

export interface StatsResult {
  answer: StatsAnswer;
  /** When the site's first event arrived, or null while there is none. */
  firstEventAt: string | null;
}

interface Entry {
  /** null: only the realtime figures are wanted. */
  query: Partial<StatsQuery> | null;
  signal: AbortSignal;
  finish: (answer: StatsBatchAnswer, name: string) => void;
  fail: (reason: unknown) => void;
}

export class StatsBatcher {
  readonly #send: SendBatch;
  /** By base: what shares period and filters can share a request. */
  readonly #groups = new Map<string, Entry[]>();

  /** @param send posts one batch */
  constructor(send: SendBatch) {
    this.#send = send;
  }

  stats(base: StatsQuery, query: Partial<StatsQuery>, signal: AbortSignal): Promise<StatsResult> {
    return new Promise((resolve, fail) => {
      const finish = (batch: StatsBatchAnswer, name: string): void => {
        const answer = batch.results[name];
        if (answer === undefined) fail(new Error(`The answer lacks the query ${name}.`));
        else resolve({ answer, firstEventAt: batch.first_event_at });
      };
      this.#enqueue(base, { query, signal, finish, fail });
    });
  }

  realtime(base: StatsQuery, signal: AbortSignal): Promise<RealtimeAnswer> {
    return new Promise((resolve, fail) => {
      const finish = ({ realtime }: StatsBatchAnswer): void => {
        if (realtime === undefined) fail(new Error('The answer lacks realtime.'));
        else resolve(realtime);
      };
      this.#enqueue(base, { query: null, signal, finish, fail });
    });
  }

  #enqueue(base: StatsQuery, entry: Entry): void {
    const key = JSON.stringify(base);
    const group = this.#groups.get(key);
    if (group !== undefined) {
      group.push(entry);
      return;
    }
    this.#groups.set(key, [entry]);
    // A task, not a microtask: all effects of one render have run by then.
    setTimeout(() => this.#flush(base, key), 0);
  }

  #flush(base: StatsQuery, key: string): void {
    const group = this.#groups.get(key) ?? [];
    this.#groups.delete(key);
    const wanted = group.filter((entry) => !entry.signal.aborted);
    for (let at = 0; at < wanted.length; at += MAX_QUERIES) {
      void this.#sendEntries(base, wanted.slice(at, at + MAX_QUERIES));
    }
  }

  async #sendEntries(base: StatsQuery, entries: readonly Entry[]): Promise<void> {
    const names = entries.map(nameOf);
    const queries = Object.fromEntries(
      entries.flatMap(({ query }, index) => (query === null ? [] : [[names[index]!, query]])),
    );
    const realtime = entries.some(({ query }) => query === null) ? { realtime: true } : {};
    try {
      const answer = await this.#send({ base, queries, ...realtime }, signalOfAll(entries));
      entries.forEach((entry, index) => entry.finish(answer, names[index]!));
    } catch (error) {
      for (const entry of entries) entry.fail(error);
    }
  }
}

/** Readable in the network panel: `source_3`, `date_1`, `total_0`. */
function nameOf({ query }: Entry, index: number): string {
  return `${query?.dimensions?.join('_') ?? 'total'}_${index}`;
}

/** The request is given up only when nobody wants any of it any more. */
function signalOfAll(entries: readonly Entry[]): AbortSignal {
  const controller = new AbortController();
  let wanted = entries.length;
  for (const { signal } of entries) {
    signal.addEventListener('abort', () => --wanted === 0 && controller.abort(), { once: true });
  }
  return controller.signal;
}
