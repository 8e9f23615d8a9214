/** When a key was used and when it ends, as its row says them. */
import { formatDay } from '../members/format-day.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A key that ends within this is marked. */
const SOON_DAYS = 14;

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** @param nowMs the reader's clock */
export function lastUsedText(instant: string | null, nowMs: number): string {
  if (instant === null) return 'Never';
  const at = new Date(instant);
  const minutes = Math.floor((nowMs - at.getTime()) / MINUTE_MS);
  if (minutes < 1) return 'Just now';
  if (minutes < 60) return `${minutes}m ago`;
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  return isToday ? `Today, ${TIME.format(at)}` : formatDay(instant);
}

export interface Expiry {
  text: string;
  tone?: 'warning' | 'error';
}

/** @param nowMs the reader's clock */
export function expiryOf(instant: string | null, nowMs: number): Expiry {
  if (instant === null) return { text: 'Never' };
  const leftMs = Date.parse(instant) - nowMs;
  if (leftMs <= 0) return { text: 'Expired', tone: 'error' };
  const days = Math.ceil(leftMs / DAY_MS);
  if (days > SOON_DAYS) return { text: formatDay(instant) };
  return { text: days === 1 ? 'within a day' : `in ${days} days`, tone: 'warning' };
}

export const LIFETIMES = [
  { value: 'never', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'date', label: 'On a day …' },
] as const;
export type Lifetime = (typeof LIFETIMES)[number]['value'];

/**
 * @param day `YYYY-MM-DD` with the lifetime `date`: the key ends as that day begins for the reader
 * @returns when the key ends, ISO 8601; null: never; the text as it stands when it is no day, for
 *   the server to say so
 */
export function endOf(lifetime: Lifetime, day: string, nowMs: number): string | null {
  if (lifetime === 'never') return null;
  if (lifetime !== 'date') return new Date(nowMs + Number(lifetime) * DAY_MS).toISOString();
  const at = new Date(`${day}T00:00`);
  return Number.isNaN(at.getTime()) ? day : at.toISOString();
}
