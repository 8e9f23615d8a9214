import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import { instantOf, pageview, site, storeEvents } from '../testing/build.ts';
import { runRealtime } from './index.ts';

let store: EventStore;
let lastSite = 0;
let context: SiteContext;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(() => {
  context = site({ number: ++lastSite });
});

const ask = (now: string) =>
  runRealtime({
    store,
    site: context,
    nowMs: instantOf(now, 'UTC'),
    firstEventAtMs: null,
    goals: [],
  });

/** The minutes with pageviews, as `[minute, pageviews]`. */
async function minutes(now: string) {
  const { per_minute } = await ask(now);
  return per_minute
    .filter(({ pageviews }) => pageviews > 0)
    .map(({ minute, pageviews }) => [minute.slice(11, 16), pageviews]);
}

test('what is asked again within a second, with nothing new, asks the store nothing', async () => {
  const query = vi.spyOn(store, 'query');
  await ask('12:00:30');
  const first = query.mock.calls.length;
  await ask('12:00:30.9');
  expect([first, query.mock.calls.length]).toEqual([2, 2]);
  query.mockRestore();
});

test('an event of the last minutes counts at once, a late one within ten seconds', async () => {
  await storeEvents(store, context, [pageview({ at: '11:40:00' })]);
  expect(await minutes('12:00:30')).toEqual([['11:40', 1]]);
  await storeEvents(store, context, [
    pageview({ visitor: 'late', at: '11:40:10' }),
    pageview({ visitor: 'now', at: '12:00:31' }),
    pageview({ visitor: 'start', at: '11:55:00' }),
  ]);
  expect(await minutes('12:00:31')).toEqual([
    ['11:40', 1],
    ['11:55', 1],
    ['12:00', 1],
  ]);
  expect(await minutes('12:00:41')).toEqual([
    ['11:40', 2],
    ['11:55', 1],
    ['12:00', 1],
  ]);
});

test('a minute moves on with the clock, and the thirtieth is the last', async () => {
  await storeEvents(store, context, [pageview({ at: '11:31:00' }), pageview({ at: '11:32:59' })]);
  expect(await minutes('12:00:59')).toEqual([
    ['11:31', 1],
    ['11:32', 1],
  ]);
  expect(await minutes('12:01:00')).toEqual([['11:32', 1]]);
  expect(await minutes('12:02:00')).toEqual([]);
});

test('lists hold the ten most visited, those with as many by name', async () => {
  const pages = ['/l', '/k', '/j', '/i', '/h', '/g', '/f', '/e', '/d', '/c', '/b', '/a'];
  await storeEvents(store, context, [
    ...pages.map((page) => pageview({ at: '12:00:00', page })),
    pageview({ visitor: 'bob', at: '12:00:10', page: '/z' }),
    pageview({ visitor: 'eve', at: '12:00:10', page: '/z' }),
    pageview({ visitor: 'eve', at: '12:00:20', page: '/z' }),
  ]);
  const { top_pages } = await ask('12:00:30');
  const single = ['/a', '/b', '/c', '/d', '/e', '/f', '/g', '/h', '/i'];
  expect(top_pages).toEqual([
    { pathname: '/z', visitors: 2 },
    ...single.map((pathname) => ({ pathname, visitors: 1 })),
  ]);
});

test('a count that fails is tried again by the next who asks', async () => {
  const query = vi.spyOn(store, 'query').mockRejectedValueOnce(new Error('store is down'));
  query.mockRejectedValueOnce(new Error('store is down'));
  await expect(ask('12:00:30')).rejects.toThrow('store is down');
  query.mockRestore();
  expect(await minutes('12:00:30')).toEqual([]);
});
