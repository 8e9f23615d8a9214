import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { dateAt, startOfDayMs } from './calendar.ts';

/** Clock changes, midnight skipped (Beirut, Havana), a date that never was (Apia), half hours. */
const ZONES = [
  ['Europe/Berlin', '2026-03-28T00:00:00Z'],
  ['America/New_York', '2026-10-31T00:00:00Z'],
  ['Asia/Beirut', '2026-03-27T12:00:00Z'],
  ['America/Havana', '2026-10-31T00:00:00Z'],
  ['Pacific/Apia', '2011-12-29T00:00:00Z'],
  ['Asia/Kathmandu', '2025-12-31T00:00:00Z'],
] as const;

test.each(ZONES)('in %s instants in any order have their dates', (zone, from) => {
  const quarters = Array.from({ length: 4 * 24 * 4 }, (_, index) => (index * 269) % 384);
  for (const quarter of quarters) {
    const atMs = Date.parse(from) + quarter * 900_000;
    const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
    expect([atMs, dateAt(zone, atMs), startOfDayMs(zone, atMs)]).toEqual([
      atMs,
      local.toPlainDate().toString(),
      local.startOfDay().epochMilliseconds,
    ]);
  }
});

test('of more days than are kept each still has its date', () => {
  const dates = Array.from({ length: 9_000 }, (_, day) => {
    const atMs = Date.parse('2001-01-01T12:00:00Z') + day * 86_400_000;
    return dateAt('Asia/Kathmandu', atMs) === new Date(atMs).toISOString().slice(0, 10);
  });
  expect(dates.every(Boolean)).toBe(true);
});
