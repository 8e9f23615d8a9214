/**
 * Events with a timestamp of the last minutes, as a server sends what has just happened. They get
 * their visits on arrival where that is exact, so that the day stays one to which rows only add.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildRecords } from '../../testing/build.ts';
import { openEventsApp, type EventsApp } from '../../testing/events-app.ts';
import { NOW_MS } from '../../testing/http-app.ts';

const MINUTE = 60_000;
const taken = (accepted: number) => ({ accepted, duplicates: 0, dropped: 0, errors: [] });
const row = (agoMs: number, fields: object = {}) => ({
  url: 'https://example.com/',
  visitor_id: 'ann',
  timestamp: NOW_MS - agoMs,
  ...fields,
});
const withId = (agoMs: number) => row(agoMs, { id: 'a' });
const onArrival = (...found: unknown[]) => ({ visits: found, isDecidedByStore: false });
const byStore = (...found: unknown[]) => ({ visits: found, isDecidedByStore: true });
const sorted = (rows: readonly object[]) => rows.map((one) => JSON.stringify(one)).toSorted();
const engagement = { name: 'engagement', engaged_ms: 5 };

/** Ends the ingest and opens it anew; what its log holds was stored before, or is left to the next one. */
async function restart(events: EventsApp, { isLogLeft }: { isLogLeft: boolean }): Promise<void> {
  const { appendSegment } = events.store;
  if (isLogLeft) events.store.appendSegment = () => Promise.reject(new Error('gone'));
  await events.ingest.close();
  events.store.appendSegment = appendSegment;
  await events.crashAndRestart();
}

