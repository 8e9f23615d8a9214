import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WorkerOptions } from './stores/duckdb/protocol.ts';
import { threadUrl } from './thread-url.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'purestat-thread-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a thread until its first message, in a process that has done nothing else. @returns what V8 tells of WebAssembly */
function compiledIn(url: URL, workerData: unknown, message: unknown): string[] {
  const script = join(folder, 'start.mjs');
  writeFileSync(
    script,
    `import { Worker } from 'node:worker_threads';
    const worker = new Worker(new URL(${JSON.stringify(url)}), { workerData: ${JSON.stringify(workerData)} });
    worker.on('error', (error) => { throw error; });
    worker.once('message', () => { console.log('answered'); process.exit(); });
    worker.postMessage(${JSON.stringify(message)});`,
  );
  const flags = ['--trace-wasm-compilation-times', '--disable-warning=ExperimentalWarning'];
  const { stdout } = spawnSync(process.execPath, [...flags, script], { encoding: 'utf8' });
  expect(stdout).toContain('answered');
  return stdout.split('\n').filter((line) => line.includes('Compiled function'));
}

const STORE: WorkerOptions = {
  path: ':memory:',
  memoryLimitMb: 64,
  threads: 1,
  queryConnections: 1,
  streamConnections: 1,
  minEventsForFigures: 1,
};

// Several threads that compile it at once end the process now and then (nodejs/node#64500).
test('no thread compiles WebAssembly', () => {
  expect(compiledIn(threadUrl('store-worker'), STORE, null)).toEqual([]);
  const file = { columns: [], format: 'csv', escapeFormulas: false };
  expect(compiledIn(threadUrl('line-thread'), file, null)).toEqual([]);
});

test('that WebAssembly is compiled would be seen', () => {
  const source = join(folder, 'thread.ts');
  writeFileSync(
    source,
    `import { parentPort } from 'node:worker_threads'; parentPort!.postMessage(1 as number);`,
  );
  expect(compiledIn(new URL(`file://${source}`), null, null)).not.toEqual([]);
});
