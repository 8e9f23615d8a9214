/**
 * Many events of one site in one request, from somebody who may write them: another server, or an
 * import. Rows are read, checked and enriched while the body comes in, and held as finished lines
 * of the log; when the body is whole, those with ids known already are left out and the rest is
 * made durable in one write. Until then nothing is taken, so every refusal of the whole request
 * leaves nothing behind.
 *
 * A row without a timestamp is an event of now and goes the live way. One with a timestamp may come
 * in any order, so the store gives it its visit; but one of the last minutes goes the live way too
 * where that gives the same visit, for a day whose visits the store decides is dear to add to.
 */
import type { DropReason } from '@purestat/vocabulary';
import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { SiteContext, SiteDirectory } from '../../site-context.ts';
import type { EventRecord } from '../../stores/event-record.ts';
import type { EventStore } from '../../stores/event-store.ts';
import { encodeRecord } from '../../stores/segment-file.ts';
import { enrichLate, enrichPast, enrichTrusted, type EnrichDeps, type Sender } from '../enrich.ts';
import type { EventLog } from '../log.ts';
import type { Quota } from '../quota.ts';
import { cutPaths, PAGEVIEW, type Cut, type Hit } from '../validate.ts';
import { LATE_MS, type OpenVisit } from '../visits.ts';
import { eventIdOf, type LoggedIds } from './event-ids.ts';
import { HeldMemory, type Held } from './held-memory.ts';
import { readRows, type SentRow } from './row-stream.ts';
import { timestampLimits } from './timestamp.ts';
import { Turns } from './turns.ts';
import { validateRow } from './validate-row.ts';

/** What became of the rows of a request. */
export interface BulkReceipt {
  /** Durable; they will be counted. */
  accepted: number;
  /** Left out: events of the site with their ids are counted already. */
  duplicates: number;
  /** Not counted on purpose. */
  dropped: number;
  /** Rows that are not valid, by their place in the request, from 0. */
  errors: Array<{ index: number; message: string }>;
  /** Only where something was past a limit and left out or shortened. */
  cut?: Array<{ index: number; paths: string[] }>;
}

export interface BulkDeps extends EnrichDeps {
  clock: Clock;
  sites: Pick<SiteDirectory, 'byNumber'>;
  store: Pick<EventStore, 'knownIds'>;
  quota: Quota;
  log: Pick<EventLog, 'appendAll'>;
  loggedIds: LoggedIds;
  /** Segments of the log that the store does not have yet. */
  backlog: () => number;
  /** Called when a segment of the log holds the events. */
  onLogged: (site: SiteContext, events: LoggedEvents) => void;
  onDropped: (site: SiteContext, atMs: number, reason: DropReason) => void;
  onCut: ((site: SiteContext, atMs: number, cut: readonly Cut[]) => void) | undefined;
}

/** What a segment of the log now holds. */
interface LoggedEvents {
  count: number;
  /** The earliest instant of them. */
  firstMs: number;
  segment: number;
  /** Those that carry their visits. */
  records: readonly EventRecord[];
  /** The days of the others. */
  undecidedDays: ReadonlySet<string>;
}

/** A row that is ready for the log. */
interface Line {
  text: string;
  atMs: number;
  id: string | null;
  /** Counted by the quota once it is let in. */
  isPageview: boolean;
  cut: readonly Cut[];
}

/** A row that gets its visit from the store. */
interface PastRow extends Line {
  day: string;
}

/** A row of now or of the last minutes, which joins its visit only when the request is taken. */
interface LiveRow {
  /** Null: now. */
  atMs: number | null;
  hit: Hit;
  sender: Sender;
  id: string | null;
}

/** A row of now that has joined its visit, which must be settled. */
interface JoinedRow extends Line {
  record: EventRecord;
  visit: OpenVisit;
}

interface Batch {
  site: SiteContext;
  lines: PastRow[];
  live: LiveRow[];
  drops: Array<{ atMs: number; reason: DropReason }>;
  receipt: Required<BulkReceipt>;
}

/** Rows between two pauses, in which others get their turn: a few milliseconds of work. */
const ROWS_PER_SLICE = 200;

/** Past it an import waits: the log is there for what cannot wait. */
const MAX_BACKLOG_SEGMENTS = 32;

export class BulkIngest {
  readonly #deps: BulkDeps;
  readonly #held = new HeldMemory();
  /** By site: of two requests with the same id one must know of the other. */
  readonly #turns = new Turns();

