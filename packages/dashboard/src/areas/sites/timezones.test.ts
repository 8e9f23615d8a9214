import { describe, expect, it, test } from 'vitest';
import { offsetOf, timezoneItems } from './timezones.ts';

const WINTER = new Date('2026-01-15T12:00:00Z');
const SUMMER = new Date('2026-07-15T12:00:00Z');

describe('offsetOf', () => {
  test.each([
    { timezone: 'Europe/Berlin', at: WINTER, offset: 'UTC+1' },
    { timezone: 'Europe/Berlin', at: SUMMER, offset: 'UTC+2' },
    { timezone: 'America/St_Johns', at: WINTER, offset: 'UTC−3:30' },
    { timezone: 'UTC', at: WINTER, offset: 'UTC' },
    { timezone: 'Mars/Olympus', at: WINTER, offset: '' },
  ])('$timezone is $offset', ({ timezone, at, offset }) => {
    expect(offsetOf(timezone, at)).toBe(offset);
  });
});

describe('timezoneItems', () => {
  it('offers UTC and the zone that is chosen, also under an old name', () => {
    const values = timezoneItems('US/Eastern', WINTER).map((item) => item.value);
    expect(values).toContain('UTC');
    expect(values).toContain('US/Eastern');
    expect(values).toContain('Europe/Berlin');
    expect(new Set(values).size).toBe(values.length);
  });
});
