/** Opens the store: makes the database and its tables, and begins at the state that is complete. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { EventStore } from '../event-store.ts';
import { addressOf, connect, createDatabase, select } from './connection.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { ClickHouseStore } from './store.ts';
import { createTable, onCluster, type Layout } from './tables.ts';
import { Writes } from './writes.ts';

export interface ClickHouseOptions {
  /** `http(s)://USER:PASSWORD@HOST:PORT/DATABASE` */
  url: string;
  /** Name of the cluster over which tables are made; null: one server. */
  cluster: string | null;
  queryTimeoutMs?: number;
}

const DEFAULT_QUERY_TIMEOUT_MS = 30_000;
const CONCURRENT_QUERIES = 8;
const CONCURRENT_STREAMS = 4;

/** Meanings that statements rely on and a server's profile might have changed. */
const MEANING = {
  join_use_nulls: 1,
  aggregate_functions_null_for_empty: 0,
  union_default_mode: '',
  prefer_column_name_to_alias: 0,
  output_format_json_escape_forward_slashes: 0,
  // A client that has gone ends its query.
  cancel_http_readonly_queries_on_client_close: 1,
} as const;

/** Rows of a site lie on one shard, its seals too; what was written is there for every reader. */
const ON_CLUSTER = {
  distributed_product_mode: 'local',
  distributed_foreground_insert: 1,
  insert_quorum: 'auto',
  insert_quorum_parallel: 0,
  select_sequential_consistency: 1,
} as const;

/** @throws StartError with one line when the server cannot be used */
export async function openClickHouseStore(options: ClickHouseOptions): Promise<EventStore> {
  const address = addressOf(options.url);
  const layout: Layout = { cluster: options.cluster, database: address.database };
  await createDatabase(address, onCluster(layout));
  const settings = layout.cluster === null ? MEANING : { ...MEANING, ...ON_CLUSTER };
  const writer = connect(address, { connections: 4, settings });
  const reader = connect(address, { connections: CONCURRENT_QUERIES, settings });
  const streamer = connect(address, { connections: CONCURRENT_STREAMS, settings });
  try {
    await migrate(writer, layout);
    const writes = await Writes.open(writer, layout);
    const queryTimeoutMs = options.queryTimeoutMs ?? DEFAULT_QUERY_TIMEOUT_MS;
    return new ClickHouseStore({ reader, writer, streamer, writes, queryTimeoutMs });
  } catch (error) {
    await Promise.all([reader.close(), writer.close(), streamer.close()]);
    throw error;
  }
}

async function migrate(client: ClickHouseClient, layout: Layout): Promise<void> {
  for (const query of createTable(MIGRATIONS_TABLE, layout)) await client.command({ query });
  const rows = await select(client, { text: 'SELECT id FROM migrations', params: {} });
  const done = new Set(rows.map(({ id }) => id));
  for (const { id, up } of MIGRATIONS) {
    if (done.has(id)) continue;
    for (const query of up(layout)) await client.command({ query });
    await client.insert({ table: 'migrations', values: [[id]], format: 'JSONCompactEachRow' });
  }
}

const MIGRATIONS_TABLE = {
  name: 'migrations',
  columns: ['id String'],
  orderBy: 'id',
  isSharded: false,
};
