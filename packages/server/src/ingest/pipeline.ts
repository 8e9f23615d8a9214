/**
 * The whole path of an event, top to bottom:
 *
 *     receive → validate → enrich (site, bot, place, device, source, visitor, visit) → log →
 *     acknowledge → drain (log → event store)
 *
 * Many events in one request come another way (`bulk/`) to the same log.
 *
 * `openIngest` puts the stages together and restores the open visits of the process before.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { DropReason } from '@purestat/vocabulary';
import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import type { SiteContext, SiteDirectory } from '../site-context.ts';
import type { EventRecord } from '../stores/event-record.ts';
import type { DayRows, EventStore, Segment } from '../stores/event-store.ts';
import { monthOf } from '../stores/pageview-months.ts';
import { encodeRecord } from '../stores/segment-file.ts';
import { BulkIngest, type BulkReceipt } from './bulk/bulk.ts';
import { LoggedIds } from './bulk/event-ids.ts';
import { openDrain, type Drain } from './drain.ts';
import { normaliseDomain } from './enrich/domain.ts';
import type { Geo } from './enrich/geo.ts';
import { enrich, type EnrichDeps, type Sender } from './enrich.ts';
import { leftoverSegments, openEventLog, readLeftover, type EventLog } from './log.ts';
import { openSalts, type Salts } from './salts.ts';
import { NO_QUOTA, type Quota } from './quota.ts';
import { cutPaths, PAGEVIEW, validateHit, type Cut } from './validate.ts';
import { namedVisitorKey } from './visitor.ts';
import { KEPT_MS, OpenVisits } from './visits.ts';

export interface IngestDeps {
  dataDir: string;
  clock: Clock;
  log: Logger;
  sites: SiteDirectory;
  store: EventStore;
  geo: Pick<Geo, 'locate'>;
  /** What organizations may record; without it there is no limit, and nothing is counted for one. */
  quota?: Quota;
  /** Behind the ids of visitors that senders name. */
  secretKey: string;
  /** Called when a site's first event has become visible, and again for an earlier one. */
  onFirstEvent: (siteNumber: number, atMs: number) => void;
  /** Called when events have been made durable. */
  onAccepted?: (events: number) => void;
  /** Called with each event that carries its visit, when the segment of the log holds it. */
  onDurable?: (record: EventRecord, segmentNumber: number) => void;
  /** Called with each day of a site that got events whose visits the store decides. */
  onUndecided?: (siteNumber: number, day: string) => void;
  /** Called for each event that is not counted on purpose. */
  onDropped: (site: SiteContext, atMs: number, reason: DropReason) => void;
  /** Called for each event that was made durable and of which something was cut. */
  onCut?: (site: SiteContext, atMs: number, cut: readonly Cut[]) => void;
  /**
   * Called when engagement that was accepted turned out to belong to no visit, or below 0 when some
   * of it found its visit after all. Once for each segment: not again when it is replayed, and not
   * at all when the process ends just after storing it.
   */
  onNoVisit: (rows: DayRows) => void;
}

/** What the sender is told of an event that was taken. */
export interface Receipt {
  dropped: DropReason | null;
  cut: readonly string[];
}

const TAKEN_WHOLE: Receipt = { dropped: null, cut: [] };

export interface IngestStatus {
  /** Segments of the log that the store does not have yet. */
  backlogSegments: number;
  /** The store did not take the last segment; events wait safely in the log. */
  isStoreFailing: boolean;
  /** The log could not be written; events are refused. */
  isLogFailing: boolean;
  openVisits: number;
}

export interface Ingest {
  /**
   * Takes one event; resolves when it is durable (or dropped on purpose).
   * @throws AppError VALIDATION_ERROR, or UNAVAILABLE when it cannot be made durable
   */
  accept(body: unknown, sender: Sender): Promise<Receipt>;
  /**
   * Takes many events of a site, from somebody who may write them; the chunks of the body are read
   * as they come. Resolves when all that is accepted is durable.
   * @throws AppError as `BulkIngest.accept`; nothing is taken then
   */
  acceptAll(
    site: SiteContext,
    chunks: AsyncIterable<Uint8Array>,
    declaredBytes?: number,
  ): Promise<BulkReceipt>;
  /** Minute by minute: forgets ended visits, turns the salts. */
  tick(): void;
  /**
   * Resolves when all that was accepted before the call is in the store.
   * @returns the number of the last segment that is stored for it
   * @throws AppError UNAVAILABLE when the store does not take it now
   */
  flush(): Promise<number>;
  forgetSite(siteNumber: number): void;
  status(): IngestStatus;
  /** Flushes the log and drains it. */
  close(): Promise<void>;
}

