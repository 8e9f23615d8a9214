import type { Kysely } from 'kysely';
import type { DropReason } from '@purestat/vocabulary';
import { dateAt } from '../../calendar.ts';
import type { Schema } from '../../db/schema.ts';
import type { SiteContext, SiteDirectory } from '../../site-context.ts';
import type { DayRows } from '../../stores/event-store.ts';
import { DayNotes } from './day-notes.ts';
import { addDrops } from './queries.ts';

/** Counts the events that are not counted on purpose, as `DayNotes` does. */
export class DropCounter {
  readonly #db: Kysely<Schema>;
  readonly #notes: DayNotes<DropReason, number>;

  constructor({ db, sites }: { db: Kysely<Schema>; sites: Pick<SiteDirectory, 'byNumber'> }) {
    this.#db = db;
    this.#notes = new DayNotes(sites, (earlier, later) => earlier + later);
  }

  count(site: SiteContext, atMs: number, reason: DropReason): void {
    this.add({ site: site.number, day: dateAt(site.timezone, atMs), rows: 1 }, reason);
  }

  /** Counts rows of a day; below 0 takes back what was counted before, down to nothing. */
  add({ site, day, rows }: DayRows, reason: DropReason): void {
    this.#notes.add({ site, day, kind: reason, note: rows });
  }

  /** Writes what was counted since the last call; keeps it for the next one when that fails. */
  flush(): Promise<void> {
    return this.#notes.flush((notes) =>
      addDrops(
        this.#db,
        notes.map(({ site, day, kind, note }) => ({
          site_number: site,
          day,
          reason: kind,
          count: note,
        })),
      ),
    );
  }
}
