import type { SiteDirectory } from '../../site-context.ts';

/** What was noted of one kind on a day of a site. */
export interface DayNote<Kind, Note> {
  site: number;
  /** `YYYY-MM-DD` in the site's timezone. */
  day: string;
  kind: Kind;
  note: Note;
}

/**
 * Notes by site, day and kind, kept in memory because a flood must cost nothing; `flush` writes what
 * was added since. A crash forgets what was noted since the last flush.
 */
export class DayNotes<Kind extends string, Note> {
  readonly #sites: Pick<SiteDirectory, 'byNumber'>;
  readonly #join: (earlier: Note, later: Note) => Note;
  #pending = new Map<number, Map<string, Map<Kind, Note>>>();

  constructor(sites: Pick<SiteDirectory, 'byNumber'>, join: (earlier: Note, later: Note) => Note) {
    this.#sites = sites;
    this.#join = join;
  }

  add({ site, day, kind, note }: DayNote<Kind, Note>): void {
    const days = ensure(this.#pending, site, () => new Map());
    const kinds = ensure(days, day, () => new Map());
    const before = kinds.get(kind);
    kinds.set(kind, before === undefined ? note : this.#join(before, note));
  }

  /** Writes what was noted since the last call; keeps it for the next one when that fails. */
  async flush(write: (notes: Array<DayNote<Kind, Note>>) => Promise<void>): Promise<void> {
    if (this.#pending.size === 0) return;
    const notes = this.#take();
    try {
      await write(notes);
    } catch (error) {
      const later = this.#take();
      for (const note of [...notes, ...later]) this.add(note);
      throw error;
    }
  }

  /** A site that was deleted meanwhile takes its notes with it. */
  #take(): Array<DayNote<Kind, Note>> {
    const pending = this.#pending;
    this.#pending = new Map();
    return [...pending].flatMap(([site, days]) =>
      this.#sites.byNumber(site) === undefined
        ? []
        : [...days].flatMap(([day, kinds]) =>
            [...kinds].map(([kind, note]) => ({ site, day, kind, note })),
          ),
    );
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