/** Opens salts, log and drain under `dataDir`; what the log still holds is stored first. */
export async function openIngest(deps: IngestDeps): Promise<Ingest> {
  const logDir = join(deps.dataDir, 'log');
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  const salts = openSalts({ dir: join(deps.dataDir, 'salts'), clock: deps.clock });
  const firstEvents = new FirstEvents(deps.onFirstEvent);
  const loggedIds = new LoggedIds();
  const drain = openDrain({
    store: deps.store,
    log: deps.log,
    onStored: ({ number }, { noVisit = [] }) => {
      loggedIds.stored(number);
      firstEvents.stored(number);
      for (const rows of noVisit) deps.onNoVisit(rows);
    },
  });
  const lastStored = await deps.store.lastSegmentNumber();
  for (const { site, month, pageviews } of deps.quota ? await deps.store.pageviewMonths() : []) {
    deps.quota?.restore(site, month, pageviews);
  }
  const openVisits = await restore(deps, logDir, lastStored, loggedIds);
  for (const segment of leftoverSegments(logDir)) drain.push(segment);
  const log = openEventLog({
    dir: logDir,
    lastNumber: lastStored,
    onSegmentClosed: (segment) => drain.push(segment),
    onHealth: (trouble) => noteLogHealth(deps.log, trouble),
  });
  return new IngestPipeline(deps, { salts, openVisits, log, drain, firstEvents, loggedIds });
}

/**
 * Visits that may still go on: those the store knows, then what the log holds beyond them. And the
 * ids and the pageviews that only the log holds.
 */
async function restore(
  deps: IngestDeps,
  logDir: string,
  lastStored: number,
  loggedIds: LoggedIds,
): Promise<OpenVisits> {
  const sinceMs = deps.clock.nowMs() - KEPT_MS;
  const openVisits = new OpenVisits(sinceMs);
  for (const row of await deps.store.openVisits(sinceMs)) openVisits.restore(row);
  for (const segment of leftoverSegments(logDir)) {
    if (segment.number <= lastStored) continue;
    const { records, unreadableBytes } = readLeftover(segment);
    if (unreadableBytes > 0) warnUnreadable(deps.log, segment, unreadableBytes);
    for (const record of records) {
      openVisits.replay(record);
      if (record.name === PAGEVIEW) deps.quota?.restore(record.site, monthOf(record.ts), 1);
      if (record.event_id !== undefined) {
        loggedIds.logged(segment.number, record.site, [record.event_id]);
      }
    }
  }
  openVisits.sweep(deps.clock.nowMs());
  return openVisits;
}

function warnUnreadable(log: Logger, segment: Segment, bytes: number): void {
  log.warn(
    { segment: segment.number, bytes },
    'The log ends in bytes that were never acknowledged; they are left out',
  );
}

function noteLogHealth(log: Logger, trouble: unknown): void {
  if (trouble === null) log.info('Events can be written again');
  else log.error({ err: trouble }, 'Events cannot be written; senders are told to try again');
}

interface Stages {
  salts: Salts;
  openVisits: OpenVisits;
  log: EventLog;
  drain: Drain;
  firstEvents: FirstEvents;
  loggedIds: LoggedIds;
}

class IngestPipeline implements Ingest {
  readonly #deps: IngestDeps;
  readonly #quota: Quota;
  readonly #stages: Stages;
  readonly #enrichDeps: EnrichDeps;
  readonly #bulk: BulkIngest;

