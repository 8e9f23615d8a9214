/** The client, and what goes wrong with it in words for whoever starts the server. */
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { StartError } from '../../start-error.ts';
import type { Lines, ResultRow } from '../event-store.ts';
import type { BoundStatement } from './statement.ts';
import { LINE_SETTINGS, RESULT_FORMAT, RESULT_SETTINGS, resultRows, rowReader } from './cells.ts';

export interface Address {
  /** Without path and credentials. */
  url: string;
  username: string;
  password: string;
  database: string;
}

/** @param url `http(s)://USER:PASSWORD@HOST:PORT/DATABASE`; the database is `purestat` unless named */
export function addressOf(url: string): Address {
  const parsed = new URL(url);
  const database = decodeURIComponent(parsed.pathname.replaceAll(/^\/+|\/+$/g, ''));
  return {
    url: parsed.origin,
    username: decodeURIComponent(parsed.username) || 'default',
    password: decodeURIComponent(parsed.password),
    database: database || 'purestat',
  };
}

export interface ConnectOptions {
  /** How many requests at once; more wait. */
  connections: number;
  /** Settings of every request. */
  settings?: Readonly<Record<string, string | number>>;
}

const REQUEST_TIMEOUT_MS = 15 * 60_000;

export function connect(address: Address, { connections, settings }: ConnectOptions) {
  return createClient({
    ...address,
    max_open_connections: connections,
    request_timeout: REQUEST_TIMEOUT_MS,
    use_multipart_params_auto: true,
    compression: { request: true, response: true },
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { ...settings },
  });
}

interface RunOptions {
  signal?: AbortSignal;
  settings?: Readonly<Record<string, string | number>>;
}

/** How an answer is read. */
export type Select<Answer> = (
  client: ClickHouseClient,
  statement: BoundStatement,
  options?: RunOptions,
) => Answer;

/** Rows as every event store gives them. */
export async function select(
  client: ClickHouseClient,
  { text, params }: BoundStatement,
  { signal, settings }: RunOptions = {},
): Promise<ResultRow[]> {
  const result = await client.query({
    query: text,
    query_params: params,
    format: RESULT_FORMAT,
    abort_signal: signal,
    clickhouse_settings: { ...RESULT_SETTINGS, ...settings },
  });
  return resultRows(await result.json<unknown[]>());
}

/** The same as they come, as fast as they are taken. What is cut off on the way ends by an error. */
export async function* selectStream(
  client: ClickHouseClient,
  { text, params }: BoundStatement,
  { signal, settings }: RunOptions = {},
): AsyncGenerator<ResultRow[]> {
  const result = await client.query({
    query: text,
    query_params: params,
    format: RESULT_FORMAT,
    abort_signal: signal,
    clickhouse_settings: { ...RESULT_SETTINGS, ...settings },
  });
  let names: unknown[] | undefined;
  let toRow: ReturnType<typeof rowReader> | undefined;
  for await (const lines of result.stream<unknown[]>()) {
    const rows: ResultRow[] = [];
    for (const line of lines) {
      const values = line.json();
      if (names === undefined) names = values;
      else if (toRow === undefined) toRow = rowReader(names, values);
      else rows.push(toRow(values));
    }
    if (rows.length > 0) yield rows;
  }
  // Even an answer without rows names its columns.
  if (toRow === undefined) throw new Error('The answer of the engine was cut off.');
}

const encoder = new TextEncoder();

/** The only column's text as it comes, as fast as it is taken. */
export async function* selectLines(
  client: ClickHouseClient,
  { text, params }: BoundStatement,
  { signal, settings }: RunOptions = {},
): AsyncGenerator<Lines> {
  const result = await client.query({
    query: text,
    query_params: params,
    format: 'CustomSeparatedWithNames',
    abort_signal: signal,
    clickhouse_settings: { ...LINE_SETTINGS, ...settings },
  });
  let hasNames = false;
  for await (const lines of result.stream()) {
    const rows = (hasNames ? lines : lines.slice(1)).map((line) => `${line.text}\n`);
    hasNames = true;
    if (rows.length > 0) yield { count: rows.length, bytes: encoder.encode(rows.join('')) };
  }
  if (!hasNames) throw new Error('The answer of the engine was cut off.');
}

/** @throws StartError that names the server, when it cannot be reached or does not let us in */
export async function createDatabase(address: Address, onCluster: string): Promise<void> {
  const client = connect({ ...address, database: 'default' }, { connections: 1 });
  const quoted = `\`${address.database.replaceAll(/[\\`]/g, String.raw`\$&`)}\``;
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${quoted}${onCluster}` });
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]!;
    throw new StartError(`ClickHouse at ${address.url} cannot be used: ${reason}`, {
      cause: error,
    });
  } finally {
    await client.close();
  }
}
