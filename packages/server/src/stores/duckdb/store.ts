/**
 * The event store on DuckDB, as the main thread sees it: every call is a message to the worker
 * thread that owns the database (its checkpoints would stall this one for hundreds of ms).
 */
import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import { threadUrl } from '../../thread-url.ts';
import type {
  Appended,
  DayCheck,
  EventStore,
  Lines,
  PageviewMonth,
  QueryOptions,
  ResultRow,
  SiteDay,
  Statement,
} from '../event-store.ts';
import { MIN_EVENTS_FOR_FIGURES, type FigureSpans, type SealedFigures } from '../figure-tables.ts';
import { tookTooLong } from '../query-time.ts';
import { FigureSums } from './figure-sums.ts';
import { Limiter } from './limiter.ts';
import { narrowViews } from './narrow-views.ts';
import type { Calls, WorkerOptions } from './protocol.ts';
import { RowReader } from './row-reader.ts';
import { openWorkerLink, type WorkerLink, type WorkerLinkOptions } from './worker-link.ts';

export interface DuckDbOptions {
  /** Path of the database file, or `:memory:`. */
  path: string;
  memoryLimitMb: number;
  threads: number;
  /** How many queries run at once; more wait. */
  concurrentQueries?: number;
  /** How many long answers are under way at once; more wait. */
  concurrentStreams?: number;
  /** After how many milliseconds a query is stopped; 30,000 unless told. */
  queryTimeoutMs?: number;
  /** Called with the cause whenever the store has stopped unasked, with null when it works again. */
  onHealth?: (trouble: unknown) => void;
  /** Starts the worker thread; tests bring one of their own. */
  startWorker?: (workerData: WorkerOptions) => Worker;
  retryMs?: WorkerLinkOptions['retryMs'];
  /** A sealed day with fewer events gets no figures of its own. */
  minEventsForFigures?: number;
}

const DEFAULT_CONCURRENT_QUERIES = 3;
const DEFAULT_CONCURRENT_STREAMS = 4;
const DEFAULT_QUERY_TIMEOUT_MS = 30_000;
const NEVER = -1;
const NO_SITE = 0;
const NO_FIGURES = { days: new Set<string>(), months: new Set<string>() };

/** @throws StoreOpenError with one line that says why the database cannot be opened */
export async function openDuckDbStore(options: DuckDbOptions): Promise<EventStore> {
  const queries = options.concurrentQueries ?? DEFAULT_CONCURRENT_QUERIES;
  const streams = options.concurrentStreams ?? DEFAULT_CONCURRENT_STREAMS;
  const workerData: WorkerOptions = {
    path: options.path,
    memoryLimitMb: options.memoryLimitMb,
    threads: options.threads,
    queryConnections: queries,
    streamConnections: streams,
    minEventsForFigures: options.minEventsForFigures ?? MIN_EVENTS_FOR_FIGURES,
  };
  const { startWorker = startStoreWorker, onHealth, retryMs } = options;
  const link = await openWorkerLink({
    startWorker: () => startWorker(workerData),
    isStartedAgain: options.path !== ':memory:',
    onHealth,
    retryMs,
  });
  const store = new DuckDbStore(link, {
    // The last place is not for a site that has all the others: somebody else may come.
    limiter: new Limiter(queries, Math.max(1, queries - 1)),
    streamLimiter: new Limiter(streams, Math.max(1, streams - 2)),
    queryTimeoutMs: options.queryTimeoutMs ?? DEFAULT_QUERY_TIMEOUT_MS,
  });
  await store.learnFigures();
  return store;
}

function startStoreWorker(workerData: WorkerOptions): Worker {
  return new Worker(threadUrl('store-worker'), { workerData, name: 'event-store' });
}

/** Without what else an object may carry, which need not cross to the worker. */
function plainDays(days: readonly SiteDay[]): SiteDay[] {
  return days.map(({ site, day }) => ({ site, day }));
}

interface Limits {
  limiter: Limiter;
  streamLimiter: Limiter;
  queryTimeoutMs: number;
}

class DuckDbStore implements EventStore {
  readonly engine = 'duckdb';
  readonly #link: WorkerLink;
  readonly #limiter: Limiter;
  readonly #streams: RowReader;
  readonly #queryTimeoutMs: number;
  readonly #versions = new Map<number, number>();
  readonly #figures = new Map<number, Omit<SealedFigures, 'stamp'>>();
  /** How often a site's sealed days may have changed. */
  readonly #reopenings = new Map<number, number>();
  readonly #sums: FigureSums;
  /** In which life of the worker thread they were learnt. */
  #figuresLearnt = 0;
  #closing: Promise<void> | undefined;

