/**
 * The engines that every test of an event store runs on. ClickHouse's is fetched by `npm test`;
 * where it is not there its tests are left out, which CI does not let pass.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { EventStore } from '../stores/event-store.ts';
import { openEventStore, openMemoryStore } from '../stores/open.ts';
import { HAS_CLICKHOUSE, startClickHouse } from './clickhouse/start.ts';

export interface EngineHost {
  /** Opens the store that belongs to the folder; made when there is none. */
  open(folder: string): Promise<EventStore>;
  stop(): Promise<void>;
}

async function hostDuckDb(): Promise<EngineHost> {
  return {
    open: (dataDir) => openEventStore({ dataDir, memoryLimitMb: 256, threads: 2 }),
    stop: async () => undefined,
  };
}

const databaseOf = (folder: string) => basename(folder).replaceAll(/\W/g, '_');

async function hostClickHouse(): Promise<EngineHost> {
  const server = await startClickHouse();
  return {
    open: (dataDir) =>
      openEventStore({
        dataDir,
        clickhouse: { url: `${server.url}/${databaseOf(dataDir)}`, cluster: null },
      }),
    stop: () => server.stop(),
  };
}

export const ENGINES: ReadonlyArray<
  readonly [name: EventStore['engine'], start: () => Promise<EngineHost>]
> = [['duckdb', hostDuckDb], ...(HAS_CLICKHOUSE ? [['clickhouse', hostClickHouse] as const] : [])];

if (!HAS_CLICKHOUSE && process.env.CI)
  throw new Error('No ClickHouse engine: `npm test` fetches it.');

/** A store of its own, in a folder that is removed at the end. */
export async function startStore(
  start: () => Promise<EngineHost>,
): Promise<{ store: EventStore; stop(): Promise<void> }> {
  const host = await start();
  const folder = await mkdtemp(join(tmpdir(), 'purestat-store-'));
  const store = await host.open(folder);
  return {
    store,
    stop: async () => {
      await store.close();
      await host.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * The store of a test that runs on every engine: TEST_ENGINE, which `vitest.config.ts` sets, says
 * which one it is this time. Closing it removes what it kept.
 */
export async function openTestStore(
  options?: Parameters<typeof openMemoryStore>[0],
): Promise<EventStore> {
  if (process.env.TEST_ENGINE !== 'clickhouse') return openMemoryStore(options);
  const { store, stop } = await startStore(hostClickHouse);
  const close = store.close.bind(store);
  store.close = async () => {
    store.close = close;
    await stop();
  };
  return store;
}
