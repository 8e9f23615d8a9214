/** What every event store must do, whatever the engine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anyOrderRules } from '../testing/any-order-rules.ts';
import {
  backfilled,
  buildRecords,
  customEvent,
  engagement,
  instantOf,
  pageview,
  site,
  storeEvents,
  storeRecords,
  writeSegment,
} from '../testing/build.ts';
import { ENGINES, type EngineHost } from '../testing/engines.ts';
import { EVENT_COLUMNS } from './event-record.ts';
import type { EventStore, Lines, PageviewMonth, Statement } from './event-store.ts';

const all = (table: 'all_events' | 'all_visits', columns: string): Statement => ({
  text: `SELECT ${columns} FROM ${table} ORDER BY ALL`,
  params: [],
});
/** What is kept of an id that a sender gave. */
const id = (digit: string) => digit.repeat(32);
const countEvents: Statement = { text: 'SELECT count(*) AS n FROM all_events', params: [] };
/** Never ends by itself. */
const ENDLESS_TEXT = {
  duckdb:
    'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE hash(a.range, b.range) = 1',
  clickhouse: 'SELECT count(*) FROM numbers(1000000000000000) WHERE cityHash64(number) = 1',
};
/** Text of a map, which only this file reads whole. */
const MAP_TEXT = {
  duckdb: `{'plan': 'pro', 'a "b"': ''}`,
  clickhouse: `{"plan":"pro","a \\"b\\"":""}`,
};

async function batchesOf(store: EventStore, statement: Statement, signal?: AbortSignal) {
  const batches = [];
  for await (const batch of store.stream(statement, { ...(signal && { signal }), site: 1 }))
    batches.push(batch);
  return batches;
}

async function linesFrom(lines: ReturnType<EventStore['streamLines']>): Promise<Lines[]> {
  const batches = [];
  for await (const batch of lines) batches.push(batch);
  return batches;
}

