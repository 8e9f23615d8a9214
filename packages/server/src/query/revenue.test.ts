/** Revenue through the real store: one test for each rule of METRICS.md. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openTestStore } from '../testing/engines.ts';
import { customEvent, instantOf, pageview, site, storeEvents } from '../testing/build.ts';
import { eventGoal, is, meets, meetsNone } from '../testing/goals.ts';
import type { FilterNode } from './filter-tree.ts';
import type { GoalDefinition } from './goals.ts';

import { parseQuery } from './parse.ts';
import { answerQuery } from './run.ts';

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

const SIGNUP = eventGoal('signup');
const BUY_IN_EUR = eventGoal('buy', 'EUR');
const GOALS = [SIGNUP, BUY_IN_EUR];

interface Asked {
  filter?: FilterNode;
  goals?: readonly GoalDefinition[];
}

/** On 2026-03-01, the builders' day. */
function stats(body: object, { goals = GOALS, ...asked }: Asked = {}) {
  const nowMs = instantOf('2026-03-01T12:30:00', context.timezone);
  const query = parseQuery({ period: 'today', ...body }, { goals });
  return answerQuery(
    { store, site: context, nowMs, firstEventAtMs: null, goals },
    { ...query, ...asked },
  );
}

const rowsOf = async (body: object, asked?: Asked) => (await stats(body, asked)).dimensions;
const totalsOf = async (body: object, asked?: Asked) => (await stats(body, asked)).metrics;

const buy = (amount: string | null, currency: string | null, fields: object = {}) =>
  customEvent('buy', { revenue_amount: amount, revenue_currency: currency, ...fields });
const eur = (value: number) => ({ value, currency: 'EUR' });
const revenueOf = async (filter: FilterNode) =>
  (await totalsOf({ metrics: ['revenue_by_currency'] }, { filter })).revenue_by_currency;

