import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { buildRecords, pageview, site, storeEvents, storeRecords } from '../../testing/build.ts';
import {
  HAS_CLICKHOUSE,
  startClickHouse,
  type TestClickHouse,
} from '../../testing/clickhouse/start.ts';
import { openClickHouseStore } from './open.ts';

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
});
