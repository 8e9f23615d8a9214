import { invalidField } from '../../errors.ts';

const MAX_YEARS_BACK = 5;
const MAX_AHEAD_MS = 5 * 60_000;
const ALLOWED =
  'an instant in ISO 8601 with Z or an offset, such as 2026-03-01T10:00:00Z, or whole milliseconds since 1970';
const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):?(\d\d)?)$/;
const WITHOUT_OFFSET = /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?)?$/;

/** What timestamps a request may hold, both ends included. */
export interface TimestampLimits {
  fromMs: number;
  toMs: number;
}

/** Five years back, on the same date in UTC, and five minutes ahead. */
export function timestampLimits(nowMs: number): TimestampLimits {
  const from = new Date(nowMs);
  from.setUTCFullYear(from.getUTCFullYear() - MAX_YEARS_BACK);
  return { fromMs: from.getTime(), toMs: nowMs + MAX_AHEAD_MS };
}

/**
 * @returns milliseconds since 1970; what is finer is cut off
 * @throws AppError VALIDATION_ERROR for what is no instant or lies outside the limits
 */
export function readTimestamp(value: unknown, { fromMs, toMs }: TimestampLimits): number {
  const ms = typeof value === 'string' ? parseIso(value) : value;
  if (typeof ms !== 'number' || !Number.isSafeInteger(ms)) {
    throw invalidField('timestamp', `must be ${ALLOWED}`);
  }
  if (ms < fromMs) {
    const hint = typeof value === 'number' ? '; a number is milliseconds, not seconds' : '';
    throw invalidField(
      'timestamp',
      `lies more than ${MAX_YEARS_BACK} years back, before ${new Date(fromMs).toISOString()}${hint}`,
    );
  }
  if (ms > toMs) throw invalidField('timestamp', 'lies more than 5 minutes ahead');
  return ms;
}

/** @returns undefined for what is no instant; a date that does not exist is none */
function parseIso(text: string): number | undefined {
  const parts = ISO_8601.exec(text);
  if (parts === null) {
    if (!WITHOUT_OFFSET.test(text)) return undefined;
    throw invalidField('timestamp', `has no offset, so it is no instant; must be ${ALLOWED}`);
  }
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const ms = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const local = Date.UTC(year!, month! - 1, day, hour, minute, second, ms);
  const isDate = new Date(local).getUTCDate() === day && month! >= 1 && month! <= 12;
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  const isTime =
    hour! < 24 && minute! < 60 && second! < 60 && offsetHours < 24 && offsetMinutes < 60;
  if (!isDate || !isTime) return undefined;
  const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000;
  return parts[8] === '-' ? local + offsetMs : local - offsetMs;
}
