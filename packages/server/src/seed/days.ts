/** How many visitors come on which day, and what brings them. Pure; `traffic.ts` calls it. */
import { addDays, startOfDateMs } from '../calendar.ts';
import type { Happening, Profile } from './profile.ts';
import { createRandom } from './random.ts';

export interface Window {
  /** First day, `YYYY-MM-DD`, in the site's timezone. */
  firstDate: string;
  /** Whole days from `firstDate` on. */
  days: number;
  /** Traffic ends before this instant; past the whole days it is that of an unfinished one. */
  untilMs: number;
}

export interface Day {
  date: string;
  /** Its first instant and that of the next. */
  fromMs: number;
  toMs: number;
  /** Who comes as on any day. */
  everyday: number;
  /** Who comes because something happened. */
  waves: Array<{ arrival: string; visitors: number; fromHour: number }>;
}

/** How much a day may differ from its neighbours for no reason. */
const DAILY_SPREAD = 0.07;
const DAYS_PER_YEAR = 365;
/** What happens once needs a run-up to stand out from. */
const DAYS_FOR_A_SPIKE = 14;

interface Expected {
  date: string;
  everyday: number;
  waves: Array<{ arrival: string; share: number; fromHour: number }>;
}

/**
 * @param visitorsPerDay the average over the whole days of the window, spikes included
 * @returns the window's days, and the one under way after them when `untilMs` reaches into it
 */
export function planDays(
  profile: Profile,
  seed: string,
  timezone: string,
  window: Window,
  visitorsPerDay: number,
): Day[] {
  const expected: Expected[] = [];
  for (let index = 0; index <= window.days; index++) {
    const date = addDays(window.firstDate, index);
    if (startOfDateMs(timezone, date) >= window.untilMs) break;
    expected.push(expectDay(profile, seed, window, date, index));
  }
  const total = expected.slice(0, window.days).reduce((sum, day) => sum + weightOf(day), 0);
  const scale = (visitorsPerDay * window.days) / total;
  const round = roundingCarry();
  return expected.map(({ date, everyday, waves }) => ({
    date,
    fromMs: startOfDateMs(timezone, date),
    toMs: startOfDateMs(timezone, addDays(date, 1)),
    everyday: round(everyday * scale),
    waves: waves.map(({ arrival, share, fromHour }) => ({
      arrival,
      fromHour,
      visitors: round(share * scale),
    })),
  }));
}

function weightOf({ everyday, waves }: Expected): number {
  return waves.reduce((sum, { share }) => sum + share, everyday);
}

/** Whole numbers whose sum never drifts from the sum of what they stand for. */
function roundingCarry(): (value: number) => number {
  let owed = 0;
  return (value) => {
    owed += value;
    const whole = Math.round(owed);
    owed -= whole;
    return whole;
  };
}

function expectDay(
  profile: Profile,
  seed: string,
  window: Window,
  date: string,
  index: number,
): Expected {
  const random = createRandom(`${seed}/day/${date}`);
  const growth = profile.growthPerYear ** ((index - window.days / 2) / DAYS_PER_YEAR);
  return {
    date,
    everyday: profile.weekdays[weekdayOf(date)]! * growth * random.around(1, DAILY_SPREAD),
    waves: profile.events.flatMap((happening) => {
      const day = daysSince(happening, window, date, index);
      const share = day === null ? 0 : (happening.days[day] ?? 0);
      const fromHour = day === 0 ? happening.fromHour : 0;
      return share === 0 ? [] : [{ arrival: happening.arrival, share: share * growth, fromHour }];
    }),
  };
}

/** @returns days since the latest time it happened, null when it has not yet */
function daysSince(
  { when }: Happening,
  window: Window,
  date: string,
  index: number,
): number | null {
  if ('atShare' in when) {
    const at = Math.floor(window.days * when.atShare);
    return window.days < DAYS_FOR_A_SPIKE || index < at ? null : index - at;
  }
  const day = epochDay(date) - EPOCH_MONDAY - when.weekday;
  const period = when.everyWeeks * 7;
  return ((day % period) + period) % period;
}

/** 1970-01-05 was a Monday. */
const EPOCH_MONDAY = 4;
const DAY_MS = 86_400_000;

function epochDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** @returns 0 for Monday to 6 for Sunday */
function weekdayOf(date: string): number {
  return (((epochDay(date) - EPOCH_MONDAY) % 7) + 7) % 7;
}
