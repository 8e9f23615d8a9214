/** The ids that senders give their events, so that one that is sent twice counts once. */
import { hash } from 'node:crypto';

const HEX_DIGITS = 32;

/**
 * What is kept of a sender's id: 128 bits, as 32 hex digits. With no key in it, for it must be the
 * same as long as the events are kept, whatever becomes of SECRET_KEY.
 */
export function eventIdOf(site: number, id: string): string {
  return hash('sha256', `purestat event id\0${site}\0${id}`).slice(0, HEX_DIGITS);
}

/** Ids of events that are in the log and not yet in the store. */
export class LoggedIds {
  readonly #sites = new Map<number, Set<string>>();
  readonly #segments = new Map<number, Array<{ site: number; ids: readonly string[] }>>();

  has(site: number, id: string): boolean {
    return this.#sites.get(site)?.has(id) ?? false;
  }

  /** The segment holds events with these ids durably. */
  logged(segmentNumber: number, site: number, ids: readonly string[]): void {
    if (ids.length === 0) return;
    const known = this.#sites.get(site) ?? new Set();
    this.#sites.set(site, known);
    for (const id of ids) known.add(id);
    const entries = this.#segments.get(segmentNumber) ?? [];
    this.#segments.set(segmentNumber, entries);
    entries.push({ site, ids });
  }

  /** The store has the segment now, and with it the ids. */
  stored(segmentNumber: number): void {
    for (const { site, ids } of this.#segments.get(segmentNumber) ?? []) {
      const known = this.#sites.get(site);
      for (const id of ids) known?.delete(id);
      if (known?.size === 0) this.#sites.delete(site);
    }
    this.#segments.delete(segmentNumber);
  }

  forgetSite(site: number): void {
    this.#sites.delete(site);
  }
}
