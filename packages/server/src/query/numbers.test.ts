/** Sums and averages of custom properties through the real store: one test for each rule. */
import type { EventFields } from '../testing/build.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import { customEvent, instantOf, pageview, site, storeEvents } from '../testing/build.ts';
import { eventGoal } from '../testing/goals.ts';
import { runStats } from './run.ts';

let store: EventStore;
let lastSite = 0;
let context: SiteContext;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
/** A site of its own for every test; the store is shared. */
beforeEach(() => {
  context = site({ number: ++lastSite });
});

const GOALS = [eventGoal('buy', 'EUR'), eventGoal('signup')];

/** On 2026-03-01, the builders' day. */
function stats(body: object) {
  const nowMs = instantOf('2026-03-01T12:30:00', context.timezone);
  const asked = { store, site: context, nowMs, firstEventAtMs: null, goals: GOALS };
  return runStats(asked, { period: 'today', ...body });
}

const [SUM, AVERAGE] = ['sum:props:price', 'average:props:price'];
const metrics = [SUM, AVERAGE];
let lastMinute = 0;
const buy = (props: Record<string, string> | null, fields: EventFields = {}) =>
  customEvent('buy', { at: `10:${10 + (lastMinute++ % 50)}:00`, props, ...fields });
const save = (...events: EventFields[]) => storeEvents(store, context, events);
const priced = (...prices: string[]) => save(...prices.map((price) => buy({ price })));
const rowsOf = async (body: object) => (await stats({ metrics, ...body })).dimensions;
const values = (numbers: number, skipped: number, key = 'price') => ({
  key,
  numbers,
  skipped,
  numeric: numbers > skipped,
});

describe('a value is a number', () => {
  test.each([
    ['12', 12],
    ['+12', 12],
    ['-12', -12],
    ['0012', 12],
    ['-0', 0],
    ['0.1', 0.1],
    ['12.50', 12.5],
    ['1234567890123456', 1234567890123456],
    ['-9999999999999999.9999999999', -10000000000000000],
    ['-0.00000000019', -1e-10],
    ['0.1234567890', 0.123456789],
    ['0.12345678909', 0.123456789],
    ['-0.99999999999999999999', -0.9999999999],
    [`1.${'3'.repeat(1990)}`, 1.3333333333],
  ])('%s', async (price, sum) => {
    await priced(price);
    const { metrics: totals, meta } = await stats({ metrics });
    expect({ totals, values: meta.property_values }).toEqual({
      totals: { [SUM]: sum, [AVERAGE]: sum },
      values: [values(1, 0)],
    });
  });

  test.each([
    ['twelve'],
    ['1e3'],
    ['0x1f'],
    ['NaN'],
    ['Infinity'],
    ['-'],
    ['.5'],
    ['5.'],
    ['1,5'],
    ['1 000'],
    ['1_000'],
    [' 5'],
    ['5\n'],
    ['--5'],
    ['٣'],
    ['12345678901234567'],
    ['9'.repeat(2000)],
  ])('and not %s, which is skipped and counted', async (price) => {
    await priced(price, '2');
    const { metrics: totals, meta } = await stats({ metrics });
    expect({ totals, values: meta.property_values }).toEqual({
      totals: { [SUM]: 2, [AVERAGE]: 2 },
      values: [values(1, 1)],
    });
  });
});

describe('sum and average', () => {
  test('are exact, beyond what a float adds up, and the average is rounded half away from zero', async () => {
    await priced('0.1', '0.2', '9999999999999999', '-9999999999999999', '0.0000000001');
    expect((await stats({ metrics })).metrics).toEqual({ [SUM]: 0.3000000001, [AVERAGE]: 0.06 });
  });

  test('of numbers below zero the half goes down', async () => {
    await priced('-0.0000000001', '0', '0', '0');
    expect((await stats({ metrics })).metrics).toEqual({ [SUM]: -1e-10, [AVERAGE]: 0 });
    await priced('-0.0000000001');
    await priced('0', '0', '0');
    expect((await stats({ metrics })).metrics).toEqual({ [SUM]: -2e-10, [AVERAGE]: 0 });
    await priced('-0.0000000002');
    expect((await stats({ metrics })).metrics).toEqual({ [SUM]: -4e-10, [AVERAGE]: 0 });
    await priced('-0.0000000001');
    expect((await stats({ metrics })).metrics).toEqual({ [SUM]: -5e-10, [AVERAGE]: -1e-10 });
  });

  test('of no number are null, whatever else was sent', async () => {
    await save(buy({ price: 'free' }), buy({ other: '1' }), buy(null), pageview());
    const { metrics: totals, meta } = await stats({ metrics });
    expect(totals).toEqual({ [SUM]: null, [AVERAGE]: null });
    expect(meta.property_values).toEqual([values(0, 1)]);
  });

  test('are asked for by any key, several at once, each told once', async () => {
    const keys = ['price', '__proto__', `o'b"r\\ien`, 'a,b', 'größe 🎈', '['.repeat(64)];
    await save(...keys.map((key, index) => buy({ [key]: String(index + 1) })));
    const all = keys.flatMap((key) => [`sum:props:${key}`, `average:props:${key}`]);
    const { metrics: totals, meta } = await stats({ metrics: all });
    const expected = keys.flatMap((key, index) => [
      [`sum:props:${key}`, index + 1],
      [`average:props:${key}`, index + 1],
    ]);
    expect(Object.entries(totals)).toEqual(expected);
    expect(meta.property_values).toEqual(keys.map((key) => values(1, 0, key)));
  });

  test('stand beside other metrics, which do not change', async () => {
    await save(
      buy({ price: '5' }, { revenue_amount: '3', revenue_currency: 'EUR' }),
      buy({ price: 'x' }, { visitor: 'bob' }),
      pageview({ at: '10:00:00' }),
    );
    const others = ['visitors', 'pageviews', 'conversions', 'revenue', 'bounce_rate'];
    const alone = await stats({ metrics: others });
    const together = await stats({ metrics: [...others, ...metrics] });
    expect(together.metrics).toEqual({ ...alone.metrics, [SUM]: 5, [AVERAGE]: 5 });
    expect(alone.meta).not.toHaveProperty('property_values');
  });
});

