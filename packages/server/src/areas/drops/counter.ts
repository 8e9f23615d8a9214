import type { Kysely } from 'kysely';
import type { DropReason } from '@purestat/vocabulary';
import { dateAt } from '../../calendar.ts';
import type { DropsTable, Schema } from '../../db/schema.ts';
import type { SiteContext, SiteDirectory } from '../../site-context.ts';
import type { DayRows } from '../../stores/event-store.ts';
import { addDrops } from './queries.ts';

/** By site number, day and reason. */
type Pending = Map<number, Map<string, Map<DropReason, number>>>;

/**
 * Counts the events that are not counted on purpose. Counting is an addition in memory, for a
 * flood of bots must cost nothing; `flush` writes what was added since. A crash forgets what was
 * counted since the last flush.
 */
export class DropCounter {
  readonly #db: Kysely<Schema>;
  readonly #sites: Pick<SiteDirectory, 'byNumber'>;
  #pending: Pending = new Map();

  constructor(parts: { db: Kysely<Schema>; sites: Pick<SiteDirectory, 'byNumber'> }) {
    this.#db = parts.db;
    this.#sites = parts.sites;
  }

  count(site: SiteContext, atMs: number, reason: DropReason): void {
    this.add({ site: site.number, day: dateAt(site.timezone, atMs), rows: 1 }, reason);
  }

  /** Counts rows of a day; below 0 takes back what was counted before, down to nothing. */
  add({ site, day, rows }: DayRows, reason: DropReason): void {
    const days = ensure(this.#pending, site, () => new Map());
    const reasons = ensure(days, day, () => new Map());
    reasons.set(reason, (reasons.get(reason) ?? 0) + rows);
  }

  /** Writes what was counted since the last call; keeps it for the next one when that fails. */
  async flush(): Promise<void> {
    const pending = this.#pending;
    if (pending.size === 0) return;
    this.#pending = new Map();
    try {
      await addDrops(this.#db, this.#rowsOf(pending));
    } catch (error) {
      this.#putBack(pending);
      throw error;
    }
  }

  #rowsOf(pending: Pending): DropsTable[] {
    const rows: DropsTable[] = [];
    for (const [site_number, days] of pending) {
      // A site that was deleted meanwhile takes its counts with it.
      if (this.#sites.byNumber(site_number) === undefined) continue;
      for (const [day, reasons] of days) {
        for (const [reason, count] of reasons) rows.push({ site_number, day, reason, count });
      }
    }
    return rows;
  }

  #putBack(pending: Pending): void {
    for (const { site_number, day, reason, count } of this.#rowsOf(pending)) {
      this.add({ site: site_number, day, rows: count }, reason as DropReason);
    }
  }
}

function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
