/** Live figures in memory against what the store counts of the same events. */
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  type Arbitrary,
} from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { liveLoader, runRealtime } from '../query/index.ts';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { openEventsApp, type EventsApp } from '../testing/events-app.ts';
import { FIREFOX, IPHONE } from '../testing/ingest.ts';
import { LiveSites, type LiveSitesParts } from './sites.ts';

const MINUTE = 60_000;
const log = pino({ level: 'silent' });

let events: EventsApp;
let live: LiveSites;
let path: string;
let number = 0;
let lastSite = 0;
beforeAll(async () => {
  events = await openEventsApp({
    ingest: {
      onDurable: (event, segment) => live.note(event, segment),
      onUndecided: (site, day) => live.noteUndecided(site, day),
    },
  });
});
afterAll(() => events.close());
beforeEach(begin);

/** A site of its own, that nobody has looked at. */
async function begin(parts: Partial<LiveSitesParts> = {}): Promise<void> {
  const { store, clock, app, as } = events;
  live = new LiveSites({
    clock,
    log,
    store,
    load: liveLoader(store),
    flush: () => events.ingest.flush(),
    ...parts,
  });
  const body = { domain: `site-${++lastSite}.example`, timezone: 'UTC' };
  const orgPath = events.path.slice(0, events.path.indexOf('/site/'));
  const { site } = (await app.ask('POST', `${orgPath}/site`, { as, body })).body;
  path = `${orgPath}/site/${site.id}`;
  number = events.app.deps.sites.byId(site.id)!.number;
}

const site = (): SiteContext => events.app.deps.sites.byNumber(number)!;
const read = () => live.read(site(), events.clock.now);
/** Those of the last 5 minutes, then of each minute. */
function visitorsRead(): number[] {
  const { visitors, minutes } = read()!;
  return [visitors, ...[...minutes.values()].map((minute) => minute.visitors)];
}
/** Looks at the site until it is followed. */
async function follow(): Promise<void> {
  expect(read()).toBeNull();
  await live.settled();
}

const answer = (by: { store: EventStore; live?: LiveSites }) =>
  runRealtime({ ...by, site: site(), nowMs: events.clock.now, firstEventAtMs: null, goals: [] });

/** As if it had never been asked: nothing is kept of what it said before. */
function forgetful(store: EventStore): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

interface Sent {
  visitor: number;
  page: number;
  referrer: string;
  name: string;
}

const hit = ({ page, referrer, name }: Sent) => ({
  url: `https://${site().domain}/${page}`,
  referrer,
  name,
  ...(name === 'engagement' && { engaged_ms: 1_000, scroll_depth: 10 }),
});

const view = (visitor: number, page = 0): Sent => ({
  visitor,
  page,
  referrer: '',
  name: 'pageview',
});

const track = (sent: Sent) =>
  events.ingest.accept(
    { domain: site().domain, ...hit(sent) },
    {
      ip: sent.visitor % 3 === 0 ? '203.0.113.7' : `198.51.100.${sent.visitor}`,
      userAgent: sent.visitor % 2 === 0 ? FIREFOX : IPHONE,
      acceptLanguage: undefined,
    },
  );

async function send(rows: readonly object[]): Promise<void> {
  const sent = await events.app.ask('POST', `${path}/events`, { as: events.as, body: rows });
  expect([sent.status, sent.body.errors]).toEqual([202, []]);
}

const row = (sent: Sent) => ({ ...hit(sent), visitor_id: sent.visitor });

const sentEvent = record({
  visitor: nat(7),
  page: nat(12),
  referrer: constantFrom('', 'https://www.google.com/', 'https://news.ycombinator.com/'),
  name: constantFrom('pageview', 'pageview', 'pageview', 'signup', 'engagement'),
});

type Step =
  | { do: 'track'; sent: Sent[] }
  | { do: 'send'; sent: Sent[] }
  | { do: 'send past'; sent: Sent[]; agoMs: number }
  | { do: 'wait'; ms: number }
  | { do: 'ask'; isWaiting: boolean }
  | { do: 'tick' | 'store' | 'delete' | 'move' };

