/** The only file that names an engine. */
import './thread-pool.ts';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openClickHouseStore } from './clickhouse/open.ts';
import { MIGRATIONS } from './duckdb/migrations/index.ts';
import { openDuckDbStore } from './duckdb/store.ts';
import type { EventStore } from './event-store.ts';

export interface EventStoreConfig {
  /** Folder of the database; made when missing. */
  dataDir: string;
  /** What the engine may hold in memory; 256 unless told. */
  memoryLimitMb?: number;
  /** Threads for one query; all processors, at most 4, unless told. */
  threads?: number;
  /** After how many milliseconds a query is stopped; 30,000 unless told. */
  queryTimeoutMs?: number;
  /** Called with the cause whenever the store has stopped unasked, with null when it works again. */
  onHealth?: (trouble: unknown) => void;
  /** A sealed day with fewer events gets no figures of its own; 2,000 unless told. */
  minEventsForFigures?: number;
  /** A server, or a cluster's name with one of its servers, instead of a database in the folder. */
  clickhouse?: { url: string; cluster: string | null };
}

/** Grows with each migration. */
export const EVENT_STORE_FORMAT = MIGRATIONS.length;

/** Keeps the whole process under 700 MB with 30 million events; docs/performance.md has what it costs. */
const DEFAULT_MEMORY_MB = 256;

/** @throws StartError with one line when the database is in use, damaged, of a newer version, or cannot be reached */
export async function openEventStore(config: EventStoreConfig): Promise<EventStore> {
  if (config.clickhouse !== undefined) {
    return openClickHouseStore({ ...config.clickhouse, queryTimeoutMs: config.queryTimeoutMs });
  }
  const folder = join(config.dataDir, 'events');
  await mkdir(folder, { recursive: true });
  return openDuckDbStore({
    path: join(folder, 'events.duckdb'),
    memoryLimitMb: config.memoryLimitMb ?? DEFAULT_MEMORY_MB,
    threads: config.threads ?? Math.min(4, availableParallelism()),
    queryTimeoutMs: config.queryTimeoutMs,
    onHealth: config.onHealth,
    minEventsForFigures: config.minEventsForFigures,
  });
}

/** A store that keeps nothing on disk and ends with the process. */
export function openMemoryStore(
  options: Pick<EventStoreConfig, 'minEventsForFigures'> = {},
): Promise<EventStore> {
  return openDuckDbStore({ path: ':memory:', memoryLimitMb: 512, threads: 2, ...options });
}
