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
  /** Those of the visit's first event. */
  readonly properties: VisitProperties;
}

/** @returns whether an event at `atMs` belongs to the visit */
export function joins(visit: OpenVisit, atMs: number): boolean {
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

  /** @returns the visitor's visit if an event at `atMs` would belong to it */
  find(site: number, visitor: string, atMs: number): OpenVisit | null {
    const visit = this.#sites.get(site)?.get(visitor);
    return visit !== undefined && joins(visit, atMs) ? visit : null;
  }

  /** Opens a visit, or replaces the visitor's earlier one. */
  open(
    site: number,
    visitor: string,
    begin: Pick<OpenVisit, 'startedMs' | 'properties'> & { lastMs?: number; isDurable?: boolean },
  ): OpenVisit {
    const { startedMs, properties, lastMs = startedMs, isDurable = false } = begin;
    const visit = {
      startedMs,
      lastMs,
      durableMs: isDurable ? lastMs : null,
      pending: 0,
      properties,
    };
    let visitors = this.#sites.get(site);
    if (visitors === undefined) {
      visitors = new Map();
      this.#sites.set(site, visitors);
    }
    visitors.set(visitor, visit);
    return visit;
  }

  /** An event joins the visit and is on its way to the disk; `settle` must follow. */
  join(visit: OpenVisit, atMs: number): void {
    visit.lastMs = Math.max(visit.lastMs, atMs);
    visit.pending += 1;
  }

  /**
   * The event of a `join` is durable, or was refused. What was refused never was: a visit without
   * any durable event is forgotten, another one ends with its last durable event.
   */
  settle(
    { site, visitor, ts }: Pick<EventRecord, 'site' | 'visitor' | 'ts'>,
    visit: OpenVisit,
    isDurable: boolean,
  ): void {
    visit.pending -= 1;
    if (isDurable) visit.durableMs = Math.max(visit.durableMs ?? ts, ts);
    else if (visit.pending > 0) return;
    else if (visit.durableMs !== null) visit.lastMs = visit.durableMs;
    else if (this.#sites.get(site)?.get(visitor) === visit) this.forget(site, visitor);
  }

  forget(site: number, visitor: string): void {
    this.#sites.get(site)?.delete(visitor);
  }

  forgetSite(site: number): void {
    this.#sites.delete(site);
  }

  /** Drops the visits that no event can join any more. */
  sweep(nowMs: number): void {
    for (const [site, visitors] of this.#sites) {
      for (const [visitor, visit] of visitors) {
        if (!joins(visit, nowMs)) visitors.delete(visitor);
      }
      if (visitors.size === 0) this.#sites.delete(site);
    }
  }

  count(): number {
    let count = 0;
    for (const visitors of this.#sites.values()) count += visitors.size;
    return count;
  }

  /** Start-up: a visit as the store knows it. */
  restore(row: OpenVisitRow): void {
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
    this.open(record.site, record.visitor, {
      startedMs: record.visit_started,
      lastMs: record.ts,
      isDurable: true,
      properties: propertiesOf(record),
    });
  }
}
