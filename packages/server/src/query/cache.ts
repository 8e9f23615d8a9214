/**
 * Answers of the store, kept as long as they hold: mostly until the site's data changes. Identical
 * statements in flight share one run, which ends early only when nobody waits for it any more.
 */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { EventStore, ResultRow, Statement } from '../stores/event-store.ts';

/** What kept results may take together, by a rough count of their bytes. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
const MAX_KEPT = 2_000;

interface Run {
  key: string;
  rows: Promise<ResultRow[]>;
  waiting: number;
  /** The result is there; nothing is left to cancel. */
  isDone: boolean;
  controller: AbortController;
}

export class StatementCache {
  readonly #store: EventStore;
  readonly #kept = new LRUCache<string, ResultRow[]>({
    max: MAX_KEPT,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: roughBytes,
  });
  readonly #runs = new Map<string, Run>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  /**
   * @param version the answer holds until there is another one; that of the site's data unless told
   * @throws the signal's reason when it fires first
   */
  async query(
    site: number,
    statement: Statement,
    signal?: AbortSignal,
    version: number | string = this.#store.dataVersion(site),
  ): Promise<ResultRow[]> {
    signal?.throwIfAborted();
    const key = keyOf(site, version, statement);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const run = this.#runs.get(key) ?? this.#start(key, site, statement);
    return this.#wait(run, signal);
  }

  #start(key: string, site: number, statement: Statement): Run {
    const controller = new AbortController();
    const rows = this.#store.query(statement, { site, signal: controller.signal });
    const run: Run = { key, rows, waiting: 0, isDone: false, controller };
    this.#runs.set(key, run);
    const finish = () => {
      run.isDone = true;
      if (this.#runs.get(key) === run) this.#runs.delete(key);
    };
    rows.then((result) => {
      finish();
      this.#kept.set(key, result);
    }, finish);
    return run;
  }

  /** A cancelled run must not be found by the next one who asks. */
  #cancel(run: Run): void {
    if (this.#runs.get(run.key) === run) this.#runs.delete(run.key);
    run.controller.abort();
  }

  async #wait(run: Run, signal: AbortSignal | undefined): Promise<ResultRow[]> {
    run.waiting += 1;
    const abort = signal === undefined ? null : abortOf(signal);
    try {
      return await (abort === null ? run.rows : Promise.race([run.rows, abort.fired]));
    } finally {
      abort?.forget();
      run.waiting -= 1;
      if (run.waiting === 0 && !run.isDone) this.#cancel(run);
    }
  }
}

/** A digest, because a statement's parameters may be long and many. */
function keyOf(site: number, version: number | string, { text, params }: Statement): string {
  return hash('sha256', JSON.stringify([site, version, text, params]), 'base64url');
}

const ROW_BYTES = 64;
const CELL_BYTES = 16;

/** What the rows take in memory, by a rough count. */
export function roughBytes(rows: readonly ResultRow[]): number {
  let bytes = ROW_BYTES;
  for (const row of rows) {
    bytes += ROW_BYTES;
    for (const cell of Object.values(row)) {
      bytes += CELL_BYTES + (typeof cell === 'string' ? 2 * cell.length : 0);
    }
  }
  return bytes;
}

/** A signal may live as long as the process: whoever waits no more takes his listener away. */
function abortOf(signal: AbortSignal): { fired: Promise<never>; forget(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  return { fired: promise, forget: () => signal.removeEventListener('abort', onAbort) };
}

const caches = new WeakMap<EventStore, StatementCache>();

/** The one cache of a store. */
export function cacheOf(store: EventStore): StatementCache {
  const known = caches.get(store);
  if (known !== undefined) return known;
  const cache = new StatementCache(store);
  caches.set(store, cache);
  return cache;
}
