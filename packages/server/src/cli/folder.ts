/** A data folder in the hand of a command, while no server runs on it. */
import { join } from 'node:path';
import { loadConfig, type Config } from '../config.ts';
import { claimExistingFolder, secretKey, type DataFolder } from '../data-folder.ts';
import { openConfigStore, type ConfigStore } from '../db/index.ts';
import { leftoverSegments } from '../ingest/log.ts';
import { StartError } from '../start-error.ts';
import { openEventStore } from '../stores/open.ts';
import type { EventStore } from '../stores/event-store.ts';
import type { CommandIo, CommandOption, OptionValues } from './command.ts';

export const DATA_OPTION: CommandOption = {
  type: 'string',
  value: 'DIR',
  help: 'data folder (DATA_DIR, else ./data)',
};

export interface OpenFolder {
  config: Config;
  configStore: ConfigStore;
  secretKey: string;
  /** Opened when it is asked for. */
  events(): Promise<EventStore>;
}

/**
 * Claims the folder, does the work, lets go of it.
 * @param instead what to do while a server runs on it
 * @throws StartError with one line
 */
export async function withFolder<T>(
  values: OptionValues,
  { env, clock, stderr }: CommandIo,
  { instead, work }: { instead: string; work: (folder: OpenFolder) => Promise<T> },
): Promise<T> {
  const config = loadConfig(env);
  const dir = typeof values['data'] === 'string' ? values['data'] : config.DATA_DIR;
  const folder = claim(dir, instead);
  const opened: Array<() => unknown> = [() => folder.release()];
  try {
    const configStore = await openConfigStore({
      path: join(folder.path, 'purestat.sqlite'),
      clock,
    });
    opened.push(() => configStore.close());
    return await work({
      config,
      configStore,
      secretKey: secretKey(folder, config.SECRET_KEY),
      async events() {
        const store = await openEventStore(eventStoreConfig(folder, config));
        opened.push(() => store.close());
        if (await hasWaiting(folder, store)) stderr.write(`${WAITING}\n`);
        return store;
      },
    });
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

function claim(dir: string, instead: string): DataFolder {
  try {
    return claimExistingFolder(dir);
  } catch (error) {
    if (!(error instanceof StartError) || !error.message.includes('is in use')) throw error;
    throw new StartError(`${error.message.replace(/ Stop that one first\.$/, '')} ${instead}`, {
      cause: error,
    });
  }
}

const WAITING =
  'Events of the last moments before the server ended wait in its log; its next start counts them.';

async function hasWaiting({ path }: DataFolder, store: EventStore): Promise<boolean> {
  const lastStored = await store.lastSegmentNumber();
  return leftoverSegments(join(path, 'log')).some(({ number }) => number > lastStored);
}

function eventStoreConfig({ path }: DataFolder, config: Config) {
  return {
    dataDir: path,
    queryTimeoutMs: config.QUERY_TIMEOUT * 1_000,
    memoryLimitMb: config.QUERY_MEMORY,
    ...(config.CLICKHOUSE_URL !== undefined && {
      clickhouse: { url: config.CLICKHOUSE_URL, cluster: config.CLICKHOUSE_CLUSTER ?? null },
    }),
  };
}