const several = array(sentEvent, { minLength: 1, maxLength: 4 });
const mostly = nat(3).map((place) => place > 0);
const step: Arbitrary<Step> = oneof(
  { weight: 8, arbitrary: record({ do: constant('track' as const), sent: several }) },
  { weight: 3, arbitrary: record({ do: constant('send' as const), sent: several }) },
  {
    weight: 3,
    arbitrary: record({
      do: constant('send past' as const),
      sent: several,
      agoMs: oneof(integer({ min: -4 * MINUTE, max: 40 * MINUTE }), {
        weight: 3,
        arbitrary: constant(2 * 24 * 60 * MINUTE),
      }),
    }),
  },
  {
    weight: 8,
    arbitrary: record({
      do: constant('wait' as const),
      ms: oneof(
        { weight: 4, arbitrary: integer({ min: 1, max: 3_000 }) },
        { weight: 4, arbitrary: integer({ min: 1, max: 2 * MINUTE }) },
        { weight: 4, arbitrary: constantFrom(1_000, 10_000, 5 * MINUTE, 6 * MINUTE) },
        { weight: 1, arbitrary: constantFrom(31 * MINUTE, 12 * 60 * MINUTE) },
      ),
    }),
  },
  { weight: 12, arbitrary: record({ do: constant('ask' as const), isWaiting: mostly }) },
  {
    weight: 1,
    arbitrary: record({
      do: constantFrom('tick', 'store', 'move', 'delete'),
    }) as Arbitrary<Step>,
  },
);

let fromMemory = 0;

const DO: { [Name in Step['do']]: (step: Extract<Step, { do: Name }>) => Promise<unknown> } = {
  track: ({ sent }) => Promise.all(sent.map(track)),
  send: ({ sent }) => send(sent.map(row)),
  'send past': ({ sent, agoMs }) => {
    const timestamp = events.clock.now - agoMs;
    return send(sent.map((one) => ({ ...row(one), timestamp })));
  },
  wait: async ({ ms }) => {
    events.clock.now += ms;
    events.ingest.tick();
  },
  ask: async ({ isWaiting }) => {
    if (read() === null) {
      if (isWaiting) await live.settled();
      return;
    }
    const inMemory = await answer({ store: events.store, live });
    fromMemory += 1;
    await events.ingest.flush();
    expect(inMemory).toEqual(await answer({ store: forgetful(events.store) }));
  },
  tick: async () => live.tick(),
  store: () => events.ingest.flush(),
  delete: async () => {
    await events.ingest.flush();
    events.ingest.forgetSite(number);
    await events.store.deleteSite(number);
    live.forget(number);
  },
  move: async () => {
    const timezone = site().timezone === 'UTC' ? 'Asia/Kolkata' : 'UTC';
    await events.app.ask('PUT', path, { as: events.as, body: { timezone } });
  },
};

test('memory says what the store counts, whatever comes and in whatever order', async () => {
  fromMemory = 0;
  await assert(
    asyncProperty(array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
      await begin();
      for (const one of steps) await DO[one.do](one as never);
      await DO.ask({ do: 'ask', isWaiting: true });
      await live.settled();
    }),
    { numRuns: Number(process.env['LIVE_RUNS'] ?? 25) },
  );
  expect(fromMemory).toBeGreaterThan(0);
}, 120_000);

test('the first question is the store’s, those after it are answered without', async () => {
  await track(view(1));
  await follow();
  const query = vi.spyOn(events.store, 'query');
  await track(view(2));
  const { visitors, pageviews, top_pages } = await answer({ store: events.store, live });
  expect({ visitors, pageviews, top_pages }).toEqual({
    visitors: 2,
    pageviews: 2,
    top_pages: [{ pathname: '/0', visitors: 2 }],
  });
  expect(query).not.toHaveBeenCalled();
  query.mockRestore();
});