describe('one after the other', () => {
  let events: EventsApp;
  beforeEach(async () => {
    events = await openEventsApp();
  });
  afterEach(() => events.close());

  /** When each visit began and how many rows it has, in minutes before now; whether the store decides. */
  async function visits(): Promise<{ visits: unknown[]; isDecidedByStore: boolean }> {
    const rows = await events.stored('visit_started, ts');
    const counts = new Map<number, number>();
    for (const { visit_started } of rows) {
      const ago = (NOW_MS - Number(visit_started)) / MINUTE;
      counts.set(ago, (counts.get(ago) ?? 0) + 1);
    }
    const days = await events.store.query({ text: 'FROM unordered_days', params: [] });
    return { visits: [...counts], isDecidedByStore: days.length > 0 };
  }
  /** Moves the clock with what is sent, so that each row is sent when it happened. */
  async function sendLive(agoMs: number, fields: object = {}): Promise<void> {
    events.clock.now = NOW_MS - agoMs;
    events.ingest.tick();
    await events.send([{ ...row(0, fields), timestamp: undefined }]);
    events.clock.now = NOW_MS;
    events.ingest.tick();
  }

  test.each([
    { name: 'now', agoMs: [0], expected: onArrival([0, 1]) },
    { name: '5 minutes ago', agoMs: [5 * MINUTE], expected: onArrival([5, 1]) },
    { name: 'longer ago', agoMs: [6 * MINUTE], expected: byStore([6, 1]) },
    { name: 'ahead', agoMs: [-MINUTE], expected: byStore([-1, 1]) },
    {
      name: 'rows of a request in any order',
      agoMs: [1, 3, 2, 3].map((ago) => ago * MINUTE),
      expected: onArrival([3, 4]),
    },
  ])('$name', async ({ agoMs, expected }) => {
    await events.send(agoMs.map((ago) => row(ago)));
    expect(await visits()).toEqual(expected);
  });

  test.each([
    { name: 'exactly 30:00 after the last event joins', beforeMs: 0, visits: [[34, 2]] },
    {
      name: '30:00.001 after it does not',
      beforeMs: 1,
      visits: [
        [34 + 1 / MINUTE, 1],
        [4, 1],
      ],
    },
  ])('$name, though that was 34 minutes ago', async ({ beforeMs, visits: found }) => {
    await sendLive(34 * MINUTE + beforeMs);
    await events.send([row(4 * MINUTE)]);
    expect(await visits()).toEqual(onArrival(...found));
  });

  test('so it is after a restart, and the last of a visitor’s visits goes on', async () => {
    await sendLive(34 * MINUTE);
    await sendLive(3 * MINUTE);
    await restart(events, { isLogLeft: false });
    await events.send([row(2 * MINUTE)]);
    expect(await visits()).toEqual(onArrival([34, 1], [3, 2]));
    await sendLive(33 * MINUTE, { visitor_id: 'bob' });
    await restart(events, { isLogLeft: true });
    await events.send([row(4 * MINUTE, { visitor_id: 'bob' })]);
    expect(await visits()).toEqual(onArrival([34, 1], [33, 2], [3, 2]));
  });

  test('an event of now does not join what a late one would', async () => {
    await sendLive(31 * MINUTE);
    await sendLive(0);
    expect(await visits()).toEqual(onArrival([31, 1], [0, 1]));
  });

  test('what comes before an event that is there is the store’s to decide', async () => {
    await sendLive(31 * MINUTE);
    await sendLive(0);
    await events.send([row(4 * MINUTE)]);
    expect(await visits()).toEqual(byStore([31, 3]));
  });

  test('of events of one instant that differ, the store says which is the first', async () => {
    const reddit = { url: 'https://example.com/?utm_source=reddit' };
    await events.send([row(0, { name: 'signup', ...reddit })]);
    await events.send([row(0, { name: 'more', ...reddit }), row(0, engagement)]);
    expect(await visits()).toEqual(onArrival([0, 3]));
    await events.send([row(0)]);
    expect(await visits()).toEqual(byStore([0, 4]));
    expect(await events.stored('DISTINCT utm_source')).toEqual([{ utm_source: '' }]);
  });

  test('engagement without a visit waits for one', async () => {
    expect(await events.send([row(MINUTE, engagement)])).toEqual(taken(1));
    expect(await visits()).toEqual(byStore());
    await events.send([row(2 * MINUTE)]);
    expect(await visits()).toEqual(byStore([2, 2]));
  });

  test('an id counts once', async () => {
    expect(await events.send([withId(2), withId(1)])).toEqual({ ...taken(1), duplicates: 1 });
    expect(await events.send([withId(0)])).toEqual({ ...taken(0), duplicates: 1 });
    await events.ingest.flush();
    expect(await events.send([withId(0)])).toEqual({ ...taken(0), duplicates: 1 });
    expect(await visits()).toEqual(onArrival([2 / MINUTE, 1]));
  });

  test('what was refused never was, and the visit before it goes on', async () => {
    await sendLive(31 * MINUTE);
    await events.ingest.flush();
    const log = join(events.dataDir, 'log');
    renameSync(log, `${log}-gone`);
    expect((await events.post([row(0)])).status).toBe(503);
    expect((await events.post([row(3 * MINUTE)])).status).toBe(503);
    renameSync(`${log}-gone`, log);
    await events.send([row(4 * MINUTE)]);
    expect(await visits()).toEqual(onArrival([31, 2]));
  });
});

test('yesterday’s last minutes are not today’s: the day that is over is the store’s', async () => {
  const events = await openEventsApp();
  try {
    events.clock.now = Date.parse('2026-03-11T00:01:00Z');
    const at = (timestamp: string) => row(0, { timestamp });
    await events.send([at('2026-03-11T00:00:00Z'), at('2026-03-10T23:59:59.999Z')]);
    await events.ingest.flush();
    expect(
      await events.store.query({ text: 'SELECT day FROM unordered_days', params: [] }),
    ).toEqual([{ day: '2026-03-10' }]);
  } finally {
    await events.close();
  }
});

