/** The event store on a ClickHouse server or cluster. */
import type { ClickHouseClient } from '@clickhouse/client';
import { AppError } from '../../errors.ts';
import { VISIT_PROPERTIES } from '../event-record.ts';
import type {
  Appended,
  EventStore,
  Lines,
  OpenVisitRow,
  PageviewMonth,
  QueryOptions,
  ResultRow,
  Segment,
  SiteDay,
  Statement,
} from '../event-store.ts';
import type { SealedFigures } from '../figure-tables.ts';
import { tookTooLong } from '../query-time.ts';
import { select, selectLines, selectStream, type Select } from './connection.ts';
import { bindStatement } from './statement.ts';
import type { Covered, Writes } from './writes.ts';

export interface StoreParts {
  /** For queries, which may be many and long. */
  reader: ClickHouseClient;
  /** For everything else, so that it never waits for queries. */
  writer: ClickHouseClient;
  /** For long answers, which slow readers may hold for long. */
  streamer: ClickHouseClient;
  writes: Writes;
  queryTimeoutMs: number;
}

/** Code of the engine for a query past its `max_execution_time`. */
const TIMEOUT_EXCEEDED = '159';
/** How much longer the client waits than the server, which has the better words. */
const PATIENCE_MS = 1_000;
/** A long answer may take its time, also to be read. */
const STREAM_TIMEOUT_MS = 6 * 60 * 60_000;
const MS_PER_DAY = 86_400_000;

export class ClickHouseStore implements EventStore {
  readonly engine = 'clickhouse';
  readonly #parts: StoreParts;
  readonly #versions = new Map<number, number>();
  /** Ends everything that runs. */
  readonly #end = new AbortController();
  /** The number of the state that each running query reads. */
  readonly #reading = new Map<symbol, number>();
  #covered: Covered[] = [];
  #lastWrite: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  async appendSegment(segment: Segment): Promise<Appended> {
    const { sites, ...appended } = await this.#write((writes) => writes.appendSegment(segment));
    for (const site of sites) this.#changed(site);
    return appended;
  }

  lastSegmentNumber(): Promise<number> {
    return this.#write((writes) => Promise.resolve(writes.snapshot.segment));
  }

  async query(statement: Statement, options: QueryOptions = {}): Promise<ResultRow[]> {
    const { signal, timeoutMs = this.#parts.queryTimeoutMs } = options;
    this.#assertOpen();
    signal?.throwIfAborted();
    const late = AbortSignal.timeout(timeoutMs + PATIENCE_MS);
    const ends = [this.#end.signal, late, ...(signal === undefined ? [] : [signal])];
    const { snapshot } = this.#parts.writes;
    const reader = Symbol('query');
    this.#reading.set(reader, snapshot.number);
    try {
      return await select(this.#parts.reader, bindStatement(statement, snapshot), {
        signal: AbortSignal.any(ends),
        settings: { ...READING, max_execution_time: timeoutMs / 1000 },
      });
    } catch (error) {
      signal?.throwIfAborted();
      this.#assertOpen();
      if (late.aborted || (error as { code?: unknown }).code === TIMEOUT_EXCEEDED)
        throw new AppError('UNAVAILABLE', tookTooLong(timeoutMs), { cause: error });
      throw error;
    } finally {
      this.#reading.delete(reader);
      this.#removeCovered();
    }
  }

  stream(statement: Statement, options: QueryOptions = {}): AsyncGenerator<ResultRow[]> {
    return this.#stream(selectStream, statement, options);
  }

  streamLines(statement: Statement, options: QueryOptions = {}): AsyncGenerator<Lines> {
    return this.#stream(selectLines, statement, options);
  }

  async *#stream<Batch>(
    read: Select<AsyncGenerator<Batch>>,
    statement: Statement,
    options: QueryOptions,
  ): AsyncGenerator<Batch> {
    const { signal, timeoutMs = STREAM_TIMEOUT_MS } = options;
    this.#assertOpen();
    signal?.throwIfAborted();
    const left = new AbortController();
    const ends = [this.#end.signal, left.signal, ...(signal === undefined ? [] : [signal])];
    const { snapshot } = this.#parts.writes;
    const reader = Symbol('stream');
    this.#reading.set(reader, snapshot.number);
    try {
      yield* read(this.#parts.streamer, bindStatement(statement, snapshot), {
        signal: AbortSignal.any(ends),
        settings: { ...READING, max_execution_time: timeoutMs / 1000 },
      });
    } catch (error) {
      signal?.throwIfAborted();
      this.#assertOpen();
      throw error;
    } finally {
      left.abort();
      this.#reading.delete(reader);
      this.#removeCovered();
    }
  }

  async openVisits(sinceMs: number): Promise<OpenVisitRow[]> {
    // A site's date may differ from UTC's by a day; it finds the parts to read.
    const rows = await this.#ask({
      text: OPEN_VISITS,
      params: [(sinceMs - MS_PER_DAY) / 1000, sinceMs],
    });
    return rows.map(toOpenVisit);
  }

  async firstEventTimes(): Promise<Map<number, number>> {
    const rows = await this.#ask({
      text: 'SELECT site, min(started) AS first FROM all_visits GROUP BY site',
      params: [],
    });
    return new Map(rows.map(({ site, first }) => [Number(site), Number(first)]));
  }

  pageviewMonths(): Promise<PageviewMonth[]> {
    return this.#write(async (writes) => writes.pageviewMonths.all());
  }

  async knownIds(site: number, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const { segment } = this.#parts.writes.snapshot;
    const rows = await this.#ask({ text: KNOWN_IDS, params: [site, segment, ids.join(',')] });
    return rows.map(({ event_id: id }) => String(id));
  }

  async decidesVisits(site: number, day: string): Promise<boolean> {
    return this.#parts.writes.isOpen({ site, day });
  }

  async deleteSite(site: number): Promise<void> {
    await this.#write((writes) => writes.deleteSite(site));
    this.#changed(site);
  }

  dataVersion(site: number): number {
    return this.#versions.get(site) ?? 0;
  }

  unsealedDays(): Promise<SiteDay[]> {
    return this.#write((writes) => writes.unsealedDays());
  }

  async sealDays(days: readonly SiteDay[]): Promise<void> {
    this.#covered.push(...(await this.#write((writes) => writes.sealDays(days))));
    this.#removeCovered();
  }

  /** None are kept: the engine counts visits as fast as it would read figures of small days. */
  sealedFigures(): SealedFigures {
    return NO_FIGURES;
  }

  async ping(): Promise<void> {
    this.#assertOpen();
    await this.#parts.writer.command({ query: 'SELECT 1', abort_signal: this.#end.signal });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#end.abort(new Error(STOPPED));
    await this.#lastWrite.catch(() => undefined);
    await Promise.all([
      this.#parts.reader.close(),
      this.#parts.writer.close(),
      this.#parts.streamer.close(),
    ]);
  }

  #assertOpen(): void {
    if (this.#end.signal.aborted) throw new Error(STOPPED);
  }

  #changed(site: number): void {
    this.#versions.set(site, this.dataVersion(site) + 1);
  }

  /** A question of the store's own, which does not wait for others. */
  #ask(statement: Statement): Promise<ResultRow[]> {
    this.#assertOpen();
    return select(this.#parts.writer, bindStatement(statement, this.#parts.writes.snapshot));
  }

  /** One after another. */
  async #write<T>(job: (writes: Writes) => Promise<T>): Promise<T> {
    this.#assertOpen();
    const result = this.#lastWrite.then(() => job(this.#parts.writes));
    this.#lastWrite = result.catch(() => undefined);
    return result;
  }

  /** Removes what no running query can read any more. What is left by an error goes with the next start. */
  #removeCovered(): void {
    const oldest = Math.min(Infinity, ...this.#reading.values());
    const free = this.#covered.filter(({ number }) => number <= oldest);
    if (free.length === 0 || this.#end.signal.aborted) return;
    this.#covered = this.#covered.filter((covered) => !free.includes(covered));
    for (const covered of free) {
      this.#write((writes) => writes.removeCovered(covered)).catch(() => undefined);
    }
  }
}