test('what was accepted while it was being loaded is counted once', async () => {
  const before = track(view(1));
  expect(read()).toBeNull();
  events.clock.now += 1;
  await Promise.all([before, track(view(2)), track(view(3))]);
  await live.settled();
  await events.ingest.flush();
  expect(read()).toMatchObject({ visitors: 3, pageviews: 3 });
});

test('a row for the store to decide makes the store answer until its day is over', async () => {
  const HOUR = 60 * MINUTE;
  events.clock.now = Math.ceil(events.clock.now / (24 * HOUR)) * 24 * HOUR + 12 * HOUR;
  const longAgo = [{ ...row(view(1)), timestamp: events.clock.now - 10 * MINUTE }];
  await follow();
  expect(read()).not.toBeNull();
  await send(longAgo);
  expect(read()).toBeNull();
  await begin();
  await send([{ ...longAgo[0], ...row(view(1)) }]);
  await follow();
  expect(read()).toBeNull();
  events.clock.now += 25 * HOUR;
  await follow();
  expect(read()).not.toBeNull();
});

test('what comes late, in any order, is counted where its minute still knows its visitors', async () => {
  await track(view(1));
  events.clock.now += 4 * MINUTE;
  await follow();
  const ago = (visitor: number, ms: number) => ({
    ...row(view(visitor)),
    timestamp: events.clock.now - ms,
  });
  await send([ago(2, 0), ago(3, 3 * MINUTE), ago(2, 5 * MINUTE), ago(4, 2_000)]);
  expect(read()).toMatchObject({ visitors: 4, pageviews: 5 });
  events.clock.now += 1_000;
  expect(read()).toMatchObject({ visitors: 4, pageviews: 4 });
});

test('an event counts for 5 minutes and the second in which they end, then only in its minute', async () => {
  await follow();
  await track(view(1));
  events.clock.now += 5 * MINUTE;
  expect(visitorsRead()).toEqual([1, 1]);
  events.clock.now += 1_000;
  expect(visitorsRead()).toEqual([0, 1]);
});

test('a day that is over may be back-filled meanwhile', async () => {
  await follow();
  await send([{ ...row(view(1)), timestamp: events.clock.now - 48 * 60 * MINUTE }]);
  expect(read()).toMatchObject({ visitors: 0 });
});

test('a store that fails is asked, and asked again later; a site that is followed needs none', async () => {
  let isDown = true;
  const flush = async () => {
    if (isDown) throw new Error('store is down');
    return events.ingest.flush();
  };
  await begin({ flush });
  await follow();
  isDown = false;
  await follow();
  expect(read()).toBeNull();
  events.clock.now += 10_000;
  await follow();
  isDown = true;
  await track(view(1));
  expect(read()).toMatchObject({ visitors: 1 });
});

test('what is not asked for in ten minutes is not followed', async () => {
  await follow();
  events.clock.now += 10 * MINUTE + 1;
  live.tick();
  await follow();
  events.clock.now += 10 * MINUTE + 1;
  await track(view(1));
  expect(read()).toBeNull();
});

test('a clock that is set back makes the store answer', async () => {
  await track(view(1));
  await follow();
  const { now } = events.clock;
  events.clock.now -= 6_000;
  expect(read()).toBeNull();
  events.clock.now = now + 10_000;
  await follow();
  expect(read()).toMatchObject({ visitors: 1 });
});

test('of too many sites the one that was asked for first is given up', async () => {
  await begin({ maxSites: 1 });
  await follow();
  const first = site();
  const { domain } = first;
  expect(read()).not.toBeNull();
  live.read({ ...first, number: 1_000_000, domain }, events.clock.now);
  await live.settled();
  expect(read()).toBeNull();
});

test('a site with more events than may be remembered is the store’s for a while', async () => {
  await begin({ maxEvents: 2 });
  await follow();
  await Promise.all([track(view(1)), track(view(2)), track(view(3))]);
  await follow();
  expect(read()).toBeNull();
  events.clock.now += 10 * MINUTE;
  await follow();
  expect(read()).toMatchObject({ visitors: 0 });
});