describe('in any order and at any time', () => {
  const SOURCES = ['', 'bing', 'news&utm_medium=email'];
  const COLUMNS = 'referrer, source, channel, utm_source, utm_medium';
  const FIRST_DAY = Date.parse('2026-03-11T00:00:00Z');
  let events: EventsApp;
  /** What an event from a source says of its visit. */
  let said: Map<string, object>;
  /** Each story has a day of its own. */
  let days = 0;

  interface Told {
    visitor: string;
    source: string;
    name: string;
    ts: number;
  }
  const asSent = ({ visitor, source, name }: Omit<Told, 'ts'>) => ({
    name,
    url: `https://example.com/${source === '' ? '' : `?utm_source=${source}`}`,
    visitor_id: visitor,
    props: { visitor },
    ...(name === 'engagement' && { engaged_ms: 5 }),
  });

  beforeAll(async () => {
    events = await openEventsApp();
    await events.send(
      SOURCES.map((source) => asSent({ source, visitor: `from ${source}`, name: 'pageview' })),
    );
    const rows = await events.stored(`props['visitor'] AS visitor, ${COLUMNS}`);
    said = new Map(
      rows.map(({ visitor, ...properties }) => [String(visitor).slice('from '.length), properties]),
    );
  });
  afterAll(() => events.close());

  const anyVisitor = fc.constantFrom('ann', 'ann', 'bob');
  const anySource = fc.constantFrom(...SOURCES);
  const request = fc.record({
    /** Since the request before. */
    laterMs: fc
      .tuple(fc.constantFrom(0, 0, 1, 3, 25, 28, 30, 31, 36), fc.constantFrom(0, 0, 1))
      .map(([minutes, ms]) => minutes * MINUTE + ms),
    rows: fc.array(
      fc.record({
        visitor: anyVisitor,
        source: anySource,
        name: fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom('pageview', 'pageview', 'signup') },
          { weight: 1, arbitrary: fc.constant('engagement') },
        ),
        // What is older is seldom: once there is some, the store decides all of the visitor's day.
        agoMs: fc.oneof(
          {
            weight: 40,
            arbitrary: fc.constantFrom(0, 0, 1, 60_000, 120_000, 240_000, 299_999, 300_000),
          },
          { weight: 1, arbitrary: fc.constant(6 * MINUTE) },
        ),
      }),
      { maxLength: 3 },
    ),
    /** One without a timestamp, afterwards. */
    live: fc.option(
      fc.record({
        visitor: anyVisitor,
        source: anySource,
        name: fc.constantFrom('pageview', 'signup'),
      }),
    ),
    afterwards: fc.constantFrom('go on', 'go on', 'store', 'restart', 'crash'),
  });
  type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

  /** Moves the clock on and sends what is told. @returns the events as they happened */
  async function send({ laterMs, rows, live }: Request): Promise<Told[]> {
    const { clock, ingest } = events;
    clock.now += laterMs;
    ingest.tick();
    const late = rows.map(({ agoMs, ...rest }) => ({ ...rest, ts: clock.now - agoMs }));
    await events.send(late.map(({ ts, ...rest }) => ({ ...asSent(rest), timestamp: ts })));
    if (live === null) return late;
    clock.now += 1;
    await events.send([asSent(live)]);
    return [...late, { ...live, ts: clock.now }];
  }

  async function proceed(how: Request['afterwards']): Promise<void> {
    if (how === 'go on') return;
    if (how === 'store') await events.ingest.flush();
    else await restart(events, { isLogLeft: how === 'crash' });
  }

  const SELECTED = `props['visitor'] AS visitor, name, ts, visit_started, own, ${COLUMNS}`;
  const storedOn = async (day: string) => {
    await events.ingest.flush();
    const text = `SELECT ${SELECTED} FROM all_events WHERE day = ?::DATE`;
    return events.store.query({ text, params: [day] });
  };
  const inModel = (told: readonly Told[]) =>
    buildRecords(
      events.app.deps.sites.byDomain('example.com')!,
      told.map(({ visitor, source, name, ts }) => ({
        ...said.get(source),
        visitor,
        name,
        at: ts,
        props: { visitor },
      })),
    ).map((record) => ({
      visitor: record.props!['visitor'],
      name: record.name,
      ts: record.ts,
      visit_started: record.visit_started,
      own: record.own === null ? null : JSON.stringify(record.own),
      referrer: record.referrer,
      source: record.source,
      channel: record.channel,
      utm_source: record.utm_source,
      utm_medium: record.utm_medium,
    }));

  test('the visits are those of the plain model', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 6, size: 'max' }),
        async (requests) => {
          const midnight = FIRST_DAY + days++ * 24 * 60 * MINUTE;
          events.clock.now = midnight + 60 * MINUTE;
          const told: Told[] = [];
          for (const one of requests) {
            told.push(...(await send(one)));
            await proceed(one.afterwards);
          }
          const day = new Date(midnight).toISOString().slice(0, 10);
          expect(sorted(await storedOn(day))).toEqual(sorted(inModel(told)));
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});
