/**
 * Live figures in memory, of the sites that somebody looks at. The first question of a site is
 * answered by the store and makes the site be followed: what was accepted before an instant is loaded
 * from the store, what comes from then on is noted as it becomes durable. Later questions are
 * answered from that. Whatever cannot be followed exactly is answered by the store again, and loaded
 * anew: null is always a right answer here.
 */
import { setImmediate as othersTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { dateAt } from '../calendar.ts';
import type { Clock } from '../clock.ts';
import type { SiteContext } from '../site-context.ts';
import type { EventRecord } from '../stores/event-record.ts';
import type { EventStore } from '../stores/event-store.ts';
import {
  LiveWindow,
  MINUTE_MS,
  SHOWN_MINUTES,
  type LiveCounts,
  type LiveEvent,
  type Visited,
} from './window.ts';

const MAX_SITES = 500;
/** About 250 bytes each at worst. */
const MAX_EVENTS = 1_000_000;
const UNASKED_MS = 10 * MINUTE_MS;
/** A site is loaded at most this often. */
const LOAD_EVERY_MS = 10_000;
/** What was too much to remember will be so for a while. */
const AFTER_TOO_MUCH_MS = 10 * MINUTE_MS;
/** Questions of one moment come in any order; a clock that goes back further has been set. */
const CLOCK_SET_MS = 5_000;
/** For the clock to pass the instant after which events are noted. */
const A_MOMENT_MS = 2;

/** Reads from the store what was accepted before `untilMs`. */
export interface LiveLoader {
  /** Events of the minutes from the one in which the last 5 begin, in pieces that hold nobody up. */
  events(site: SiteContext, untilMs: number): AsyncIterable<readonly LiveEvent[]>;
  /** The minutes before them that are shown, by their starts. */
  minutes(site: SiteContext, untilMs: number): Promise<ReadonlyMap<number, Visited>>;
}

export interface LiveSitesParts {
  clock: Clock;
  log: Pick<Logger, 'warn'>;
  store: Pick<EventStore, 'decidesVisits'>;
  /** Resolves when all that was accepted before is stored, with the last segment that holds it. */
  flush: () => Promise<number>;
  load: LiveLoader;
  /** Sites followed at once, and events remembered; those of the constants unless told. */
  maxSites?: number;
  maxEvents?: number;
}

interface Followed {
  site: SiteContext;
  askedMs: number;
  /** Null while the store has to be asked. */
  window: LiveWindow | null;
  isLoaded: boolean;
  /** Events before it are loaded from the store, unless they are noted once it is. */
  fromMs: number;
  /** The last segment with an event before `fromMs` that was noted while they were loaded. */
  lateSegment: number;
  /** Not loaded again before. */
  notBeforeMs: number;
  isLoading: boolean;
  /** The date of the first minute shown. */
  firstDay: string;
  /** The last date whose visits, and with them sources and countries, the store decides; '' for none. */
  undecidedDay: string;
}

export class LiveSites {
  readonly #parts: LiveSitesParts;
  readonly #maxSites: number;
  readonly #maxEvents: number;
  /** The one that was asked for last is last. */
  readonly #sites = new Map<number, Followed>();
  readonly #loads = new Set<Promise<void>>();
  /** The latest event there was: a clock that was set back must not make a later one look new. */
  #latestMs = 0;

  constructor(parts: LiveSitesParts) {
    this.#parts = parts;
    this.#maxSites = parts.maxSites ?? MAX_SITES;
    this.#maxEvents = parts.maxEvents ?? MAX_EVENTS;
  }

  /** An event is durable, in the segment of the log; it carries its visit. */
  note(record: EventRecord, segment: number): void {
    if (record.ts > this.#latestMs) this.#latestMs = record.ts;
    const followed = this.#sites.get(record.site);
    if (followed === undefined || followed.window === null || record.name === 'engagement') return;
    const { window, isLoaded, fromMs } = followed;
    if (!isLoaded && record.ts < fromMs) {
      // What is being loaded holds it, if it was written before that began.
      followed.lateSegment = Math.max(followed.lateSegment, segment);
    } else if (!window.add(record)) {
      followed.window = null;
    }
    if (isLoaded) this.#moveOn(followed, window, this.#parts.clock.nowMs());
  }

  /** Events of the day are durable whose visits the store decides. */
  noteUndecided(siteNumber: number, day: string): void {
    const followed = this.#sites.get(siteNumber);
    if (followed !== undefined) setUndecided(followed, day);
  }

  /** @returns the figures, or null where the store has to be asked */
  read(site: SiteContext, nowMs: number): LiveCounts | null {
    const followed = this.#ask(site, nowMs);
    const { window, isLoaded } = followed;
    if (window !== null && isLoaded) {
      if (nowMs > window.nowMs - CLOCK_SET_MS) {
        window.advance(nowMs);
        return window.counts();
      }
      followed.window = null;
    }
    if (this.#mayLoad(followed, nowMs)) this.#start(followed);
    return null;
  }

  /** The site is no more, or nothing is known of it any more. */
  forget(siteNumber: number): void {
    this.#sites.delete(siteNumber);
  }

  /** Minute by minute: stops following what nobody asks for. */
  tick(): void {
    const nowMs = this.#parts.clock.nowMs();
    for (const [number, followed] of this.#sites) {
      if (Math.abs(nowMs - followed.askedMs) > UNASKED_MS) this.#sites.delete(number);
      else if (followed.window !== null && followed.isLoaded)
        this.#moveOn(followed, followed.window, nowMs);
    }
    this.#keepWithin(nowMs);
  }

  /** Resolves when nothing is being loaded. */
  async settled(): Promise<void> {
    while (this.#loads.size > 0) await Promise.all(this.#loads);
  }

  #ask(site: SiteContext, nowMs: number): Followed {
    const known = this.#sites.get(site.number);
    const firstDay = dateAt(site.timezone, nowMs - SHOWN_MINUTES * MINUTE_MS);
    const followed: Followed = known ?? {
      site,
      askedMs: nowMs,
      window: null,
      isLoaded: false,
      fromMs: 0,
      lateSegment: 0,
      notBeforeMs: nowMs,
      isLoading: false,
      firstDay,
      undecidedDay: '',
    };
    Object.assign(followed, { site, askedMs: nowMs, firstDay });
    this.#sites.delete(site.number);
    this.#sites.set(site.number, followed);
    for (const [number] of this.#sites) {
      if (this.#sites.size <= this.#maxSites) break;
      this.#sites.delete(number);
    }
    return followed;
  }

  #mayLoad({ isLoading, notBeforeMs, undecidedDay, firstDay }: Followed, nowMs: number): boolean {
    const isTime = nowMs >= notBeforeMs || nowMs < notBeforeMs - AFTER_TOO_MUCH_MS;
    return !isLoading && isTime && undecidedDay < firstDay;
  }

  #start(followed: Followed): void {
    const nowMs = this.#parts.clock.nowMs();
    const fromMs = Math.max(nowMs, this.#latestMs) + 1;
    const window = new LiveWindow(fromMs);
    const begin = { window, fromMs, lateSegment: 0 };
    const notBeforeMs = nowMs + LOAD_EVERY_MS;
    Object.assign(followed, begin, { isLoaded: false, isLoading: true, notBeforeMs });
    const loading = this.#load(followed, window)
      .catch((error: unknown) => {
        followed.window = null;
        const about = { err: error, site: followed.site.number };
        this.#parts.log.warn(about, 'Live figures are counted by the event store');
      })
      .finally(() => {
        followed.isLoading = false;
        this.#loads.delete(loading);
      });
    this.#loads.add(loading);
  }

  async #load(followed: Followed, window: LiveWindow): Promise<void> {
    const { clock, flush, store, load } = this.#parts;
    const { site, fromMs } = followed;
    await sleep(A_MOMENT_MS);
    const loadedSegment = await flush();
    for (const day of new Set([followed.firstDay, dateAt(site.timezone, fromMs)])) {
      if (await store.decidesVisits(site.number, day)) setUndecided(followed, day);
    }
    if (followed.window !== window) return;
    for (const [at, minute] of await load.minutes(site, fromMs)) window.addMinute(at, minute);
    for await (const events of load.events(site, fromMs)) {
      if (followed.window !== window || this.#sites.get(site.number) !== followed) return;
      for (const event of events) window.add(event);
      this.#keepWithin(clock.nowMs());
      await othersTurn();
    }
    // Of an event that was written meanwhile nobody knows whether it was read.
    if (followed.lateSegment > loadedSegment) followed.window = null;
    followed.isLoaded = true;
  }

  #moveOn(followed: Followed, window: LiveWindow, nowMs: number): void {
    if (Math.abs(nowMs - followed.askedMs) > UNASKED_MS) this.forget(followed.site.number);
    else if (nowMs >= window.nowMs + 1_000) window.advance(nowMs);
    if (window.events > this.#maxEvents) this.#keepWithin(nowMs);
  }

  /** Where there is too much to remember, the largest is given up. */
  #keepWithin(nowMs: number): void {
    const bySize = [...this.#sites.values()].toSorted((a, b) => eventsOf(b) - eventsOf(a));
    let events = bySize.reduce((sum, followed) => sum + eventsOf(followed), 0);
    for (const followed of bySize) {
      if (events <= this.#maxEvents) return;
      events -= eventsOf(followed);
      followed.window = null;
      followed.notBeforeMs = nowMs + AFTER_TOO_MUCH_MS;
    }
  }
}

const eventsOf = ({ window }: Followed) => window?.events ?? 0;

/** Days that are not shown any more do not matter. */
function setUndecided(followed: Followed, day: string): void {
  if (day < followed.firstDay) return;
  if (day > followed.undecidedDay) followed.undecidedDay = day;
  followed.window = null;
}