describe.each(ENGINES)('event store on %s', (engine, startHost) => {
  const ENDLESS: Statement = { text: ENDLESS_TEXT[engine], params: [] };
  let host: EngineHost;
  let folder: string;
  let store: EventStore;
  const ann = site({ number: 1 });
  const other = site({ number: 2 });

  beforeAll(async () => {
    host = await startHost();
  });
  afterAll(() => host.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'purestat-store-'));
    store = await host.open(folder);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  test('half a character in a log from before does not stop what comes with it', async () => {
    const props = { 'k\ud83d': 'v\ud83d' };
    await storeRecords(
      store,
      buildRecords(ann, [customEvent('half\ud83d', { props }), pageview()]),
    );
    const text = `SELECT name, props['k\ufffd'] AS value FROM all_events WHERE name <> 'pageview'`;
    expect(await store.query({ text, params: [] })).toEqual([
      { name: 'half\ufffd', value: 'v\ufffd' },
    ]);
    expect(await store.query(countEvents)).toEqual([{ n: 2 }]);
  });

  test('properties of many rows that have many come back each with its row', async () => {
    const KEYS = Array.from({ length: 30 }, (_, index) => `k${index}`);
    const propsOf = (row: number) =>
      Object.fromEntries(KEYS.map((key) => [key, `a text of some length for ${key} of /${row}`]));
    const rows = Array.from({ length: 5_000 }, (_, row) => [
      pageview({ page: `/${row}`, props: propsOf(row) }),
      ...(row % 3 === 0 ? [pageview({ page: '/none' })] : []),
    ]);
    await storeRecords(store, buildRecords(ann, rows.flat()));
    const isWhole = KEYS.map(
      (key) => `props['${key}'] = concat('a text of some length for ${key} of ', pathname)`,
    ).join(' AND ');
    const text = `SELECT pathname = '/none' AS without, count(*) AS n FROM all_events
      WHERE pathname = '/none' OR (${isWhole}) GROUP BY 1 ORDER BY n`;
    const counted = await store.query({ text, params: [] });
    expect(counted.map(({ without, n }) => [Boolean(without), n])).toEqual([
      [true, 1_667],
      [false, 5_000],
    ]);
  });

  test('every field of a record comes back as it went in', async () => {
    const records = buildRecords(ann, [
      pageview({
        page: '/é?%',
        source: 'Google',
        props: { plan: 'pro', 'a "b"': '' },
        revenue_amount: '-1234567890123.4567',
        revenue_currency: 'EUR',
        page_title: 'Café “é”',
      }),
      engagement({ at: '10:00:20', engaged_ms: 4_000_000_000, scroll_depth: 100 }),
    ]);
    records[1]!.own = { source: 'a "b" é', language: '' };
    await storeRecords(store, records);
    const rows = await store.query(all('all_events', EVENT_COLUMNS.join(', ')));
    const [first, second] = records.toSorted((a, b) => a.ts - b.ts);
    expect(rows).toEqual([
      { ...first, props: MAP_TEXT[engine] },
      { ...second, own: `{"source":"a \\"b\\" é","language":""}` },
    ]);
  });

  const pageviewMonths = async (): Promise<PageviewMonth[]> =>
    (await store.pageviewMonths()).toSorted(
      (a, b) => a.site - b.site || a.month.localeCompare(b.month),
    );

  test('pageviews are summed by site and UTC month, once for each segment, and no deletion takes them back', async () => {
    const records = [
      ...buildRecords(ann, [pageview({ at: '23:59:59.999' }), customEvent('signup'), engagement()]),
      ...buildRecords(other, [pageview(), pageview({ page: '/2' })]),
    ];
    for (const record of records) record.ts += Date.UTC(2026, 2, 31) - Date.UTC(2026, 2, 1);
    const late = buildRecords(ann, [pageview()]).map((record) => ({
      ...record,
      ts: Date.UTC(2026, 3, 1),
    }));
    const segment = await writeSegment(folder, 1, records);
    await store.appendSegment(segment);
    await store.appendSegment(segment);
    await store.appendSegment(await writeSegment(folder, 2, [...late, ...late]));
    await store.appendSegment(await writeSegment(folder, 3, late));
    await store.deleteSite(ann.number);
    const sums = [
      { site: 1, month: '2026-03', pageviews: 1 },
      { site: 1, month: '2026-04', pageviews: 3 },
      { site: 2, month: '2026-03', pageviews: 2 },
    ];
    expect(await pageviewMonths()).toEqual(sums);
    await store.close();
    store = await host.open(folder);
    expect(await pageviewMonths()).toEqual(sums);
  });

  test('a segment is stored once, and numbers below it are taken for stored', async () => {
    const segment = await writeSegment(folder, 5, buildRecords(ann, [pageview()]));
    expect(await store.appendSegment(segment)).toEqual({ rows: 1 });
    expect(await store.appendSegment(segment)).toEqual({ rows: 0 });
    expect(await store.appendSegment({ ...segment, number: 4 })).toEqual({ rows: 0 });
    expect(await store.lastSegmentNumber()).toBe(5);
    expect(await store.query(countEvents)).toEqual([{ n: 1 }]);
  });

  test('a segment that cannot be stored leaves nothing behind, and the next one is stored', async () => {
    const [record] = buildRecords(ann, [pageview()]);
    const bad = await writeSegment(folder, 1, [record!, { ...record!, visitor: 'no number' }]);
    await expect(store.appendSegment(bad)).rejects.toThrow('BigInt');
    expect([await store.query(countEvents), await store.lastSegmentNumber()]).toEqual([
      [{ n: 0 }],
      0,
    ]);
    await storeEvents(store, ann, [pageview()]);
    expect(await store.query(countEvents)).toEqual([{ n: 1 }]);
  });

  test('what was stored is there after the next start', async () => {
    await storeEvents(store, ann, [pageview()]);
    await store.close();
    store = await host.open(folder);
    expect([await store.query(countEvents), await store.lastSegmentNumber()]).toEqual([
      [{ n: 1 }],
      1,
    ]);
  });

  test('the ids of stored events are known, by site, until it is deleted', async () => {
    const [first, second] = buildRecords(ann, [pageview(), pageview({ at: '10:01:00' })]);
    const [third] = buildRecords(other, [pageview()]);
    await storeRecords(store, [
      { ...first!, event_id: id('a') },
      second!,
      { ...third!, event_id: id('b') },
    ]);
    const asked = [id('c'), id('b'), id('a')];
    expect([await store.knownIds(1, asked), await store.knownIds(2, asked)]).toEqual([
      [id('a')],
      [id('b')],
    ]);
    expect([await store.knownIds(1, []), await store.knownIds(3, asked)]).toEqual([[], []]);
    await store.close();
    store = await host.open(folder);
    expect(await store.knownIds(1, asked)).toEqual([id('a')]);
    await store.deleteSite(1);
    expect([await store.knownIds(1, asked), await store.knownIds(2, asked)]).toEqual([
      [],
      [id('b')],
    ]);
  });

  test('days with rows that came without visits are known, by site, until it is deleted', async () => {
    const bob = { ...ann, number: 2 };
    await storeRecords(store, [
      ...backfilled(ann, [pageview({ at: '2026-03-01T10:00:00Z' })]),
      ...buildRecords(ann, [pageview({ at: '2026-03-02T10:00:00Z' })]),
      ...buildRecords(bob, [pageview({ at: '2026-03-01T10:00:00Z' })]),
    ]);
    const known = () =>
      Promise.all([
        store.decidesVisits(1, '2026-03-01'),
        store.decidesVisits(1, '2026-03-02'),
        store.decidesVisits(2, '2026-03-01'),
      ]);
    expect(await known()).toEqual([true, false, false]);
    await store.close();
    store = await host.open(folder);
    expect(await known()).toEqual([true, false, false]);
    await store.deleteSite(1);
    expect(await known()).toEqual([false, false, false]);
  });

  test('of a segment that cannot be stored no id is known', async () => {
    const [record] = buildRecords(ann, [pageview()]);
    const event_id = 'a'.repeat(32);
    const bad = await writeSegment(folder, 1, [
      { ...record!, event_id },
      { ...record!, event_id: 'no id' },
    ]);
    await expect(store.appendSegment(bad)).rejects.toThrow('UUID');
    expect(await store.knownIds(1, [event_id])).toEqual([]);
  });

  test('more rows than fit a chunk are all stored', async () => {
    const events = Array.from({ length: 5000 }, (_, index) => pageview({ visitor: `v${index}` }));
    await storeEvents(store, ann, events);
    const distinct = { text: 'SELECT count(DISTINCT visitor) AS n FROM all_events', params: [] };
    expect(await store.query(distinct)).toEqual([{ n: 5000 }]);
  });

  describe('sealing', () => {
    const day = '2026-03-01';
    const VISITS = 'duration_ms, pageviews, events, is_bounce, entry_page, exit_page, source';
    const EVENTS = EVENT_COLUMNS.join(', ');
    const events = [
      pageview({ at: '10:00:00', page: '/a', source: 'Google' }),
      customEvent('signup', { at: '10:05:00', page: '/b' }),
      pageview({ at: '10:06:00', page: '/b' }),
      engagement({ at: '10:07:30', page: '/b' }),
      pageview({ at: '15:00:00', page: '/c' }),
      customEvent('scroll', { visitor: 'bob', interactive: false }),
    ];
    const snapshot = async () => [
      await store.query(all('all_visits', VISITS)),
      await store.query(all('all_events', EVENTS)),
    ];

    test('changes no row of events or visits', async () => {
      await storeEvents(store, ann, events);
      const before = await snapshot();
      const SINGLE = { duration_ms: 0, pageviews: 1, events: 1, is_bounce: true, source: '' };
      expect(before[0]).toEqual([
        { ...SINGLE, pageviews: 0, entry_page: '', exit_page: '' },
        { ...SINGLE, entry_page: '/c', exit_page: '/c' },
        {
          duration_ms: 450_000,
          pageviews: 2,
          events: 3,
          is_bounce: false,
          entry_page: '/a',
          exit_page: '/b',
          source: 'Google',
        },
      ]);
      await store.sealDays([{ site: 1, day }]);
      expect(await snapshot()).toEqual(before);
      expect(await store.unsealedDays()).toEqual([]);
    });

    test('again changes nothing, whether or not there is such a day', async () => {
      await storeEvents(store, ann, events);
      const before = await snapshot();
      const days = [
        { site: 1, day },
        { site: 7, day },
      ];
      await store.sealDays(days);
      await store.sealDays(days);
      expect(await snapshot()).toEqual(before);
    });

    test('only touches the days named', async () => {
      await storeEvents(store, ann, [pageview(), pageview({ at: '2026-03-02T10:00:00' })]);
      await storeEvents(store, other, [pageview()]);
      await store.sealDays([{ site: 1, day }]);
      expect(await store.unsealedDays()).toEqual([
        { site: 1, day: '2026-03-02' },
        { site: 2, day },
      ]);
    });

    test('is undone by rows that come late, and done again the same', async () => {
      await storeEvents(store, ann, events.slice(0, 3));
      await store.sealDays([{ site: 1, day }]);
      await storeRecords(store, buildRecords(ann, events).slice(3));
      expect(await store.unsealedDays()).toEqual([{ site: 1, day }]);
      const unsealed = await snapshot();
      await store.sealDays([{ site: 1, day }]);
      expect(await snapshot()).toEqual(unsealed);
      const inOneGo = site({ number: 3 });
      await storeEvents(store, inOneGo, events);
      const of = (number: number) =>
        store.query({
          text: `SELECT ${VISITS} FROM all_visits WHERE site = ? ORDER BY ALL`,
          params: [number],
        });
      expect(await of(1)).toEqual(await of(3));
    });
  });

  describe('events in any order', () => {
    anyOrderRules(() => store);
  });

  test('of two pageviews in one millisecond the same is the entry page, in whatever order they came', async () => {
    const pages = [pageview({ page: '/b' }), pageview({ page: '/a' })];
    await storeEvents(store, ann, pages);
    await storeEvents(store, other, pages.toReversed());
    expect(await store.query(all('all_visits', 'entry_page, exit_page'))).toEqual([
      { entry_page: '/a', exit_page: '/b' },
      { entry_page: '/a', exit_page: '/b' },
    ]);
  });

  test('open visits are those with an event since the instant, with all that goes on from them', async () => {
    await storeEvents(store, ann, [
      pageview({ visitor: 'early', at: '09:00:00' }),
      pageview({ visitor: 'ann', at: '10:00:00', source: 'Google', country: 'DE' }),
      engagement({ visitor: 'ann', at: '10:20:00' }),
    ]);
    const [first] = buildRecords(ann, [pageview({ visitor: 'ann', at: '10:00:00' })]);
    const open30 = await store.openVisits(instantOf('10:10:00', 'UTC'));
    expect(open30).toEqual([
      {
        site: 1,
        day: '2026-03-01',
        visitor: first!.visitor,
        visit_started: first!.ts,
        last_ts: instantOf('10:20:00', 'UTC'),
        properties: expect.objectContaining({ source: 'Google', country: 'DE', utm_term: '' }),
      },
    ]);
  });

  test('first event times are per site, sealed or not', async () => {
    await storeEvents(store, ann, [pageview({ at: '11:00:00' }), pageview({ at: '10:00:00' })]);
    await store.sealDays(await store.unsealedDays());
    await storeEvents(store, other, [pageview({ at: '12:00:00' })]);
    expect(await store.firstEventTimes()).toEqual(
      new Map([
        [1, instantOf('10:00:00', 'UTC')],
        [2, instantOf('12:00:00', 'UTC')],
      ]),
    );
  });

  test('deleting a site deletes its sealed and its hot rows, and nobody else’s', async () => {
    const events = [pageview(), pageview({ at: '2026-03-02T10:00:00' })];
    await storeEvents(store, ann, events);
    await storeEvents(store, other, events);
    await store.sealDays([
      { site: 1, day: '2026-03-01' },
      { site: 2, day: '2026-03-01' },
    ]);
    await store.deleteSite(1);
    const sites = { text: 'SELECT site, count(*) AS n FROM all_events GROUP BY site', params: [] };
    expect(await store.query(sites)).toEqual([{ site: 2, n: 2 }]);
    expect(await store.query(all('all_visits', 'site'))).toEqual([{ site: 2 }, { site: 2 }]);
    expect(await store.unsealedDays()).toEqual([{ site: 2, day: '2026-03-02' }]);
  });

  test('the data version of a site changes with its rows only', async () => {
    const versions = () => [store.dataVersion(1), store.dataVersion(2)];
    const start = versions();
    await storeEvents(store, ann, [pageview()]);
    const stored = versions();
    await store.sealDays(await store.unsealedDays());
    const sealed = versions();
    await store.deleteSite(1);
    expect(stored[0]).not.toBe(start[0]);
    expect(sealed).toEqual(stored);
    expect(versions()[0]).not.toBe(sealed[0]);
    expect([stored[1], sealed[1], versions()[1]]).toEqual([start[1], start[1], start[1]]);
  });

  describe('queries', () => {
    test('values are bound, never text of the statement', async () => {
      const text = `'; DROP TABLE events; --`;
      expect(await store.query({ text: 'SELECT ? AS value', params: [text] })).toEqual([
        { value: text },
      ]);
    });

    test('an error names its cause and leaves the store working', async () => {
      await expect(store.query({ text: 'SELECT no_such_column', params: [] })).rejects.toThrow(
        'no_such_column',
      );
      expect(await store.query(countEvents)).toEqual([{ n: 0 }]);
    });

    test('a signal ends a running query', async () => {
      const controller = new AbortController();
      const result = store.query(ENDLESS, { signal: controller.signal });
      await store.ping();
      controller.abort();
      await expect(result).rejects.toThrow('abort');
      expect(await store.query(countEvents)).toEqual([{ n: 0 }]);
    });

    test('one past its time is stopped, and says so', async () => {
      await expect(store.query(ENDLESS, { timeoutMs: 50 })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message:
          'The query took longer than 1 s and was stopped. Ask for a shorter period, fewer dimensions or fewer filters.',
      });
      expect(await store.query(countEvents)).toEqual([{ n: 0 }]);
    });

    test('appends do not wait for them, however many run and wait', async () => {
      const controller = new AbortController();
      const running = Array.from({ length: 5 }, () =>
        store.query(ENDLESS, { signal: controller.signal }),
      );
      const ended = Promise.allSettled(running);
      await storeEvents(store, ann, [pageview()]);
      controller.abort();
      expect((await ended).map(({ status }) => status)).toEqual(
        Array.from({ length: 5 }, () => 'rejected'),
      );
      expect(await store.query(countEvents)).toEqual([{ n: 1 }]);
    });

    test('closing ends those that run', async () => {
      const running = store.query(ENDLESS);
      await store.ping();
      const justSent = store.query(ENDLESS);
      const ended = Promise.allSettled([running, justSent]);
      await store.close();
      expect(await ended).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
      await expect(store.ping()).rejects.toThrow('The event store has stopped.');
    });
  });

  describe('long answers', () => {
    const NUMBERS = {
      duckdb: 'SELECT range AS n, range * 2 AS twice FROM range(30000) ORDER BY n DESC',
      clickhouse: 'SELECT number AS n, number * 2 AS twice FROM numbers(30000) ORDER BY n DESC',
    };
    /** Goes wrong when its last rows are made. */
    const BROKEN = {
      duckdb: `SELECT CASE WHEN range = 2999999 THEN error('made to fail')::INT ELSE 1 END AS n FROM range(3000000)`,
      clickhouse: `SELECT throwIf(number = 29999999, 'made to fail') AS n FROM numbers(30000000)`,
    };
    const numbers: Statement = { text: NUMBERS[engine], params: [] };

    test('come whole and in their order, in batches', async () => {
      const batches = await batchesOf(store, numbers);
      expect(batches.length).toBeGreaterThan(1);
      expect(batches.flat()).toEqual(
        Array.from({ length: 30_000 }, (_, place) => ({
          n: 29_999 - place,
          twice: 2 * (29_999 - place),
        })),
      );
    });

    test('may have no rows', async () => {
      expect(
        await batchesOf(store, { text: `${NUMBERS[engine].replace('30000', '0')}`, params: [] }),
      ).toEqual([]);
    });

    test('see the state they began with, whatever comes meanwhile', async () => {
      await storeEvents(store, ann, [pageview()]);
      const many = engine === 'duckdb' ? 'range(20000)' : 'numbers(20000)';
      const text = `SELECT e.pathname AS page FROM all_events e CROSS JOIN ${many} n`;
      const rows = store.stream({ text, params: [] })[Symbol.asyncIterator]();
      let count = (await rows.next()).value.length;
      await storeEvents(store, ann, [pageview({ at: '2026-03-02T10:00:00' })]);
      for (let next = await rows.next(); next.done !== true; next = await rows.next())
        count += next.value.length;
      expect(count).toBe(20_000);
    });

    test('what goes wrong on the way is an error, and no end', async () => {
      await expect(batchesOf(store, { text: BROKEN[engine], params: [] })).rejects.toThrow(
        'made to fail',
      );
      expect(await store.query(countEvents)).toEqual([{ n: 0 }]);
    });

    test('ending the iteration ends the query, as often as one likes', async () => {
      for (let round = 0; round < 10; round++) {
        for await (const batch of store.stream(numbers)) {
          expect(batch.length).toBeGreaterThan(0);
          break;
        }
      }
      expect((await batchesOf(store, numbers)).flat()).toHaveLength(30_000);
    });

    test('a signal ends those that are made', async () => {
      const controller = new AbortController();
      const ended = Promise.allSettled([batchesOf(store, ENDLESS, controller.signal)]);
      await store.ping();
      controller.abort();
      expect(await ended).toMatchObject([{ status: 'rejected', reason: { name: 'AbortError' } }]);
      expect((await batchesOf(store, numbers)).flat()).toHaveLength(30_000);
    });

    /** As many lines as asked for, the last number first. */
    const linesOf = (rows: number): Statement => ({
      text: {
        duckdb: `SELECT '{"n":' || range || ',"é":"a\tb"}' AS line FROM range(${rows}) ORDER BY range DESC`,
        clickhouse: `SELECT concat('{"n":', toString(number), ',"é":"a\tb"}') AS line FROM numbers(${rows}) ORDER BY number DESC`,
      }[engine],
      params: [],
    });

    test('of text can be had as lines: whole, in their order, not a sign changed', async () => {
      const batches = await linesFrom(store.streamLines(linesOf(30_000), { site: 1 }));
      expect(batches.length).toBeGreaterThan(1);
      expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(30_000);
      const text = Buffer.concat(batches.map(({ bytes }) => bytes)).toString();
      const expected = Array.from(
        { length: 30_000 },
        (_, place) => `{"n":${29_999 - place},"é":"a\tb"}\n`,
      );
      expect(text).toBe(expected.join(''));
    });

    test('as lines may be none, and are told of when they go wrong', async () => {
      const none = store.streamLines(linesOf(0));
      expect(await linesFrom(none)).toEqual([]);
      const broken = store.streamLines({
        text: BROKEN[engine].replace(' AS n', '::VARCHAR AS n'),
        params: [],
      });
      await expect(linesFrom(broken)).rejects.toThrow('made to fail');
      expect(await store.query(countEvents)).toEqual([{ n: 0 }]);
    });

    test('closing ends those that are made', async () => {
      const ended = Promise.allSettled([batchesOf(store, ENDLESS)]);
      await store.ping();
      await store.close();
      expect(await ended).toMatchObject([{ status: 'rejected' }]);
    });
  });
});
