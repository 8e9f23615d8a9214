/** Months of which sealing has added up the figures, and days of them that come later. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instantOf, pageview, site, storeEvents, type EventFields } from '../testing/build.ts';
import { rawStore } from '../testing/raw-store.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openMemoryStore } from '../stores/open.ts';
import { runStats } from './run.ts';

const SITE = site();
const MONTH = '2026-03-01';

let store: EventStore;
beforeEach(async () => {
  store = await openMemoryStore({ minEventsForFigures: 2 });
  await storeEvents(store, SITE, [...on('2026-03-05', '/a'), ...on('2026-04-01', '/a')]);
  await sealAll();
});
afterEach(() => store.close());

const on = (day: string, page: string): EventFields[] => [
  pageview({ at: `${day}T10:00:00`, page, visitor: 'ann' }),
  pageview({ at: `${day}T10:01:00`, page, visitor: 'bob' }),
];
const sealAll = async () => store.sealDays(await store.unsealedDays());

/** The pages of two months, in which March is whole. */
const pagesOf = async (of: EventStore) => {
  const nowMs = instantOf('2026-04-30T12:00:00', 'UTC');
  const context = { store: of, site: SITE, nowMs, firstEventAtMs: null, goals: [] };
  const { dimensions } = await runStats(context, {
    period: 'custom',
    date_from: '2026-03-01',
    date_to: '2026-04-30',
    metrics: ['pageviews', 'visitors'],
    dimensions: ['pathname'],
  });
  return dimensions;
};
const expectExact = async (rows: Array<[string, number]>) => {
  const pages = await pagesOf(store);
  expect(pages).toEqual(await pagesOf(rawStore(store)));
  expect(pages.map((row) => [row['pathname'], row['pageviews']])).toEqual(rows);
};

test('a day that had no rows before is counted, and the month is added up anew once it is sealed', async () => {
  expect([...store.sealedFigures(SITE.number).months]).toEqual([MONTH]);
  await storeEvents(store, SITE, on('2026-03-09', '/b'));
  await expectExact([
    ['/a', 4],
    ['/b', 2],
  ]);
  expect([...store.sealedFigures(SITE.number).months]).toEqual([]);
  await sealAll();
  await expectExact([
    ['/a', 4],
    ['/b', 2],
  ]);
  expect([...store.sealedFigures(SITE.number).months]).toEqual([MONTH]);
});