const NO_FIGURES: SealedFigures = { days: new Set(), months: new Set(), stamp: '' };
const READING = {
  // A sum may be called like the column that it sums.
  prefer_column_name_to_alias: 1,
  readonly: '2',
  // A list that is compared names each of its values, of which there may be thousands.
  max_query_size: '67108864',
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '5000000',
} as const;
const STOPPED = 'The event store has stopped.';

/** Parameters: site, segment, and the ids with commas between them. */
const KNOWN_IDS = `
  SELECT replaceAll(toString(id), '-', '') AS event_id FROM event_ids
  WHERE site = ? AND segment <= ? AND id IN (SELECT toUUID(arrayJoin(splitByChar(',', ?))))`;

/** Two parameters: the instant a day before, in seconds, and the instant in ms. */
const OPEN_VISITS = `
  SELECT site, day, toString(visitor) AS visitor_id, visit_started, max(ts) AS last_ts,
    ${VISIT_PROPERTIES.map((name) => `any(e.${name}) AS ${name}`).join(', ')}
  FROM all_events e
  WHERE day >= toDate(toDateTime(?, 'UTC'))
  GROUP BY site, day, visitor, visit_started
  HAVING last_ts >= fromUnixTimestamp64Milli(?, 'UTC')`;

function toOpenVisit(row: ResultRow): OpenVisitRow {
  return {
    site: Number(row.site),
    day: String(row.day),
    visitor: String(row.visitor_id),
    visit_started: Number(row.visit_started),
    last_ts: Number(row.last_ts),
    properties: Object.fromEntries(VISIT_PROPERTIES.map((name) => [name, String(row[name])])),
  };
}
