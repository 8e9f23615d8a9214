/**
 * Arithmetic on calendar dates (`YYYY-MM-DD` text). A calendar date belongs to the site's timezone
 * and to no instant, so everything here counts in UTC, where days are all 24 hours long.
 */

const DAY_MS = 86_400_000;
const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** @returns whether the text is a date that exists */
export function isCalendarDate(text: string | null | undefined): text is string {
  if (text === null || text === undefined || !DATE_PATTERN.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && fromMs(ms) === text;
}

/** @returns milliseconds of the date's midnight in UTC: for counting and formatting only */
export function toMs(date: string): number {
  return Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
}

function fromMs(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return fromMs(toMs(date) + days * DAY_MS);
}

/** Adds calendar months; a day that the month lacks becomes its last one. */
export function addMonths(date: string, months: number): string {
  const at = new Date(toMs(date));
  const first = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1);
  const day = Math.min(at.getUTCDate(), daysInMonth(fromMs(first)));
  return fromMs(first + (day - 1) * DAY_MS);
}

/** @returns whole days from `from` to `to`: 0 for the same date, negative when `to` is earlier */
export function daysBetween(from: string, to: string): number {
  return Math.round((toMs(to) - toMs(from)) / DAY_MS);
}

export function daysInMonth(date: string): number {
  const at = new Date(toMs(date));
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
}

export function startOfMonth(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

export function endOfMonth(date: string): string {
  return `${date.slice(0, 7)}-${String(daysInMonth(date)).padStart(2, '0')}`;
}

export function startOfYear(date: string): string {
  return `${date.slice(0, 4)}-01-01`;
}

/** @returns 0 for Monday to 6 for Sunday */
export function weekdayOf(date: string): number {
  return (new Date(toMs(date)).getUTCDay() + 6) % 7;
}

export function startOfWeek(date: string): string {
  return addDays(date, -weekdayOf(date));
}

/** @returns the calendar date of the instant in the zone */
export function dateIn(timezone: string, atMs: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(atMs);
  return parts.slice(0, 10);
}