  constructor(deps: BulkDeps) {
    this.#deps = deps;
  }

  /**
   * Takes the rows of a body, as `readRows` tells them apart.
   * @param declaredBytes the body's length, where it is known before
   * @throws AppError VALIDATION_ERROR, PAYLOAD_TOO_LARGE, or UNAVAILABLE when they cannot be made
   * durable now; nothing is taken then
   */
  async accept(
    site: SiteContext,
    chunks: AsyncIterable<Uint8Array>,
    declaredBytes = 0,
  ): Promise<BulkReceipt> {
    if (this.#deps.backlog() > MAX_BACKLOG_SEGMENTS) throw storeIsBehind();
    const held = this.#held.enter(declaredBytes);
    try {
      const batch = await this.#read(site, chunks, held);
      await this.#turns.run(site.number, () => this.#commit(batch));
      const { cut, errors, ...counts } = batch.receipt;
      errors.sort((a, b) => a.index - b.index);
      return { ...counts, errors, ...(cut.length > 0 && { cut }) };
    } finally {
      held.leave();
    }
  }

  async #read(site: SiteContext, chunks: AsyncIterable<Uint8Array>, held: Held): Promise<Batch> {
    const receipt = { accepted: 0, duplicates: 0, dropped: 0, errors: [], cut: [] };
    const batch: Batch = { site, lines: [], live: [], drops: [], receipt };
    for await (const rows of readRows(chunks)) {
      for (const slice of slices(rows)) {
        for (const row of slice) {
          held.add(row.bytes);
          this.#take(row, batch);
        }
        await othersTurn();
      }
    }
    return batch;
  }

