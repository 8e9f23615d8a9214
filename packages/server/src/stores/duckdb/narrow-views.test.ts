/** A statement that names its columns reads the same rows as from the views themselves. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customEvent, engagement, pageview, site, storeEvents } from '../../testing/build.ts';
import type { EventStore } from '../event-store.ts';
import { openMemoryStore } from '../open.ts';
import { narrowViews } from './narrow-views.ts';

const SITE = site();
let store: EventStore;

beforeAll(async () => {
  store = await openMemoryStore();
  const events = ['2026-03-01', '2026-03-02'].flatMap((day) => [
    pageview({ at: `${day}T10:00:00`, page: '/a', source: 'Google', browser: 'Firefox' }),
    engagement({ at: `${day}T10:00:20`, page: '/a', engaged_ms: 9_000, scroll_depth: 80 }),
    pageview({ at: `${day}T10:00:30`, page: '/b' }),
    customEvent('buy', {
      at: `${day}T10:01:00`,
      page: '/b',
      props: { plan: 'pro' },
      revenue_amount: '2.5',
      revenue_currency: 'EUR',
    }),
    pageview({ at: `${day}T10:00:00`, page: '/c', visitor: 'bob' }),
    customEvent('play', { at: `${day}T12:00:00`, page: '/c', visitor: 'cid', interactive: false }),
  ]);
  await storeEvents(store, SITE, events);
  await store.sealDays([{ site: SITE.number, day: '2026-03-01' }]);
});
afterAll(() => store.close());

async function columnsOf(view: string): Promise<string[]> {
  const rows = await store.query({ text: `DESCRIBE ${view}`, params: [] });
  return rows.map(({ column_name: name }) => String(name));
}

test.each(['all_visits', 'all_events'])(
  'every column of %s, of sealed days and open ones',
  async (view) => {
    const columns = await columnsOf(view);
    const text = `SELECT ${columns.join(', ')} FROM ${view} ORDER BY ALL`;
    const whole = await store.query({ text, params: [] });
    expect(new Set(whole.map(({ day }) => day))).toEqual(new Set(['2026-03-01', '2026-03-02']));
    expect(await store.query({ text, params: [], namesColumns: true })).toEqual(whole);
  },
);

test('columns that are not named are not there', () => {
  expect(narrowViews('SELECT v.browser FROM all_visits v WHERE v.site = ?')).toBe(
    'SELECT v.browser FROM (SELECT site, browser FROM visits UNION ALL SELECT site AS site, any_value(browser) AS browser FROM hot_events GROUP BY site, day, visitor, visit_started) v WHERE v.site = ?',
  );
  expect(narrowViews('SELECT count(*) FROM all_events WHERE name = ?')).toBe(
    'SELECT count(*) FROM (SELECT name FROM events UNION ALL SELECT name AS name FROM hot_events) WHERE name = ?',
  );
});