  constructor(link: WorkerLink, limits: Limits) {
    this.#link = link;
    this.#limiter = limits.limiter;
    this.#streams = new RowReader(link, limits.streamLimiter);
    this.#queryTimeoutMs = limits.queryTimeoutMs;
    this.#sums = new FigureSums({
      build: (name, site, spans) => link.call('makeSums', { name, site, spans }),
      drop: (name) => link.call('dropSums', { name }),
    });
  }

  async appendSegment(segment: Calls['appendSegment']['args']): Promise<Appended> {
    const { rows, noVisit, sites, unsealed } = await this.#link.call('appendSegment', segment);
    if (unsealed.length > 0) {
      await this.learnFigures(unsealed).catch(() => this.#forget(unsealed));
      // Not before: until now a day that is open again was taken for sealed.
      this.#reopened(unsealed);
    }
    for (const site of sites) this.#changed(site);
    return { rows, ...(noVisit !== undefined && { noVisit }) };
  }

  lastSegmentNumber(): Promise<number> {
    return this.#link.call('lastSegmentNumber', null);
  }

  query(statement: Statement, options: QueryOptions = {}): Promise<ResultRow[]> {
    const { site = NO_SITE, signal, timeoutMs = this.#queryTimeoutMs } = options;
    const { text, params, namesColumns = false } = statement;
    const narrowed = { text: namesColumns ? narrowViews(text) : text, params };
    const run = () => this.#cancellable(narrowed, signal, timeoutMs);
    return this.#limiter.run(site, run, signal);
  }

  stream(statement: Statement, options: QueryOptions = {}): AsyncIterable<ResultRow[]> {
    return this.#streams.read(statement, { site: NO_SITE, ...options });
  }

  streamLines(statement: Statement, options: QueryOptions = {}): AsyncIterable<Lines> {
    return this.#streams.readLines(statement, { site: NO_SITE, ...options });
  }

  openVisits(sinceMs: number): Promise<Calls['openVisits']['value']> {
    return this.#link.call('openVisits', { sinceMs });
  }

  async firstEventTimes(): Promise<Map<number, number>> {
    return new Map(await this.#link.call('firstEventTimes', null));
  }

  pageviewMonths(): Promise<PageviewMonth[]> {
    return this.#link.call('pageviewMonths', null);
  }

  knownIds(site: number, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#link.call('knownIds', { site, ids: [...ids] });
  }

  async decidesVisits(site: number, day: string): Promise<boolean> {
    const rows = await this.query(
      {
        text: 'SELECT 1 FROM unordered_days WHERE site = ?::UINTEGER AND day = ?::DATE LIMIT 1',
        params: [site, day],
      },
      { site },
    );
    return rows.length > 0;
  }

  async deleteSite(site: number): Promise<void> {
    await this.#link.call('deleteSite', { site });
    this.#forget([site]);
    this.#reopened([site]);
    this.#changed(site);
  }

  dataVersion(site: number): number {
    // Of a call that was cut off nobody knows whether it changed something.
    return (this.#versions.get(site) ?? 0) + this.#link.restarts;
  }

  unsealedDays(): Promise<SiteDay[]> {
    return this.#link.call('unsealedDays', null);
  }

  async sealDays(days: readonly SiteDay[]): Promise<void> {
    try {
      const { sites } = await this.#link.call('sealDays', { days: [...days] });
      if (sites.length > 0) await this.learnFigures(sites);
    } catch (error) {
      // Of a part of the days they may be kept.
      await this.learnFigures([...new Set(days.map(({ site }) => site))]).catch(() => undefined);
      throw error;
    }
  }

  readonly dayCheck: DayCheck = {
    sealedDays: () => this.#link.call('sealedDays', null),
    checkDays: (days) => this.#link.call('checkDays', { days: plainDays(days) }),
    resealDays: async (days) => {
      const { sites } = await this.#link.call('resealDays', { days: plainDays(days) });
      await this.learnFigures(sites);
      this.#reopened(sites);
      for (const site of sites) this.#changed(site);
    },
  };

  sealedFigures(site: number): SealedFigures {
    const { restarts } = this.#link;
    if (this.#figuresLearnt !== restarts) {
      // A call that was cut off may have opened days again; until they are known none is relied on.
      this.#figuresLearnt = restarts;
      this.#figures.clear();
      this.#sums.clear();
      this.learnFigures().catch(() => (this.#figuresLearnt = NEVER));
    }
    const stamp = `${restarts}.${this.#reopenings.get(site) ?? 0}`;
    return { ...(this.#figures.get(site) ?? NO_FIGURES), stamp };
  }

  /** Asks which figures are kept; of all sites when none are named. */
  async learnFigures(sites?: number[]): Promise<void> {
    for (const { site, days, months } of await this.#link.call('keptFigures', { sites })) {
      this.#figures.set(site, { days: new Set(days), months: new Set(months) });
      this.#sums.forget(site);
    }
  }

  /** Without figures their days are counted from rows, which is slower and right. */
  #forget(sites: readonly number[]): void {
    for (const site of sites) {
      this.#figures.delete(site);
      this.#sums.forget(site);
    }
  }

  #reopened(sites: readonly number[]): void {
    for (const site of sites) this.#reopenings.set(site, (this.#reopenings.get(site) ?? 0) + 1);
  }

  figureSums(site: number, spans: FigureSpans): string | null {
    // What is known of the figures is brought up to date first, and with it the sums.
    this.sealedFigures(site);
    return this.#sums.relation(site, spans);
  }

  async ping(): Promise<void> {
    await this.#link.call('ping', null);
  }

  close(): Promise<void> {
    this.#closing ??= this.#link.close();
    return this.#closing;
  }

  #changed(site: number): void {
    this.#versions.set(site, (this.#versions.get(site) ?? 0) + 1);
  }

  async #cancellable(
    statement: Statement,
    signal: AbortSignal | undefined,
    timeoutMs: number,
  ): Promise<ResultRow[]> {
    const { id, answer } = this.#link.begin('query', statement);
    const cancel = () => this.#link.cancel(id);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      cancel();
    }, timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await answer;
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
}
