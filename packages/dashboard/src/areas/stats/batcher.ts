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

interface Waiting {
  /** null: only the realtime figures are wanted. */
  query: Partial<StatsQuery> | null;
  signal: AbortSignal;
  resolve: (answer: StatsBatchAnswer, name: string) => void;
  reject: (reason: unknown) => void;
}

export interface StatsBatcher {
  stats(base: StatsQuery, query: Partial<StatsQuery>, signal: AbortSignal): Promise<StatsResult>;
  realtime(base: StatsQuery, signal: AbortSignal): Promise<RealtimeAnswer>;
}

/** @param send posts one batch */
export function createStatsBatcher(send: SendBatch): StatsBatcher {
  /** By base: what shares period and filters can share a request. */
  const waiting = new Map<string, { base: StatsQuery; entries: Waiting[] }>();

  function enqueue(base: StatsQuery, entry: Waiting): void {
    const key = JSON.stringify(base);
    const group = waiting.get(key);
    if (group !== undefined) {
      group.entries.push(entry);
      return;
    }
    waiting.set(key, { base, entries: [entry] });
    // A task, not a microtask: all effects of one render have run by then.
    setTimeout(() => flush(key), 0);
  }

  function flush(key: string): void {
    const group = waiting.get(key);
    if (group === undefined) return;
    waiting.delete(key);
    const entries = group.entries.filter((entry) => !entry.signal.aborted);
    for (let at = 0; at < entries.length; at += MAX_QUERIES) {
      void sendEntries(group.base, entries.slice(at, at + MAX_QUERIES));
    }
  }

  async function sendEntries(base: StatsQuery, entries: readonly Waiting[]): Promise<void> {
    const names = entries.map((entry, index) => nameOf(entry, index));
    const queries = Object.fromEntries(
      entries.flatMap(({ query }, index) => (query === null ? [] : [[names[index]!, query]])),
    );
    const realtime = entries.some((entry) => entry.query === null) ? { realtime: true } : {};
    try {
      const answer = await send({ base, queries, ...realtime }, signalOfAll(entries));
      entries.forEach((entry, index) => entry.resolve(answer, names[index]!));
    } catch (error) {
      entries.forEach((entry) => entry.reject(error));
    }
  }

  return {
    stats: (base, query, signal) =>
      new Promise((resolve, reject) => {
        const finish = (answer: StatsBatchAnswer, name: string): void => {
          const result = answer.results[name];
          if (result === undefined) reject(new Error(`The answer lacks the query ${name}.`));
          else resolve({ answer: result, firstEventAt: answer.first_event_at });
        };
        enqueue(base, { query, signal, resolve: finish, reject });
      }),
    realtime: (base, signal) =>
      new Promise((resolve, reject) => {
        const finish = (answer: StatsBatchAnswer): void => {
          if (answer.realtime === undefined) reject(new Error('The answer lacks realtime.'));
          else resolve(answer.realtime);
        };
        enqueue(base, { query: null, signal, resolve: finish, reject });
      }),
  };
}

/** Readable in the network panel: `source`, `date`; with the index where two would collide. */
function nameOf({ query }: Waiting, index: number): string {
  return `${query?.dimensions?.join('_') ?? 'total'}_${index}`;
}

/** The request is given up only when nobody wants any of it any more. */
function signalOfAll(entries: readonly Waiting[]): AbortSignal {
  const controller = new AbortController();
  let wanted = entries.length;
  for (const { signal } of entries) {
    signal.addEventListener('abort', () => --wanted === 0 && controller.abort(), { once: true });
  }
  return controller.signal;
}