  #take(sent: SentRow, batch: Batch): void {
    const { index, problem } = sent;
    try {
      if (problem !== null) throw new AppError('VALIDATION_ERROR', problem);
      this.#prepare(sent, batch);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      batch.receipt.errors.push({ index, message: error.message });
    }
  }

  #prepare({ index, value }: SentRow, batch: Batch): void {
    const { site, lines, live, drops, receipt } = batch;
    const nowMs = this.#deps.clock.nowMs();
    const row = validateRow(value, site, timestampLimits(nowMs));
    const { hit, atMs } = row;
    const sender = {
      ip: row.ip,
      userAgent: row.userAgent,
      acceptLanguage: row.language,
      name: row.visitorName ?? undefined,
    };
    const id = row.id === null ? null : eventIdOf(site.number, row.id);
    if (atMs === null || (atMs <= nowMs && atMs >= nowMs - LATE_MS)) {
      live.push({ atMs, hit, sender, id });
    } else {
      const outcome = enrichPast(hit, site, sender, atMs, this.#deps);
      if ('dropped' in outcome) drops.push({ atMs, reason: outcome.dropped });
      else lines.push({ ...lineOf(outcome.record, id, hit.cut), day: outcome.record.day });
    }
    if (hit.cut.length > 0) receipt.cut.push({ index, paths: cutPaths(hit.cut) });
  }

  async #commit(batch: Batch): Promise<void> {
    const { site, receipt } = batch;
    const isNew = await this.#newIds(batch);
    const past = batch.lines.filter(({ id }) => isNew(id));
    const live = batch.live.filter(({ id }) => isNew(id));
    receipt.duplicates = batch.lines.length + batch.live.length - past.length - live.length;
    const lines = this.#admitted(past, batch);
    const joined: JoinedRow[] = [];
    let isDurable = false;
    try {
      await this.#joinVisits(batch, live, { joined, lines });
      if (lines.length + joined.length > 0) await this.#log(site, lines, joined);
      isDurable = true;
    } finally {
      for (const { record, visit } of joined) {
        this.#deps.openVisits.settle(record, visit, isDurable);
      }
      if (!isDurable) this.#giveBack(site, [...lines, ...joined]);
    }
    for (const { atMs, reason } of batch.drops) this.#deps.onDropped(site, atMs, reason);
    for (const { atMs, cut } of [...lines, ...joined]) {
      if (cut.length > 0) this.#deps.onCut?.(site, atMs, cut);
    }
    receipt.accepted = lines.length + joined.length;
    receipt.dropped = batch.drops.length;
  }

  /** The quota is asked for what is new alone: what is sent again takes no place. */
  #admitted(past: readonly PastRow[], { site, drops }: Batch): PastRow[] {
    return past.filter(({ atMs, isPageview }) => {
      const isAdmitted = this.#deps.quota.admit(site, atMs, isPageview);
      if (!isAdmitted) drops.push({ atMs, reason: 'quota' });
      return isAdmitted;
    });
  }

  #giveBack(site: SiteContext, lines: readonly Line[]): void {
    for (const { atMs, isPageview } of lines) {
      if (isPageview) this.#deps.quota.giveBack(site, atMs);
    }
  }

  /**
   * @returns whether a row with the id is to be taken; for each id that is true once, then it has
   * been taken. The log is asked before the store: an id leaves the one only when it is in the other.
   */
  async #newIds({ site, lines, live }: Batch): Promise<(id: string | null) => boolean> {
    const { loggedIds } = this.#deps;
    const asked = [...lines, ...live].map(({ id }) => id).filter((id) => id !== null);
    const inLog = asked.filter((id) => loggedIds.has(site.number, id));
    const taken = new Set(inLog);
    const unknown = [...new Set(asked)].filter((id) => !taken.has(id));
    for (const id of await this.#storedIds(site, unknown)) taken.add(id);
    return (id) => {
      if (id === null) return true;
      if (taken.has(id)) return false;
      taken.add(id);
      return true;
    };
  }

  async #storedIds({ number }: SiteContext, ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return ids;
    try {
      return await this.#deps.store.knownIds(number, ids);
    } catch (cause) {
      throw new AppError(
        'UNAVAILABLE',
        'The event store does not answer, so it cannot be told which ids are counted already.',
        { cause, retryAfterSeconds: 5 },
      );
    }
  }

  /**
   * In the order of time, in which they join surely. Fills `joined` as it goes, so that what has
   * joined is settled also when another row throws; rows that get no visit here become lines.
   */
  async #joinVisits(
    { site, drops }: Batch,
    live: readonly LiveRow[],
    { joined, lines }: { joined: JoinedRow[]; lines: PastRow[] },
  ): Promise<void> {
    const pending = new Map<OpenVisit, number>();
    const ownPending = (visit: OpenVisit) => pending.get(visit) ?? 0;
    const ordered = live.toSorted((a, b) => (a.atMs ?? Infinity) - (b.atMs ?? Infinity) || 0);
    for (const slice of slices(ordered)) {
      for (const { hit, sender, id, ...row } of slice) {
        const nowMs = this.#deps.clock.nowMs();
        const atMs = row.atMs ?? nowMs;
        const outcome =
          row.atMs === null
            ? enrichTrusted(hit, site, sender, nowMs, this.#deps)
            : enrichLate(hit, site, sender, { atMs, nowMs, ownPending }, this.#deps);
        if ('dropped' in outcome) {
          drops.push({ atMs, reason: outcome.dropped });
          continue;
        }
        const { record, visit } = outcome;
        const line = lineOf(record, id, hit.cut);
        if (visit === null) lines.push({ ...line, day: record.day });
        else {
          joined.push({ ...line, record, visit });
          pending.set(visit, ownPending(visit) + 1);
        }
      }
      await othersTurn();
    }
  }

  async #log(
    site: SiteContext,
    past: readonly PastRow[],
    joined: readonly JoinedRow[],
  ): Promise<void> {
    const { sites, log, loggedIds, onLogged } = this.#deps;
    const lines = [...past, ...joined];
    // Deleted while the body came in: what is logged now would outlive it.
    if (sites.byNumber(site.number) === undefined) throw new AppError('NOT_FOUND');
    const segment = await log.appendAll(lines.map(({ text }) => text));
    const ids = lines.map(({ id }) => id).filter((id) => id !== null);
    loggedIds.logged(segment, site.number, ids);
    const firstMs = lines.reduce((first, { atMs }) => Math.min(first, atMs), Infinity);
    const records = joined.map(({ record }) => record);
    const undecidedDays = new Set(past.map(({ day }) => day));
    onLogged(site, { count: lines.length, firstMs, segment, records, undecidedDays });
  }
}

function storeIsBehind(): AppError {
  return new AppError(
    'UNAVAILABLE',
    'The event store is behind with what it has been sent. Nothing of this request was taken; send it again.',
    { retryAfterSeconds: 5 },
  );
}

function lineOf(record: EventRecord, id: string | null, cut: readonly Cut[]): Line {
  const text = encodeRecord(id === null ? record : { ...record, event_id: id });
  return { text, atMs: record.ts, id, isPageview: record.name === PAGEVIEW, cut };
}

function* slices<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_SLICE) {
    yield rows.slice(start, start + ROWS_PER_SLICE);
  }
}

/** Lets other requests go on before the next slice. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
