/** Exports on every engine: the rows of stats, whatever their number. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { customEvent, pageview, site, storeEvents } from '../testing/build.ts';
import { openTestStore } from '../testing/engines.ts';
import type { EventStore } from '../stores/event-store.ts';
import { VISIT_PROPERTIES } from '../stores/event-record.ts';
import { EVENT_EXPORT_COLUMNS, openEventsExport } from './event-rows.ts';
import { openStatsExport } from './export.ts';
import { runStats } from './run.ts';

const ANN = site({ number: 1, timezone: 'Asia/Tokyo' });
const PAGES = 12_000;
let store: EventStore;

beforeAll(async () => {
  store = await openTestStore();
  const many = Array.from({ length: PAGES }, (_, place) =>
    pageview({ page: `/page/${place}`, visitor: `v${place % 500}`, at: '10:00:00' }),
  );
  await storeEvents(store, ANN, [
    ...many,
    pageview({ page: '/page/7', visitor: 'other', at: '11:00:00' }),
    pageview({ page: '/page/7', at: '2026-02-28T10:00:00' }),
    customEvent('purchase', {
      page: '/page/7',
      at: '2026-02-28T10:01:00',
      revenue_amount: '19.9',
      revenue_currency: 'EUR',
      props: { plan: 'a "b"' },
    }),
  ]);
  await storeEvents(store, site({ number: 2 }), [pageview({ page: '/of-another-site' })]);
});
afterAll(() => store.close());

const context = () => ({
  store,
  site: ANN,
  nowMs: Date.parse('2026-03-01T12:00:00Z'),
  firstEventAtMs: Date.parse('2026-02-28T01:00:00Z'),
  goals: [],
});

async function all<Row>(batches: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

const LISTED = { period: 'all', dimensions: ['pathname'], metrics: ['visitors', 'percentage'] };

test('more rows than stats may list are all there, in the order of stats', async () => {
  const rows = await all(openStatsExport(context(), LISTED).rows);
  const { dimensions } = await runStats(context(), { ...LISTED, limit: 10_000 });
  expect(rows).toHaveLength(PAGES);
  expect(rows.slice(0, 10_000)).toEqual(dimensions);
  expect(new Set(rows.map(({ pathname }) => pathname)).size).toBe(PAGES);
});

test('each row has its counterpart, however many there are', async () => {
  const body = {
    ...LISTED,
    period: 'custom',
    date_from: '2026-03-01',
    date_to: '2026-03-01',
    compare: 'previous_period',
  };
  const rows = await all(openStatsExport(context(), body).rows);
  const { dimensions } = await runStats(context(), { ...body, limit: 50 });
  expect(rows).toHaveLength(PAGES);
  expect(rows.slice(0, 50)).toEqual(dimensions);
  expect(rows[0]).toEqual({
    pathname: '/page/7',
    visitors: 2,
    percentage: 0.4,
    comparison: {
      metrics: { visitors: 1, percentage: 100 },
      change: { visitors: 100, percentage: -99.6 },
    },
  });
});

test('counterparts are those of stats, in one statement, whatever is asked', async () => {
  const questions = [
    { dimensions: ['pathname'], metrics: ['pageviews', 'bounce_rate', 'scroll_depth'] },
    { dimensions: ['pathname', 'country'], metrics: ['visitors', 'revenue'] },
    {
      dimensions: ['pathname'],
      metrics: ['visitors', 'conversion_rate'],
      filters: { event_name: ['purchase'] },
    },
    { dimensions: ['source'], metrics: ['visitors', 'visits'], order_by: 'source' },
    { dimensions: ['pathname'], metrics: ['visitors'], limit: 2_000, offset: 1 },
    { dimensions: ['date', 'pathname'], metrics: ['visitors'] },
  ];
  for (const question of questions) {
    const body = {
      period: 'custom',
      date_from: '2026-03-01',
      date_to: '2026-03-01',
      compare: 'previous_period',
      ...question,
    };
    const asked = vi.spyOn(store, 'stream');
    const counted = vi.spyOn(store, 'query');
    const rows = await all(openStatsExport(context(), body).rows);
    expect(asked).toHaveBeenCalledTimes(1);
    // Totals, at most.
    const isByTime = question.dimensions.includes('date');
    expect(isByTime || counted.mock.calls.length < 4).toBe(true);
    vi.restoreAllMocks();
    const { dimensions } = await runStats(context(), { ...body, limit: 500 });
    expect(rows.slice(0, 500)).toEqual(dimensions);
  }
});

test('a limit and what comes after it divide the same list', async () => {
  const whole = await all(openStatsExport(context(), LISTED).rows);
  const pages = await Promise.all([
    all(openStatsExport(context(), { ...LISTED, limit: 5 }).rows),
    all(openStatsExport(context(), { ...LISTED, offset: 5 }).rows),
  ]);
  expect(pages.flat()).toEqual(whole);
});

async function eventsOf(
  body: Record<string, unknown>,
  more: { rowsPerStatement?: number } = {},
): Promise<[total: number, rows: Array<Record<string, unknown>>]> {
  const { total, lines } = await openEventsExport({ ...context(), ...more }, body);
  const rows: Array<Record<string, unknown>> = [];
  for await (const { count, bytes } of lines) {
    const text = new TextDecoder().decode(bytes);
    const told = text.split('\n').slice(0, -1);
    expect([text.endsWith('\n'), told.length]).toEqual([true, count]);
    for (const line of told) {
      const cells = JSON.parse(line) as unknown[];
      const named = EVENT_EXPORT_COLUMNS.map(({ name }, place) => [name, cells[place]]);
      rows.push(Object.fromEntries(named) as Record<string, unknown>);
    }
  }
  return [total, rows];
}

test('events are all there, oldest first, those of this site alone', async () => {
  const [total, events] = await eventsOf({});
  expect([total, events.length]).toEqual([PAGES + 3, PAGES + 3]);
  expect(new Set(events.map(({ pathname }) => pathname)).has('/of-another-site')).toBe(false);
  const instants = events.map(({ timestamp }) => String(timestamp));
  expect(instants).toEqual(instants.toSorted());
  expect(events[1]).toEqual({
    day: '2026-02-28',
    timestamp: '2026-02-28T01:01:00.000Z',
    visitor_id: expect.stringMatching(/^\d+$/),
    visit_started: '2026-02-28T01:00:00.000Z',
    name: 'purchase',
    interactive: true,
    hostname: 'example.com',
    pathname: '/page/7',
    engaged_ms: 0,
    scroll_depth: 0,
    ...Object.fromEntries(VISIT_PROPERTIES.map((name) => [name, expect.any(String)])),
    props: '{"plan":"a \\"b\\""}',
    revenue_amount: '19.9000',
    revenue_currency: 'EUR',
    page_title: '',
    own: null,
  });
  expect(events[0]).toMatchObject({ props: null, revenue_amount: null, revenue_currency: null });
  const [few, rows] = await eventsOf({ period: 'yesterday' });
  expect([few, rows.length]).toEqual([2, 2]);
});

test('events of a large day come in parts, the same ones in the same order', async () => {
  const whole = await eventsOf({});
  const asked = vi.spyOn(store, 'streamLines');
  expect(await eventsOf({}, { rowsPerStatement: 1_000 })).toEqual(whole);
  // A day, and two hours of the other.
  expect(asked).toHaveBeenCalledTimes(3);
  asked.mockRestore();
  const today = { period: 'custom', date_from: '2026-03-01', date_to: '2026-03-01' };
  const [total, rows] = await eventsOf(today, { rowsPerStatement: 1 });
  expect([total, rows]).toEqual([PAGES + 1, whole[1].slice(2)]);
});
