/**
 * The live figures of one site, kept as its events come: who was there in the last 5 minutes and
 * where, and the last 30 minutes one by one. An event costs the same whatever went before it, and is
 * taken back when its second leaves the last 5 minutes; so reading depends on how many pages, sources
 * and countries there are, not on how many events.
 *
 * A minute knows its visitors by name while it touches the last 5 minutes, then only their number.
 */
import { NO_SOURCE, NOT_SET } from '@purestat/vocabulary';
import type { EventRecord } from '../stores/event-record.ts';

const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const PRESENT_MS = 5 * MINUTE_MS;
export const SHOWN_MINUTES = 30;
export const LISTED = 10;

/** What is counted apart, and what the value is called where an event has none. */
export const LISTS = [
  { kind: 'pathname', missing: '' },
  { kind: 'source', missing: NO_SOURCE },
  { kind: 'country', missing: NOT_SET },
] as const;
export type ListKind = (typeof LISTS)[number]['kind'];

export interface Visited {
  visitors: number;
  pageviews: number;
}

export interface LiveCounts extends Visited {
  /** The instant they are of, ms. */
  atMs: number;
  /** Of each at most LISTED: those with the most visitors, those with as many by name. */
  lists: Readonly<Record<ListKind, ReadonlyArray<{ value: string; visitors: number }>>>;
  /** By the minute's start, ms; a minute without events is absent. */
  minutes: ReadonlyMap<number, Visited>;
}

/** What is read of an event, which is no engagement. */
export type LiveEvent = Pick<EventRecord, 'ts' | 'visitor' | 'name' | ListKind>;

export const secondOf = (atMs: number) => Math.floor(atMs / SECOND_MS) * SECOND_MS;
export const minuteOf = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
/** The first of the minutes that are shown. */
export const firstMinuteOf = (atMs: number) => minuteOf(atMs) - (SHOWN_MINUTES - 1) * MINUTE_MS;
/** The minute in which the last 5 begin; those before it are over. */
export const recentFrom = (atMs: number) => minuteOf(secondOf(atMs) - PRESENT_MS);

interface Visitor {
  id: string;
  events: number;
}

/** A page, source or country: how many events each visitor has there. */
interface Value {
  text: string;
  /** How many of them there are: reading asks every value. */
  visitors: number;
  events: Map<string, number>;
}

interface Minute {
  /** Null once the minute is over; then `closed` is their number. */
  visitors: Set<string> | null;
  closed: number;
  pageviews: number;
}

/** A second of the last 5 minutes: for each event its visitor, then its value of each list. */
interface Second {
  counted: Array<Visitor | Value>;
  pageviews: number;
}

const PER_EVENT = 1 + LISTS.length;

export class LiveWindow {
  /** The second that is under way; what lies after it waits. */
  #nowMs: number;
  #pageviews = 0;
  #events = 0;
  readonly #visitors = new Map<string, Visitor>();
  readonly #values = LISTS.map(() => new Map<string, Value>());
  readonly #seconds = new Map<number, Second>();
  readonly #ahead = new Map<number, LiveEvent[]>();
  readonly #minutes = new Map<number, Minute>();

  constructor(nowMs: number) {
    this.#nowMs = secondOf(nowMs);
  }

  /** The second up to which it counts, ms. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** How many events it remembers one by one. */
  get events(): number {
    return this.#events;
  }

  /** A minute that was over before the window began. */
  addMinute(minuteMs: number, { visitors, pageviews }: Visited): void {
    this.#minutes.set(minuteMs, { visitors: null, closed: visitors, pageviews });
  }