  constructor(deps: IngestDeps, stages: Stages) {
    this.#deps = deps;
    this.#quota = deps.quota ?? NO_QUOTA;
    this.#stages = stages;
    const { salts, openVisits, log, drain, loggedIds } = stages;
    const { geo, clock, sites, store, onDropped } = deps;
    this.#enrichDeps = {
      geo,
      salts,
      openVisits,
      namedVisitorKey: namedVisitorKey(deps.secretKey),
      quota: this.#quota,
    };
    this.#bulk = new BulkIngest({
      ...this.#enrichDeps,
      quota: this.#quota,
      clock,
      sites,
      store,
      log,
      loggedIds,
      onDropped,
      onCut: deps.onCut,
      backlog: () => drain.backlog(),
      onLogged: (site, { count, firstMs, segment, records, undecidedDays }) => {
        stages.firstEvents.accepted(site.number, firstMs, segment);
        deps.onAccepted?.(count);
        for (const record of records) deps.onDurable?.(record, segment);
        for (const day of undecidedDays) deps.onUndecided?.(site.number, day);
      },
    });
  }

  acceptAll(
    site: SiteContext,
    chunks: AsyncIterable<Uint8Array>,
    declaredBytes?: number,
  ): Promise<BulkReceipt> {
    return this.#bulk.accept(site, chunks, declaredBytes);
  }

  async accept(body: unknown, sender: Sender): Promise<Receipt> {
    const hit = validateHit(body);
    const site = this.#siteOf(hit.domain);
    const atMs = this.#deps.clock.nowMs();
    const { openVisits, log, firstEvents } = this.#stages;
    const outcome = enrich(hit, site, sender, atMs, this.#enrichDeps);
    if ('dropped' in outcome) {
      this.#deps.onDropped(site, atMs, outcome.dropped);
      return { dropped: outcome.dropped, cut: [] };
    }
    const { record, visit } = outcome;
    let isDurable = false;
    let segmentNumber: number;
    try {
      segmentNumber = await log.append(encodeRecord(record));
      isDurable = true;
    } finally {
      openVisits.settle(record, visit, isDurable);
      if (!isDurable && record.name === PAGEVIEW) this.#quota.giveBack(site, atMs);
    }
    firstEvents.accepted(site.number, atMs, segmentNumber);
    this.#deps.onAccepted?.(1);
    this.#deps.onDurable?.(record, segmentNumber);
    if (hit.cut.length === 0) return TAKEN_WHOLE;
    this.#deps.onCut?.(site, atMs, hit.cut);
    return { dropped: null, cut: cutPaths(hit.cut) };
  }

  #siteOf(domain: string): SiteContext {
    const { sites } = this.#deps;
    const site = sites.byDomain(domain) ?? sites.byDomain(normaliseDomain(domain) ?? '');
    if (site === undefined)
      throw invalidField('domain', `"${domain}" is not a site of this instance`);
    return site;
  }

  tick(): void {
    this.#stages.openVisits.sweep(this.#deps.clock.nowMs());
    const { destroyed } = this.#stages.salts.turn();
    for (const date of destroyed)
      this.#deps.log.info({ date }, 'Salt destroyed: the date is over everywhere');
  }

  async flush(): Promise<number> {
    const { log, drain } = this.#stages;
    const lastSegment = await log.rotate();
    await drain.settle();
    if (drain.isFailing()) {
      throw new AppError('UNAVAILABLE', 'The event store does not take events at the moment.');
    }
    return lastSegment;
  }

  forgetSite(siteNumber: number): void {
    this.#stages.openVisits.forgetSite(siteNumber);
    this.#stages.firstEvents.forget(siteNumber);
    this.#stages.loggedIds.forgetSite(siteNumber);
  }

  status(): IngestStatus {
    const { log, drain, openVisits } = this.#stages;
    return {
      backlogSegments: drain.backlog(),
      isStoreFailing: drain.isFailing(),
      isLogFailing: log.isFailing(),
      openVisits: openVisits.count(),
    };
  }

  async close(): Promise<void> {
    await this.#stages.log.close();
    await this.#stages.drain.finish();
  }
}

/**
 * Tells of a site's first event once it is visible, not when it is accepted; and again when one
 * comes that happened before it.
 */
class FirstEvents {
  readonly #report: (siteNumber: number, atMs: number) => void;
  readonly #reportedMs = new Map<number, number>();
  readonly #waiting = new Map<number, { atMs: number; segmentNumber: number }>();

  constructor(report: (siteNumber: number, atMs: number) => void) {
    this.#report = report;
  }

  accepted(site: number, atMs: number, segmentNumber: number): void {
    const knownMs = this.#waiting.get(site)?.atMs ?? this.#reportedMs.get(site);
    if (knownMs === undefined || atMs < knownMs) this.#waiting.set(site, { atMs, segmentNumber });
  }

  stored(segmentNumber: number): void {
    for (const [site, first] of this.#waiting) {
      if (first.segmentNumber > segmentNumber) continue;
      this.#waiting.delete(site);
      this.#reportedMs.set(site, first.atMs);
      this.#report(site, first.atMs);
    }
  }

  forget(site: number): void {
    this.#reportedMs.delete(site);
    this.#waiting.delete(site);
  }
}
