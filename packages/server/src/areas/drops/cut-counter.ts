import type { Kysely } from 'kysely';
import type { CutReason } from '@purestat/vocabulary';
import { dateAt } from '../../calendar.ts';
import type { Schema } from '../../db/schema.ts';
import type { SiteContext, SiteDirectory } from '../../site-context.ts';
import { DayNotes } from './day-notes.ts';
import { addCuts } from './queries.ts';

/** What was cut of one event. */
interface Cut {
  path: string;
  reason: CutReason;
}

interface Note {
  events: number;
  property: string | null;
}

const OF_PROPERTY = 'props.';

/** The key, as every database can hold it. */
function propertyOf({ path }: Cut): string | null {
  if (!path.startsWith(OF_PROPERTY)) return null;
  return path.slice(OF_PROPERTY.length).replaceAll('\0', '').toWellFormed();
}

/** Counts the events of which something was cut, as `DayNotes` does, and keeps where that was last. */
export class CutCounter {
  readonly #db: Kysely<Schema>;
  readonly #notes: DayNotes<CutReason, Note>;

  constructor({ db, sites }: { db: Kysely<Schema>; sites: Pick<SiteDirectory, 'byNumber'> }) {
    this.#db = db;
    this.#notes = new DayNotes(sites, (earlier, { events, property }) => ({
      events: earlier.events + events,
      property,
    }));
  }

  /** Counts one event, once for each reason; of several properties the first is kept. */
  count(site: SiteContext, atMs: number, cut: readonly Cut[]): void {
    const day = dateAt(site.timezone, atMs);
    for (const reason of new Set(cut.map((one) => one.reason))) {
      const property = propertyOf(cut.find((one) => one.reason === reason)!);
      this.#notes.add({ site: site.number, day, kind: reason, note: { events: 1, property } });
    }
  }

  /** Writes what was counted since the last call; keeps it for the next one when that fails. */
  flush(): Promise<void> {
    return this.#notes.flush((notes) =>
      addCuts(
        this.#db,
        notes.map(({ site, day, kind, note }) => ({
          site_number: site,
          day,
          reason: kind,
          count: note.events,
          property: note.property,
        })),
      ),
    );
  }
}
