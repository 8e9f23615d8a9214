import { expect, test } from 'vitest';
import { endOf, expiryOf, lastUsedText } from './instants.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const before = (ms: number) => new Date(NOW - ms).toISOString();

test.each([
  [null, 'Never'],
  [before(59_999), 'Just now'],
  [before(-5_000), 'Just now'],
  [before(60_000), '1m ago'],
  [before(59 * 60_000), '59m ago'],
])('a key that was used at %s was used "%s"', (instant, text) => {
  expect(lastUsedText(instant, NOW)).toBe(text);
});

test('a use of today tells the time, an earlier one the day', () => {
  expect(lastUsedText(before(60 * 60_000), NOW)).toMatch(/^Today, /);
  expect(lastUsedText(before(3 * 86_400_000), NOW)).toMatch(/2026/);
});

test.each([
  [null, { text: 'Never' }],
  ['2026-11-20T12:00:00.000Z', { text: 'Expired', tone: 'error' }],
  ['2026-11-20T12:00:01.000Z', { text: 'within a day', tone: 'warning' }],
  ['2026-11-26T12:00:00.000Z', { text: 'in 6 days', tone: 'warning' }],
  ['2026-12-04T12:00:00.000Z', { text: 'in 14 days', tone: 'warning' }],
])('a key that ends at %s says %j', (instant, expiry) => {
  expect(expiryOf(instant, NOW)).toEqual(expiry);
});

test('a lifetime becomes an instant; what is no day is left to the server', () => {
  expect(endOf('never', '', NOW)).toBeNull();
  expect(endOf('30', '', NOW)).toBe('2026-12-20T12:00:00.000Z');
  expect(endOf('date', '2027-03-01', NOW)).toBe(new Date('2027-03-01T00:00').toISOString());
  expect(endOf('date', '', NOW)).toBe('');
});
