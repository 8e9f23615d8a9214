import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import { engagement, instantOf, pageview, site, storeEvents } from '../testing/build.ts';
import { runRealtime, runStats, runStatsBatch } from './index.ts';

let store: EventStore;
let lastSite = 0;
let context: SiteContext;
beforeAll(async () => {
  store = await openTestStore({ minEventsForFigures: 1 });
});
afterAll(() => store.close());
beforeEach(() => {
  context = site({ number: ++lastSite, timezone: 'Asia/Kolkata' });
});

const at = (now: string, firstEventAtMs: number | null = null) => ({
  store,
  site: context,
  nowMs: instantOf(now, context.timezone),
  firstEventAtMs,
  goals: [],
});

describe('batch', () => {
  test('each query is laid over the base and answered as if alone', async () => {
    await storeEvents(store, context, [
      pageview({ source: 'Google' }),
      pageview({ visitor: 'bob' }),
    ]);
    const now = at('12:00:00', instantOf('10:00:00Z', 'UTC'));
    const base = { period: 'today', metrics: ['visitors'] };
    const pages = { dimensions: ['pathname'] };
    const sources = { dimensions: ['source'], metrics: ['pageviews'] };
    const answer = await runStatsBatch(now, { base, queries: { pages, sources }, realtime: true });
    expect(answer).toEqual({
      results: {
        pages: await runStats(now, { ...base, ...pages }),
        sources: await runStats(now, { ...base, ...sources }),
      },
      realtime: await runRealtime(now),
      first_event_at: '2026-03-01T10:00:00.000Z',
    });
  });

  test('the same statement is asked once, however many queries need it', async () => {
    await storeEvents(store, context, [pageview()]);
    const query = vi.spyOn(store, 'query');
    const same = { period: 'today', metrics: ['visitors'], dimensions: ['source'] };
    await runStatsBatch(at('12:00:00'), {
      base: same,
      queries: { a: {}, b: {}, c: { metrics: ['pageviews'] } },
    });
    // Totals of all three, rows of a and b, rows of c.
    expect(query).toHaveBeenCalledTimes(3);
    query.mockRestore();
  });

  test('the store is asked in the order of the queries', async () => {
    await storeEvents(store, context, [pageview()]);
    const query = vi.spyOn(store, 'query');
    const cards = { metrics: ['visitors', 'pageviews'] };
    const chart = { dimensions: ['date'], metrics: ['visitors'] };
    const pages = { dimensions: ['pathname'], metrics: ['bounce_rate'] };
    const queries = { cards, chart, pages };
    await runStatsBatch(at('12:00:00'), { base: { period: '7d' }, queries });
    expect(query.mock.calls.map(([{ text }]) => text.includes('pathname'))).toEqual([false, true]);
    query.mockRestore();
  });

  test('a statement that cannot be written fails its query, and nothing else', async () => {
    const unwritable = {
      engine: 'none',
      dataVersion: () => 0,
      sealedFigures: () => store.sealedFigures(context.number),
    } as Partial<Record<keyof EventStore, unknown>> as EventStore;
    const asked = runStats(
      { ...at('12:00:00'), store: unwritable },
      { period: 'today', metrics: ['visitors'], dimensions: ['source'] },
    );
    await expect(asked).rejects.toThrow(TypeError);
  });

  test('more than four by hours are refused', async () => {
    const byHour = { dimensions: ['hour'] };
    const queries = { a: byHour, b: byHour, c: byHour, d: byHour, e: byHour };
    await expect(runStatsBatch(at('12:00:00'), { queries })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ path: 'queries', message: 'at most 4 with the dimension hour or minute.' }],
    });
  });

  test('one that is aborted does not take the others with it', async () => {
    const controller = new AbortController();
    const body = { period: 'today', metrics: ['visitors'] };
    const aborted = runStats({ ...at('12:00:00'), signal: controller.signal }, body);
    const other = runStats(at('12:00:00'), body);
    controller.abort(new Error('The client has gone.'));
    await expect(aborted).rejects.toThrow('The client has gone.');
    expect((await other).metrics).toEqual({ visitors: 0 });
  });

  test.each([
    ['queries that are a list', { queries: [] }, 'queries: '],
    ['a field that is none', { queries: {}, live: true }, 'live: unknown field "live"'],
    [
      'more than 20',
      { queries: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n, {}])) },
      'queries: at most 20',
    ],
    [
      'a wrong query',
      { queries: { pages: { metrics: ['x'] } } },
      'queries.pages.metrics: unknown metric "x"',
    ],
  ])('refused: %s', async (_name, body, message) => {
    await expect(runStatsBatch(at('12:00:00'), { base: {}, ...body })).rejects.toThrow(message);
  });
});

describe('realtime', () => {
  test('5 minutes for visitors and lists, 30 for the minutes, engagement for nothing', async () => {
    await storeEvents(store, context, [
      pageview({ visitor: 'old', at: '11:30:59', page: '/gone' }),
      pageview({ visitor: 'half', at: '11:31:00', page: '/half' }),
      pageview({ visitor: 'just', at: '11:55:29', page: '/just' }),
      pageview({ visitor: 'ann', at: '11:55:30', page: '/a', source: 'Google', country: 'IN' }),
      pageview({ visitor: 'ann', at: '12:00:10', page: '/b' }),
      pageview({ visitor: 'bob', at: '12:00:30', page: '/b' }),
      engagement({ visitor: 'just', at: '11:59:00', page: '/just' }),
      pageview({ visitor: 'ahead', at: '12:03:00', page: '/ahead' }),
    ]);
    const answer = await runRealtime(at('12:00:30'));
    expect({
      ...answer,
      per_minute: answer.per_minute.filter((minute) => minute.visitors > 0),
    }).toEqual({
      visitors: 2,
      pageviews: 3,
      top_pages: [
        { pathname: '/b', visitors: 2 },
        { pathname: '/a', visitors: 1 },
      ],
      top_sources: [
        { source: 'Direct / None', visitors: 1 },
        { source: 'Google', visitors: 1 },
      ],
      countries: [
        { country: '(not set)', visitors: 1 },
        { country: 'IN', visitors: 1 },
      ],
      per_minute: [
        { minute: '2026-03-01T11:31:00+05:30', visitors: 1, pageviews: 1 },
        { minute: '2026-03-01T11:55:00+05:30', visitors: 2, pageviews: 2 },
        { minute: '2026-03-01T12:00:00+05:30', visitors: 2, pageviews: 2 },
      ],
    });
    expect(answer.per_minute).toHaveLength(30);
  });
});
