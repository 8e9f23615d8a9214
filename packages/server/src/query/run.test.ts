/** Figures through the real store: events are stored as a segment, then whole answers compared. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openMemoryStore } from '../stores/open.ts';
import {
  customEvent,
  engagement,
  instantOf,
  pageview,
  site,
  storeEvents,
} from '../testing/build.ts';
import { runStats } from './run.ts';

let store: EventStore;
let lastSite = 0;
let context: SiteContext;

beforeAll(async () => {
  store = await openMemoryStore();
});
afterAll(() => store.close());
/** A site of its own for every test; the store is shared. */
beforeEach(() => {
  context = site({ number: ++lastSite });
});

const NOW = '2026-03-01T12:30:00';

function stats(
  body: object,
  { now = NOW, of = context, firstEventAtMs = null as number | null } = {},
) {
  const nowMs = instantOf(now, of.timezone);
  return runStats({ store, site: of, nowMs, firstEventAtMs }, { period: 'today', ...body });
}

const rowsOf = async (body: object, options?: Parameters<typeof stats>[1]) =>
  (await stats(body, options)).dimensions;

describe('first slice', () => {
  test('visitors and pageviews by date are gap-free, newest first', async () => {
    await storeEvents(store, context, [
      pageview({ at: '2026-02-27T10:00:00', visitor: 'ann' }),
      pageview({ at: '2026-03-01T10:00:00', visitor: 'ann' }),
      pageview({ at: '2026-03-01T10:01:00', visitor: 'ann', page: '/x' }),
      engagement({ at: '2026-03-01T10:02:00', visitor: 'ann' }),
      customEvent('signup', { at: '2026-03-01T10:02:00', visitor: 'bob' }),
    ]);
    const body = {
      period: '7d',
      metrics: ['visitors', 'pageviews', 'events'],
      dimensions: ['date'],
    };
    expect(await stats(body)).toEqual({
      metrics: { visitors: 3, pageviews: 3, events: 4 },
      dimensions: [
        { date: '2026-03-01', visitors: 2, pageviews: 2, events: 3 },
        { date: '2026-02-28', visitors: 0, pageviews: 0, events: 0 },
        { date: '2026-02-27', visitors: 1, pageviews: 1, events: 1 },
        { date: '2026-02-26', visitors: 0, pageviews: 0, events: 0 },
        { date: '2026-02-25', visitors: 0, pageviews: 0, events: 0 },
        { date: '2026-02-24', visitors: 0, pageviews: 0, events: 0 },
        { date: '2026-02-23', visitors: 0, pageviews: 0, events: 0 },
      ],
      meta: {
        timezone: 'UTC',
        date_from: '2026-02-23',
        date_to: '2026-03-01',
        total_rows: 7,
        sampled: false,
        partial_bucket: '2026-03-01',
      },
    });
  });

  test('pathname rows: the first metric descending, ties by the path; entries speak for the page', async () => {
    await storeEvents(store, context, [
      pageview({ visitor: 'ann', at: '10:00:00', page: '/b' }),
      pageview({ visitor: 'ann', at: '10:01:00', page: '/a' }),
      pageview({ visitor: 'bob', at: '10:00:00', page: '/b' }),
      pageview({ visitor: 'cid', at: '10:00:00', page: '/c' }),
    ]);
    const metrics = [
      'visitors',
      'visits',
      'pageviews',
      'views_per_visit',
      'bounce_rate',
      'avg_duration',
    ];
    expect(await rowsOf({ metrics, dimensions: ['pathname'] })).toEqual([
      {
        pathname: '/b',
        visitors: 2,
        visits: 2,
        pageviews: 2,
        views_per_visit: 1.5,
        bounce_rate: 50,
        avg_duration: 30,
      },
      {
        pathname: '/a',
        visitors: 1,
        visits: 1,
        pageviews: 1,
        views_per_visit: null,
        bounce_rate: null,
        avg_duration: null,
      },
      {
        pathname: '/c',
        visitors: 1,
        visits: 1,
        pageviews: 1,
        views_per_visit: 1,
        bounce_rate: 100,
        avg_duration: 0,
      },
    ]);
  });
});
