import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { buildRecords, pageview, site, storeEvents, storeRecords } from '../../testing/build.ts';
import {
  HAS_CLICKHOUSE,
  startClickHouse,
  type TestClickHouse,
} from '../../testing/clickhouse/start.ts';
import { openClickHouseStore } from './open.ts';

const on = (day: string, visitor: string) => pageview({ at: `${day}T10:00:00`, visitor });

test('a server that cannot be reached stops the start with one line that names it, not the password', async () => {
  const open = openClickHouseStore({ url: 'http://ann:hidden@127.0.0.1:1/stats', cluster: null });
  await expect(open).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringMatching(
      /^ClickHouse at http:\/\/127\.0\.0\.1:1 cannot be used: [^\n]+$/,
    ),
  });
});

describe.runIf(HAS_CLICKHOUSE)('a write that ended before its commit', () => {
  let server: TestClickHouse;
  beforeAll(async () => {
    server = await startClickHouse();
  });
  afterAll(() => server.stop());

  test('counts for nothing, and is whole and once when it is sent again', async () => {
    const url = `${server.url}/crash`;
    const count = { text: 'SELECT count() AS n FROM all_events', params: [] };
    let store = await openClickHouseStore({ url, cluster: null });
    await storeEvents(store, site(), [pageview()]);
    await store.close();
    // What is left when the process ends between the rows and the commit.
    const client = createClient({
      url: server.url,
      database: 'crash',
      log: { level: ClickHouseLogLevel.OFF },
    });
    const copy = `INSERT INTO hot_events SELECT * REPLACE (2 AS segment) FROM hot_events`;
    const token = { insert_deduplication_token: 'segment-2' };
    await client.command({ query: copy, clickhouse_settings: token });
    await client.close();
    store = await openClickHouseStore({ url, cluster: null });
    expect([await store.query(count), await store.lastSegmentNumber()]).toEqual([[{ n: 1 }], 1]);
    await storeRecords(store, buildRecords(site(), [pageview()]));
    expect([await store.query(count), await store.lastSegmentNumber()]).toEqual([[{ n: 2 }], 2]);
    await store.close();
  });

  test('counts for nothing either when other writes come before it is sent again', async () => {
    const url = `${server.url}/failing`;
    const store = await openClickHouseStore({ url, cluster: null });
    const client = createClient({
      url: server.url,
      database: 'failing',
      log: { level: ClickHouseLogLevel.OFF },
    });
    const counted = () =>
      store.query({
        text: 'SELECT day, count() AS n FROM all_events GROUP BY day ORDER BY day',
        params: [],
      });
    const [sealed, other] = ['2026-03-01', '2026-03-02'];
    await storeEvents(store, site(), [on(sealed, 'ann')]);
    await store.sealDays(await store.unsealedDays());
    await storeEvents(store, site(), [on(other, 'ann')]);
    const late = () => storeRecords(store, buildRecords(site(), [on(sealed, 'bob')]));
    await client.command({ query: 'ALTER TABLE hot_events ADD CONSTRAINT none CHECK site = 0' });
    await expect(late()).rejects.toThrow(/Constraint/);
    await client.command({ query: 'ALTER TABLE hot_events DROP CONSTRAINT none' });
    await client.close();

    await store.sealDays(await store.unsealedDays());
    expect(await counted()).toEqual([
      { day: sealed, n: 1 },
      { day: other, n: 1 },
    ]);
    await late();
    await store.sealDays(await store.unsealedDays());
    expect(await counted()).toEqual([
      { day: sealed, n: 2 },
      { day: other, n: 1 },
    ]);
    await store.close();
  });
});
