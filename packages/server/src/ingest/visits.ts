/**
 * Visits: consecutive events of one visitor on one day with no gap longer than 30 minutes.
 * The state is memory only; on start it is rebuilt from the store and the log.
 */
import { VISIT_PROPERTIES, type EventRecord } from '../stores/event-record.ts';
import type { OpenVisitRow } from '../stores/event-store.ts';

/** A gap of exactly this still joins. The window slides with every event, engagement too. */
export const VISIT_IDLE_MS = 30 * 60_000;

export type VisitProperties = Pick<EventRecord, (typeof VISIT_PROPERTIES)[number]>;

export interface OpenVisit {
  startedMs: number;
  lastMs: number;
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
  open(site: number, visitor: string, visit: OpenVisit): OpenVisit {
    let visitors = this.#sites.get(site);
    if (visitors === undefined) {
      visitors = new Map();
      this.#sites.set(site, visitors);
    }
    visitors.set(visitor, visit);
    return visit;
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
      properties: row.properties as VisitProperties,
    });
  }

  /** Start-up: an event that is in the log and not yet in the store. */
  replay(record: EventRecord): void {
    const visit = this.#sites.get(record.site)?.get(record.visitor);
    if (visit !== undefined && visit.startedMs === record.visit_started) {
      visit.lastMs = Math.max(visit.lastMs, record.ts);
      return;
    }
    this.open(record.site, record.visitor, {
      startedMs: record.visit_started,
      lastMs: record.ts,
      properties: propertiesOf(record),
    });
  }
}
