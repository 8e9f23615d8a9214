/**
 * Visits: consecutive events of one visitor on one day with no gap longer than 30 minutes.
 * The state is memory only; on start it is rebuilt from the store and the log.
 */
import { VISIT_IDLE_MS, VISIT_PROPERTIES, type EventRecord } from '../stores/event-record.ts';
import type { OpenVisitRow } from '../stores/event-store.ts';

export type VisitProperties = Pick<EventRecord, (typeof VISIT_PROPERTIES)[number]>;

export interface OpenVisit {
  startedMs: number;
  /** Last event or engagement, durable or on its way to the disk. */
  lastMs: number;
  /** Last event or engagement that is durable; null while there is none. */
  durableMs: number | null;
  /** Events on their way to the disk. */
  pending: number;
  /** The visitor's visit before, while none of this one's events is durable. */
  previous: OpenVisit | null;
  /** Those of the visit's first event. */
  readonly properties: VisitProperties;
}

/** How late an event may come and still get its visit here, ms; what is later gets it in the store. */
export const LATE_MS = 5 * 60_000;

/** For how long visits are kept: an event that is this late may still join. */
export const KEPT_MS = VISIT_IDLE_MS + LATE_MS;

/** @returns whether an event at `atMs` belongs to the visit, which has none after it */
function joins(visit: OpenVisit, atMs: number): boolean {
  return atMs - visit.lastMs <= VISIT_IDLE_MS;
}

/** Takes the visit's properties out of a record. */
export function propertiesOf(record: VisitProperties): VisitProperties {
  const properties: Record<string, string> = {};
  for (const name of VISIT_PROPERTIES) properties[name] = record[name];
  return properties as VisitProperties;
}

/** The open visits of all sites, by site and visitor id (which already holds the day). */
export class OpenVisits {
  readonly #sites = new Map<number, Map<string, OpenVisit>>();
  #knownFromMs: number;

  /** @param knownFromMs from here on it will know of every live event; an earlier one may be unknown */
  constructor(knownFromMs = -Infinity) {
    this.#knownFromMs = knownFromMs;
  }

  /** @returns the visitor's visit if an event at `atMs` would belong to it */
  find(site: number, visitor: string, atMs: number): OpenVisit | null {
    const visit = this.#sites.get(site)?.get(visitor);
    return visit !== undefined && joins(visit, atMs) ? visit : null;
  }

  /**
   * Where an event belongs that comes late, as if it had come in time.
   * @param ownPending how many events of a visit are on their way to the disk that will be refused
   * if this one is
   * @returns null for a visit of its own; undefined when that cannot be told for certain: events
   * after it are known, or those before it are not, or may be refused yet
   */
  findForLate(
    site: number,
    visitor: string,
    atMs: number,
    ownPending: (visit: OpenVisit) => number,
  ): OpenVisit | null | undefined {
    if (atMs - VISIT_IDLE_MS < this.#knownFromMs) return undefined;
    const visit = this.#sites.get(site)?.get(visitor);
    if (visit === undefined) return null;
    if (atMs < visit.lastMs) return undefined;
    if (!joins(visit, atMs)) return null;
    const { durableMs } = visit;
    const isCertain =
      visit.pending === ownPending(visit) ||
      (durableMs !== null && atMs - durableMs <= VISIT_IDLE_MS);
    return isCertain ? visit : undefined;
  }

  /** Opens a visit, or replaces the visitor's earlier one. */
  open(
    site: number,
    visitor: string,
    begin: Pick<OpenVisit, 'startedMs' | 'properties'> & { lastMs?: number; isDurable?: boolean },
  ): OpenVisit {
    const { startedMs, properties, lastMs = startedMs, isDurable = false } = begin;
    let visitors = this.#sites.get(site);
    if (visitors === undefined) {
      visitors = new Map();
      this.#sites.set(site, visitors);
    }
    const visit: OpenVisit = {
      startedMs,
      lastMs,
      durableMs: isDurable ? lastMs : null,
      pending: 0,
      previous: isDurable ? null : (visitors.get(visitor) ?? null),
      properties,
    };
    visitors.set(visitor, visit);
    return visit;
  }

  /** An event joins the visit and is on its way to the disk; `settle` must follow. */
  join(visit: OpenVisit, atMs: number): void {
    visit.lastMs = Math.max(visit.lastMs, atMs);
    visit.pending += 1;
  }

  /**
   * The event of a `join` is durable, or was refused. What was refused never was: in place of a
   * visit without any durable event stands the one before, another one ends with its last durable
   * event.
   */
  settle(
    { site, visitor, ts }: Pick<EventRecord, 'site' | 'visitor' | 'ts'>,
    visit: OpenVisit,
    isDurable: boolean,
  ): void {
    visit.pending -= 1;
    if (isDurable) {
      visit.durableMs = Math.max(visit.durableMs ?? ts, ts);
      visit.previous = null;
    }
    if (visit.pending > 0) return;
    if (visit.durableMs !== null) visit.lastMs = visit.durableMs;
    else if (this.#sites.get(site)?.get(visitor) === visit) this.#giveWay(site, visitor, visit);
  }

  /** To the visit before, unless that never was either. */
  #giveWay(site: number, visitor: string, { previous }: OpenVisit): void {
    if (previous === null || (previous.durableMs === null && previous.pending === 0)) {
      this.forget(site, visitor);
    } else this.#sites.get(site)?.set(visitor, previous);
  }

  forget(site: number, visitor: string): void {
    this.#sites.get(site)?.delete(visitor);
  }

  forgetSite(site: number): void {
    this.#sites.delete(site);
  }

  /** Drops the visits that no event can join any more, late ones included. */
  sweep(nowMs: number): void {
    const keptFromMs = nowMs - KEPT_MS;
    this.#knownFromMs = Math.max(this.#knownFromMs, keptFromMs);
    for (const [site, visitors] of this.#sites) {
      for (const [visitor, visit] of visitors) {
        if (visit.lastMs < keptFromMs) visitors.delete(visitor);
      }
      if (visitors.size === 0) this.#sites.delete(site);
    }
  }

  count(): number {
    let count = 0;
    for (const visitors of this.#sites.values()) count += visitors.size;
    return count;
  }

  /** Start-up: a visit as the store knows it. Of several of a visitor the last one stays. */
  restore(row: OpenVisitRow): void {
    const known = this.#sites.get(row.site)?.get(row.visitor);
    if (known !== undefined && known.startedMs > row.visit_started) return;
    this.open(row.site, row.visitor, {
      startedMs: row.visit_started,
      lastMs: row.last_ts,
      isDurable: true,
      properties: row.properties as VisitProperties,
    });
  }

  /** Start-up: an event that is in the log and not yet in the store. */
  replay(record: EventRecord): void {
    // Back-filled: the store alone decides its visit, and no live event goes on with it.
    if (record.visit_started === null) return;
    const visit = this.#sites.get(record.site)?.get(record.visitor);
    if (visit !== undefined && visit.startedMs === record.visit_started) {
      visit.lastMs = Math.max(visit.lastMs, record.ts);
      visit.durableMs = visit.lastMs;
      return;
    }
    if (visit !== undefined && visit.startedMs > record.visit_started) return;
    this.open(record.site, record.visitor, {
      startedMs: record.visit_started,
      lastMs: record.ts,
      isDurable: true,
      properties: propertiesOf(record),
    });
  }
}