describe('revenue', () => {
  const metrics = ['revenue', 'average_revenue', 'revenue_by_currency'];

  test('sum and mean of the events that carry an amount, exact, the mean rounded half away from zero', async () => {
    await storeEvents(store, context, [
      buy('0.1', 'EUR'),
      buy('0.2', 'EUR', { at: '10:01:00' }),
      buy('-0.0001', 'EUR', { at: '10:02:00' }),
      buy(null, null, { at: '10:03:00' }),
    ]);
    expect(await totalsOf({ metrics })).toEqual({
      revenue: eur(0.2999),
      average_revenue: eur(0.1),
      revenue_by_currency: [eur(0.2999)],
    });
  });

  test('beyond what a float adds up', async () => {
    await storeEvents(store, context, [
      buy('99999999999999.9999', 'EUR'),
      buy('-99999999999999.9998', 'EUR', { at: '10:01:00' }),
      ...Array.from({ length: 20 }, (_, second) =>
        buy('99999999999999.9999', 'EUR', { at: `10:02:${10 + second}` }),
      ),
    ]);
    const { revenue } = await totalsOf({ metrics });
    expect(revenue).toEqual(eur(Number('1999999999999999.9981')));
  });

  test('none is null, and an empty list', async () => {
    await storeEvents(store, context, [pageview()]);
    const nothing = { revenue: null, average_revenue: null, revenue_by_currency: [] };
    expect(await totalsOf({ metrics })).toEqual(nothing);
    expect(await rowsOf({ metrics, dimensions: ['pathname'] })).toEqual([
      { pathname: '/', ...nothing },
    ]);
    expect((await rowsOf({ metrics, dimensions: ['date'], period: '7d' }))[6]).toEqual({
      date: '2026-02-23',
      ...nothing,
    });
  });

  test('currencies that mix are no sum: each is in the list, by its name', async () => {
    await storeEvents(store, context, [buy('5', 'USD'), buy('1.5', 'EUR', { at: '10:01:00' })]);
    expect(await totalsOf({ metrics })).toEqual({
      revenue: null,
      average_revenue: null,
      revenue_by_currency: [eur(1.5), { value: 5, currency: 'USD' }],
    });
  });

  describe('of countries', () => {
    beforeEach(() =>
      storeEvents(store, context, [
        buy('10', 'EUR', { country: 'DE' }),
        buy('9', 'EUR', { at: '10:01:00' }),
        buy('12', 'USD', { visitor: 'bob', country: 'US' }),
        buy('1', 'EUR', { visitor: 'cid', country: 'CH' }),
        buy('1', 'USD', { visitor: 'cid', at: '10:01:00' }),
        pageview({ visitor: 'dan', country: 'AT' }),
        buy('3', 'EUR', { visitor: 'eve', country: 'DE', at: '2026-02-28T10:00:00' }),
        buy('4', 'EUR', { visitor: 'fay', country: 'US', at: '2026-02-28T10:00:00' }),
      ]),
    );
    const dimensions = ['country'];
    const countries = async (body: object) =>
      (await rowsOf({ metrics, dimensions, ...body })).map(({ country }) => country);

    test('rows go by the sum, whatever its currency, and those without one last', async () => {
      expect(await countries({})).toEqual(['DE', 'US', 'AT', 'CH']);
      expect(await countries({ order_dir: 'asc' })).toEqual(['US', 'DE', 'AT', 'CH']);
      expect(await countries({ order_by: 'average_revenue' })).toEqual(['US', 'DE', 'AT', 'CH']);
    });

    test('a list of amounts orders nothing', async () => {
      await expect(async () =>
        countries({ order_by: 'revenue_by_currency' }),
      ).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
      expect(await countries({ metrics: ['revenue_by_currency'] })).toEqual([
        'AT',
        'CH',
        'DE',
        'US',
      ]);
    });

    test('days go by the sum too', async () => {
      const rows = await rowsOf({
        metrics: ['revenue'],
        dimensions: ['date'],
        filters: { country: 'DE' },
        period: '7d',
        order_by: 'revenue',
        order_dir: 'asc',
      });
      expect(rows.slice(0, 3)).toEqual([
        { date: '2026-02-28', revenue: eur(3) },
        { date: '2026-03-01', revenue: eur(19) },
        { date: '2026-02-27', revenue: null },
      ]);
    });

    test('changes in percent within a currency, and not from one to another', async () => {
      const rows = await rowsOf({
        metrics: ['revenue', 'revenue_by_currency'],
        dimensions,
        compare: 'previous_period',
        limit: 2,
      });
      expect(rows.map(({ comparison }) => comparison)).toEqual([
        {
          metrics: { revenue: eur(3), revenue_by_currency: [eur(3)] },
          change: { revenue: 533.3, revenue_by_currency: null },
        },
        {
          metrics: { revenue: eur(4), revenue_by_currency: [eur(4)] },
          change: { revenue: null, revenue_by_currency: null },
        },
      ]);
    });
  });

  describe('under goals', () => {
    beforeEach(() =>
      storeEvents(store, context, [
        buy('10', 'EUR'),
        buy('5', 'USD', { at: '10:01:00' }),
        customEvent('signup', {
          at: '10:02:00',
          revenue_amount: '2',
          revenue_currency: 'USD',
        }),
        customEvent('tip', { at: '10:03:00', revenue_amount: '1', revenue_currency: 'CHF' }),
      ]),
    );

    test('with a currency only amounts of it', async () => {
      expect(await revenueOf(meets(BUY_IN_EUR))).toEqual([eur(10)]);
      expect(await revenueOf(meets(SIGNUP))).toEqual([{ value: 2, currency: 'USD' }]);
      expect(await revenueOf(meets(BUY_IN_EUR, SIGNUP))).toEqual([
        eur(10),
        { value: 2, currency: 'USD' },
      ]);
    });

    test('events that are chosen without the goal keep theirs', async () => {
      const filter: FilterNode = {
        kind: 'or',
        parts: [meets(BUY_IN_EUR), is('event_name', 'tip')],
      };
      expect(await revenueOf(filter)).toEqual([{ value: 1, currency: 'CHF' }, eur(10)]);
      expect(await revenueOf(meetsNone(SIGNUP))).toEqual([
        { value: 1, currency: 'CHF' },
        eur(10),
        { value: 5, currency: 'USD' },
      ]);
    });

    test('by goal each row has its own', async () => {
      expect(await rowsOf({ metrics: ['revenue', 'conversions'], dimensions: ['goal'] })).toEqual([
        { goal: 'buy', revenue: eur(10), conversions: 2 },
        { goal: 'signup', revenue: { value: 2, currency: 'USD' }, conversions: 1 },
      ]);
    });
  });
});
