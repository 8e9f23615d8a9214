/**
 * Gathers the queries that the parts of the page ask for at the same moment into one request.
 * Every part keeps a query of its own, with its own loading, error and cache, and yet the first
 * view is a single `POST …/stats/batch`; a change of one tab is a batch of one. Each part is
 * answered as soon as the server knows its figures, whatever the others wait for.
 */
import type {
  RealtimeAnswer,
  StatsAnswer,
  StatsBatchLine,
  StatsBatchQuery,
  StatsQuery,
} from '@purestat/vocabulary';
import { lineError, NetworkError } from '../../api/errors.ts';

/** The most queries the server takes in one batch. */
const MAX_QUERIES = 20;

/** Posts one batch and gives on what comes of its answer, until there is no more. */
export type SendBatch = (
  body: StatsBatchQuery,
  signal: AbortSignal,
  take: (line: StatsBatchLine) => void,
) => Promise<void>;

export interface StatsResult {
  answer: StatsAnswer;
  /** When the site's first event arrived, or null while there is none. */
  firstEventAt: string | null;
}

interface Entry {
  /** null: only the realtime figures are wanted. */
  query: Partial<StatsQuery> | null;
  signal: AbortSignal;
  finish: (line: StatsBatchLine, firstEventAt: string | null) => void;
  fail: (reason: unknown) => void;
}

/** Runs it with the next frame, or soon where no frames are drawn. */
function inNextFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 0);
  else requestAnimationFrame(run);
}

export class StatsBatcher {
  readonly #send: SendBatch;
  readonly #inNextFrame: (run: () => void) => void;
  /** By base: what shares period and filters can share a request. */
  readonly #groups = new Map<string, Entry[]>();
  /** Answers that wait for the frame in which they are shown together. */
  #ready: Array<() => void> = [];

  constructor(send: SendBatch, nextFrame = inNextFrame) {
    this.#send = send;
    this.#inNextFrame = nextFrame;
  }

  stats(base: StatsQuery, query: Partial<StatsQuery>, signal: AbortSignal): Promise<StatsResult> {
    return new Promise((resolve, fail) => {
      const finish: Entry['finish'] = (line, firstEventAt) => {
        if ('result' in line) resolve({ answer: line.result, firstEventAt });
      };
      this.#enqueue(base, { query, signal, finish, fail });
    });
  }

  realtime(base: StatsQuery, signal: AbortSignal): Promise<RealtimeAnswer> {
    return new Promise((resolve, fail) => {
      const finish: Entry['finish'] = (line) => {
        if ('realtime' in line && line.realtime !== null) resolve(line.realtime);
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
    const waiting = new Map(entries.map((entry, index) => [entry, nameOf(entry, index)]));
    const queries = Object.fromEntries(
      [...waiting].flatMap(([{ query }, name]) => (query === null ? [] : [[name, query]])),
    );
    const realtime = entries.some(({ query }) => query === null) ? { realtime: true } : {};
    let firstEventAt: string | null = null;
    const take = (line: StatsBatchLine): void => {
      if ('first_event_at' in line) {
        firstEventAt = line.first_event_at;
        return;
      }
      const told = 'name' in line ? line.name : REALTIME;
      for (const [entry, name] of waiting) {
        if (name !== told) continue;
        waiting.delete(entry);
        const error = 'error' in line ? lineError(line.error) : null;
        this.#show(() => (error ? entry.fail(error) : entry.finish(line, firstEventAt)));
      }
    };
    try {
      await this.#send({ base, queries, ...realtime }, abortedWith(waiting), take);
      throw new NetworkError();
    } catch (error) {
      for (const entry of waiting.keys()) entry.fail(error);
    }
  }

  /** What comes within one frame is drawn together. */
  #show(settle: () => void): void {
    this.#ready.push(settle);
    if (this.#ready.length > 1) return;
    this.#inNextFrame(() => {
      for (const ready of this.#ready.splice(0)) ready();
    });
  }
}

/** No query's name: theirs end with a number. */
const REALTIME = 'realtime';

/** Readable in the network panel: `source_3`, `date_1`, `total_0`. */
function nameOf({ query }: Entry, index: number): string {
  return query === null ? REALTIME : `${query.dimensions?.join('_') ?? 'total'}_${index}`;
}

/** The request is given up only when nobody wants any of what has not come yet. */
function abortedWith(waiting: Map<Entry, string>): AbortSignal {
  const controller = new AbortController();
  for (const entry of waiting.keys()) {
    const leave = (): void => {
      if (!waiting.delete(entry)) return;
      entry.fail(entry.signal.reason);
      if (waiting.size === 0) controller.abort();
    };
    entry.signal.addEventListener('abort', leave, { once: true });
  }
  return controller.signal;
}