describe('sum and average by', () => {
  beforeEach(() =>
    save(
      buy({ price: '5', plan: 'pro' }, { country: 'DE', page: '/a', at: '10:00:00' }),
      buy(
        { price: '1.5', plan: 'pro' },
        { country: 'US', page: '/a', visitor: 'bob', at: '10:05:00' },
      ),
      buy({ price: '-2' }, { country: 'DE', page: '/b', visitor: 'cid', at: '12:00:00' }),
      customEvent('signup', { props: { price: '40', plan: 'x' }, visitor: 'dan', at: '12:05:00' }),
      buy({ plan: 'free' }, { country: 'FR', visitor: 'eve', at: '12:10:00' }),
    ),
  );

  test('a property of the visit, greatest sum first, rows without a number last', async () => {
    expect(await rowsOf({ dimensions: ['country'] })).toEqual([
      { country: '(not set)', [SUM]: 40, [AVERAGE]: 40 },
      { country: 'DE', [SUM]: 3, [AVERAGE]: 1.5 },
      { country: 'US', [SUM]: 1.5, [AVERAGE]: 1.5 },
      { country: 'FR', [SUM]: null, [AVERAGE]: null },
    ]);
  });

  test('the average, least first, ties by the value', async () => {
    const order = { order_by: AVERAGE, order_dir: 'asc' };
    const rows = await rowsOf({ dimensions: ['country'], limit: 3, ...order });
    expect(rows.map(({ country }) => country)).toEqual(['DE', 'US', '(not set)']);
  });

  test('goal, and by the property itself and others', async () => {
    expect(await rowsOf({ dimensions: ['goal'] })).toEqual([
      { goal: 'signup', [SUM]: 40, [AVERAGE]: 40 },
      { goal: 'buy', [SUM]: 4.5, [AVERAGE]: 1.5 },
    ]);
    expect(
      await rowsOf({ dimensions: ['props:price'], metrics: [SUM, 'events'], limit: 2 }),
    ).toEqual([
      { 'props:price': '40', [SUM]: 40, events: 1 },
      { 'props:price': '5', [SUM]: 5, events: 1 },
    ]);
    expect(await rowsOf({ dimensions: ['property'], metrics: [SUM] })).toEqual([
      { property: 'plan', [SUM]: 46.5 },
      { property: 'price', [SUM]: 44.5 },
    ]);
  });

  test('time, without gaps', async () => {
    expect(await rowsOf({ dimensions: ['hour'], metrics: [SUM], order_dir: 'asc' })).toEqual(
      Array.from({ length: 13 }, (_, hour) => ({
        hour: `2026-03-01T${String(hour).padStart(2, '0')}:00:00+00:00`,
        [SUM]: hour === 10 ? 6.5 : hour === 12 ? 38 : null,
      })),
    );
  });

  test('the chosen events alone', async () => {
    const filters = { 'props:plan': 'pro', country: ['DE', 'US'] };
    const { metrics: totals } = await stats({ metrics, filters });
    expect(totals).toEqual({ [SUM]: 6.5, [AVERAGE]: 3.25 });
    const none = await stats({ metrics, filters: { 'props:plan': '(none)' } });
    expect(none.metrics).toEqual({ [SUM]: -2, [AVERAGE]: -2 });
  });

  test('value, compared with the time before', async () => {
    await save(
      buy({ price: '4' }, { country: 'DE', at: '2026-02-28T09:00:00' }),
      buy({ price: '0' }, { country: 'US', at: '2026-02-28T09:00:00', visitor: 'bob' }),
    );
    const { comparison, dimensions } = await stats({
      metrics: [SUM],
      dimensions: ['country'],
      compare: 'previous_period',
      limit: 3,
    });
    expect(comparison).toMatchObject({ metrics: { [SUM]: 4 }, change: { [SUM]: 1012.5 } });
    expect(dimensions.map((row) => row['comparison'])).toEqual([
      { metrics: { [SUM]: null }, change: { [SUM]: null } },
      { metrics: { [SUM]: 4 }, change: { [SUM]: -25 } },
      { metrics: { [SUM]: 0 }, change: { [SUM]: null } },
    ]);
  });
});
