/** Starts the test server of ClickHouse; one serves all stores of a test file, each in a database of its own. */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chdbFolder } from '../../../../../scripts/chdb.mjs';

export interface TestClickHouse {
  /** `http://127.0.0.1:PORT` */
  url: string;
  stop(): Promise<void>;
}

const FOLDER = chdbFolder();

/** Whether the engine is installed: `npm test` sees to it where it can. */
export const HAS_CLICKHOUSE = FOLDER !== null;

export async function startClickHouse(): Promise<TestClickHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'purestat-clickhouse-'));
  const entry = fileURLToPath(new URL('./server.ts', import.meta.url));
  const child = fork(entry, [FOLDER!, folder], {
    // Every running query holds one thread of the pool.
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
    child.once('exit', () => reject(new Error('The test server of ClickHouse ended at once.')));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
