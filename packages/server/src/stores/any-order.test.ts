/**
 * Whatever the order in which events reach the store, in whatever segments, whichever of them are
 * live and whichever days are sealed in between: all rows are as if everything had come live.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { snapshot } from '../testing/any-order-rules.ts';
import { backfilled, buildRecords, instantOf, site, storeRecords } from '../testing/build.ts';
import type { SiteContext } from '../site-context.ts';
import type { EventRecord } from './event-record.ts';
import type { EventStore } from './event-store.ts';
import { openTestStore } from '../testing/engines.ts';

let store: EventStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const DAYS = ['2026-03-01', '2026-03-02'];
const MINUTE_MS = 60_000;
const SEGMENTS = 4;

/** Gaps around 30 minutes are what matters, and events of one instant. */
const at = fc
  .tuple(
    fc.constantFrom(...DAYS),
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom(0, 0, 1, MINUTE_MS),
  )
  .map(([day, tens, ms]) => instantOf(`${day}T10:00:00`, 'UTC') + tens * 10 * MINUTE_MS + ms);

const sent = fc
  .record({
    event: fc.record({
      at,
      visitor: fc.constantFrom('ann', 'ann', 'bob'),
      name: fc.constantFrom('pageview', 'pageview', 'signup', 'engagement'),
      page: fc.constantFrom('/', '/a'),
      source: fc.constantFrom('', 'Google', 'Bing'),
      country: fc.constantFrom('DE', 'US'),
      interactive: fc.boolean(),
    }),
    isLive: fc.boolean(),
    /** Events that are not live arrive in this order. */
    arrives: fc.nat(100),
    segment: fc.nat(SEGMENTS - 1),
    id: fc.uuid(),
  })
  .map(({ id, event, ...rest }) => ({ ...rest, event: { ...event, props: { id } } }));
type Sent = typeof sent extends fc.Arbitrary<infer Value> ? Value : never;

/** What reaches one site. */
const story = fc.record({
  events: fc.array(sent, { minLength: 1, maxLength: 14 }),
  /** One of its days is sealed after one of the segments. */
  sealedDay: fc.constantFrom(...DAYS),
  sealedAfter: fc.nat(SEGMENTS),
});

let siteNumber = 0;

/** Live events in the order of time; engagement that finds no visit is dropped before it gets anywhere. */
function liveRecords(context: SiteContext, all: readonly Sent[]): EventRecord[] {
  const live = all.filter(({ isLive }) => isLive).map(({ event }) => event);
  return buildRecords(context, live).toSorted((a, b) => a.ts - b.ts);
}

/** The records segment by segment; live ones share them out in the order of time. */
function arrivals(context: SiteContext, all: readonly Sent[]): EventRecord[][] {
  const segments = Array.from({ length: SEGMENTS }, (): EventRecord[] => []);
  const shares = all
    .filter(({ isLive }) => isLive)
    .map(({ segment }) => segment)
    .toSorted((a, b) => a - b);
  for (const [index, record] of liveRecords(context, all).entries()) {
    segments[shares[index]!]!.push(record);
  }
  const back = all.filter(({ isLive }) => !isLive).toSorted((a, b) => a.arrives - b.arrives);
  for (const { event, segment } of back) segments[segment]!.push(...backfilled(context, [event]));
  return segments;
}

/** All of them at once, live and in order. */
function inOrder(context: SiteContext, all: readonly Sent[]): EventRecord[] {
  const taken = new Set(liveRecords(context, all).map(({ props }) => props!['id']));
  const events = all.filter(({ event, isLive }) => !isLive || taken.has(event.props.id));
  return buildRecords(
    context,
    events.map(({ event }) => event),
  );
}

test('any order, any segments, live or not, sealed in between: the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(story, { minLength: 1, maxLength: 12, size: 'max' }), async (all) => {
      const stories = all.map((told) => ({
        ...told,
        expected: site({ number: ++siteNumber }),
        tried: site({ number: ++siteNumber }),
      }));
      await storeRecords(
        store,
        stories.flatMap(({ expected, events }) => inOrder(expected, events)),
      );
      const arriving = stories.map(({ tried, events }) => arrivals(tried, events));
      for (let segment = 0; segment < SEGMENTS; segment++) {
        await storeRecords(
          store,
          arriving.flatMap((segments) => segments[segment]!),
        );
        const sealed = stories.filter(({ sealedAfter }) => sealedAfter === segment);
        await store.sealDays(
          sealed.map(({ tried, sealedDay }) => ({ site: tried.number, day: sealedDay })),
        );
      }
      for (const { expected, tried } of stories) {
        expect(await snapshot(store, tried.number)).toEqual(await snapshot(store, expected.number));
      }
    }),
    // Each of them is many segments and days, and ClickHouse makes parts of each.
    { numRuns: store.engine === 'duckdb' ? 6 : 1, endOnFailure: true },
  );
}, 300_000);
