/**
 * The traffic of a made-up site as one row of events in order of time. The same seed, profile and
 * window give the same events, on any machine; a later `untilMs` only adds to them.
 */
import { planDays, type Day, type Window } from './days.ts';
import type { Arrival, Profile } from './profile.ts';
import { createRandom, type Random } from './random.ts';
import { planVisit, type TimedEvent } from './visit.ts';
import { createVisitor, type Visitor } from './visitor.ts';

export interface TrafficOptions {
  profile: Profile;
  seed: string;
  domain: string;
  /** IANA name. */
  timezone: string;
  window: Window;
  /** Average of visitors a day over the window's whole days. */
  visitorsPerDay: number;
}

const HOUR_MS = 3_600_000;
const HOUR_AFTER_CLOCK_CHANGES = 3;
/** Comes a second time on the same day, a while after the first. */
const RETURNING = { share: 0.11, afterMs: 50 * 60_000, withinMs: 7 * HOUR_MS };

/** Yields the events of the window in order of time. */
export function* createTraffic(options: TrafficOptions): Generator<TimedEvent> {
  const { profile, seed, timezone, window, visitorsPerDay } = options;
  let pending: TimedEvent[] = [];
  for (const day of planDays(profile, seed, timezone, window, visitorsPerDay)) {
    // A visit may go on past midnight: what it sends then belongs among the next day's events.
    const events = [...pending, ...eventsOfDay(options, day)].sort((a, b) => a.atMs - b.atMs);
    const endMs = Math.min(day.toMs, window.untilMs);
    const rest = events.findIndex(({ atMs }) => atMs >= endMs);
    pending = rest === -1 ? [] : events.slice(rest);
    yield* rest === -1 ? events : events.slice(0, rest);
  }
}

function eventsOfDay(options: TrafficOptions, day: Day): TimedEvent[] {
  const { profile, seed } = options;
  const random = createRandom(`${seed}/visits/${day.date}`);
  const known = new Set<string>();
  const everyday = Object.fromEntries(
    Object.entries(profile.arrivals).map(([name, { weight }]) => [name, weight]),
  );
  const comings = [
    ...Array.from({ length: day.everyday }, () => ({ arrival: null, fromHour: 0 })),
    ...day.waves.flatMap(({ arrival, visitors, fromHour }) =>
      Array.from({ length: visitors }, () => ({ arrival, fromHour })),
    ),
  ];
  return comings.flatMap((coming) => {
    const arrival = profile.arrivals[coming.arrival ?? random.weighted(everyday)]!;
    const startMs = momentOf(profile, day, coming.fromHour, random);
    const visitor = newVisitor({ profile, arrival, startMs, known }, random);
    return visitsOf(options, day, { arrival, startMs, visitor }, random);
  });
}

/** Two people of one day never share address and browser: they would be counted as one. */
function newVisitor(
  parts: { profile: Profile; arrival: Arrival; startMs: number; known: Set<string> },
  random: Random,
): Visitor {
  for (;;) {
    const visitor = createVisitor(parts.profile, parts.arrival, parts.startMs, random);
    const key = `${visitor.sender.ip}\n${visitor.sender.userAgent}`;
    if (parts.known.has(key)) continue;
    parts.known.add(key);
    return visitor;
  }
}

function visitsOf(
  { profile, domain }: TrafficOptions,
  { date, toMs }: Day,
  first: { arrival: Arrival; startMs: number; visitor: Visitor },
  random: Random,
): TimedEvent[] {
  const events = planVisit({ profile, domain, date, ...first }, random);
  if (!random.chance(RETURNING.share)) return events;
  const backAtMs =
    events.at(-1)!.atMs + RETURNING.afterMs + Math.floor(random.unit() * RETURNING.withinMs);
  if (backAtMs >= toMs) return events;
  const again = { ...first, arrival: profile.arrivals['direct']!, startMs: backAtMs };
  return [...events, ...planVisit({ profile, domain, date, ...again }, random)];
}

/** An instant of the day, hours weighted as the profile says, by the site's own clock. */
function momentOf(profile: Profile, day: Day, fromHour: number, random: Random): number {
  const hours = Object.fromEntries(
    profile.hours.map((weight, hour) => [String(hour), hour < fromHour ? 0 : weight]),
  );
  const hour = Number(random.weighted(hours));
  // Clocks change at night, by the few hours that the day is short of or beyond 24.
  const changedMs = hour >= HOUR_AFTER_CLOCK_CHANGES ? day.toMs - day.fromMs - 24 * HOUR_MS : 0;
  const atMs = day.fromMs + hour * HOUR_MS + changedMs + Math.floor(random.unit() * HOUR_MS);
  return Math.min(atMs, day.toMs - 1);
}
