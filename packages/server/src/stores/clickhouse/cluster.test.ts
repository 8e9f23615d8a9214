/** Statements for a cluster: there is one engine here, so its parser alone says whether they are right. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import {
  HAS_CLICKHOUSE,
  startClickHouse,
  type TestClickHouse,
} from '../../testing/clickhouse/start.ts';
import { MIGRATIONS } from './migrations/index.ts';

describe.runIf(HAS_CLICKHOUSE)('on a cluster', () => {
  let server: TestClickHouse;
  let client: ClickHouseClient;
  beforeAll(async () => {
    server = await startClickHouse();
    client = createClient({ url: server.url, log: { level: ClickHouseLogLevel.OFF } });
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  const statements = MIGRATIONS.flatMap(({ up }) => up({ cluster: 'main', database: 'purestat' }));
  const explain = async (statement: string) =>
    (await client.query({ query: `EXPLAIN AST ${statement}`, format: 'TabSeparatedRaw' })).text();

  test('the engine takes every statement', async () => {
    const explained = await Promise.all(statements.map(explain));
    expect(explained.every((text) => text.startsWith('Create'))).toBe(true);
    await expect(explain('CREATE TABLE t ON CLUSTER')).rejects.toThrow('Syntax error');
  });

  test('every table is replicated, those of rows lie beneath one that shards them by site', () => {
    const engines = statements.flatMap((statement) => {
      const name = /^CREATE TABLE IF NOT EXISTS (\w+) ON CLUSTER `main`/.exec(statement)?.[1];
      return name === undefined ? [] : [`${name} ${/ENGINE = (\w+)/.exec(statement)![1]}`];
    });
    expect(engines).toEqual([
      'commits ReplicatedAggregatingMergeTree',
      'versions ReplicatedMergeTree',
      ...['seals', 'hot_events', 'event_ids', 'events', 'visits'].flatMap((name) => [
        `${name}_local ReplicatedMergeTree`,
        `${name} Distributed`,
      ]),
      'pageview_months_local ReplicatedAggregatingMergeTree',
      'pageview_months Distributed',
    ]);
  });
});