  /** @returns false for an event of a minute that is over and still shown, which cannot be counted */
  add(event: LiveEvent): boolean {
    const second = secondOf(event.ts);
    if (second < recentFrom(this.#nowMs)) return second < firstMinuteOf(this.#nowMs);
    if (second <= this.#nowMs) {
      this.#count(event, second);
      return true;
    }
    const waiting = this.#ahead.get(second);
    if (waiting === undefined) this.#ahead.set(second, [event]);
    else waiting.push(event);
    this.#events += 1;
    return true;
  }

  /** Moves on; not back. */
  advance(nowMs: number): void {
    const second = secondOf(nowMs);
    if (second <= this.#nowMs) return;
    this.#nowMs = second;
    for (const [at, waiting] of this.#ahead) {
      if (at > second) continue;
      this.#ahead.delete(at);
      this.#events -= waiting.length;
      for (const event of waiting) this.#count(event, at);
    }
    for (const [at, over] of this.#seconds) {
      if (at >= second - PRESENT_MS) continue;
      this.#seconds.delete(at);
      this.#takeBack(over);
    }
    this.#closeMinutes();
  }

  counts(): LiveCounts {
    const lists = LISTS.map(({ kind }, place) => [kind, mostVisited(this.#values[place]!)]);
    return {
      atMs: this.#nowMs,
      visitors: this.#visitors.size,
      pageviews: this.#pageviews,
      lists: Object.fromEntries(lists) as LiveCounts['lists'],
      minutes: new Map(
        [...this.#minutes].map(([at, { visitors, closed, pageviews }]) => [
          at,
          { visitors: visitors?.size ?? closed, pageviews },
        ]),
      ),
    };
  }

  #count(event: LiveEvent, second: number): void {
    const pageviews = event.name === 'pageview' ? 1 : 0;
    if (second < this.#nowMs - PRESENT_MS) {
      this.#countMinute(minuteOf(second), event.visitor, pageviews);
      return;
    }
    const into = this.#seconds.get(second) ?? { counted: [], pageviews: 0 };
    if (into.counted.length === 0) this.#seconds.set(second, into);
    const visitor = this.#visitorOf(event.visitor);
    visitor.events += 1;
    into.counted.push(visitor);
    for (const [place, { kind, missing }] of LISTS.entries()) {
      const value = this.#valueOf(place, event[kind] === '' ? missing : event[kind]);
      const before = value.events.get(visitor.id) ?? 0;
      value.events.set(visitor.id, before + 1);
      if (before === 0) value.visitors += 1;
      into.counted.push(value);
    }
    into.pageviews += pageviews;
    this.#pageviews += pageviews;
    this.#events += 1;
    this.#countMinute(minuteOf(second), visitor.id, pageviews);
  }

  #countMinute(at: number, visitor: string, pageviews: number): void {
    let minute = this.#minutes.get(at);
    if (minute === undefined) {
      minute = { visitors: new Set(), closed: 0, pageviews: 0 };
      this.#minutes.set(at, minute);
    }
    minute.visitors?.add(visitor);
    minute.pageviews += pageviews;
  }

  #takeBack({ counted, pageviews }: Second): void {
    for (let index = 0; index < counted.length; index += PER_EVENT) {
      const visitor = counted[index] as Visitor;
      for (let place = 0; place < LISTS.length; place++) {
        const value = counted[index + 1 + place] as Value;
        const left = value.events.get(visitor.id)! - 1;
        if (left > 0) value.events.set(visitor.id, left);
        else {
          value.events.delete(visitor.id);
          value.visitors -= 1;
          if (value.visitors === 0) this.#values[place]!.delete(value.text);
        }
      }
      visitor.events -= 1;
      if (visitor.events === 0) this.#visitors.delete(visitor.id);
    }
    this.#pageviews -= pageviews;
    this.#events -= counted.length / PER_EVENT;
  }

  #closeMinutes(): void {
    const firstShown = firstMinuteOf(this.#nowMs);
    const firstOpen = recentFrom(this.#nowMs);
    for (const [at, minute] of this.#minutes) {
      if (at < firstShown) this.#minutes.delete(at);
      else if (at < firstOpen && minute.visitors !== null) {
        minute.closed = minute.visitors.size;
        minute.visitors = null;
      }
    }
  }

  #visitorOf(id: string): Visitor {
    let visitor = this.#visitors.get(id);
    if (visitor === undefined) {
      visitor = { id, events: 0 };
      this.#visitors.set(id, visitor);
    }
    return visitor;
  }

  #valueOf(place: number, text: string): Value {
    const values = this.#values[place]!;
    let value = values.get(text);
    if (value === undefined) {
      value = { text, visitors: 0, events: new Map() };
      values.set(text, value);
    }
    return value;
  }
}

/** One pass; what is listed already is seldom touched. */
function mostVisited(
  values: ReadonlyMap<string, Value>,
): Array<{ value: string; visitors: number }> {
  const listed: Value[] = [];
  for (const value of values.values()) {
    const isFull = listed.length === LISTED;
    if (isFull && !isBefore(value, listed[LISTED - 1]!)) continue;
    if (isFull) listed.pop();
    const place = listed.findIndex((other) => isBefore(value, other));
    listed.splice(place === -1 ? listed.length : place, 0, value);
  }
  return listed.map(({ text, visitors }) => ({ value: text, visitors }));
}

function isBefore(value: Value, other: Value): boolean {
  return value.visitors === other.visitors
    ? value.text < other.text
    : value.visitors > other.visitors;
}
