import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../server.ts', import.meta.url));

test.runIf(process.platform === 'linux')(
  'the server’s I/O threads are more than the queries that may run at once',
  () => {
    // Imports what the entry point imports, uses the pool once, counts its threads.
    const code = `await import(${JSON.stringify(MAIN)});
      const { readFile, readdir } = await import('node:fs/promises');
      const tasks = await readdir('/proc/self/task');
      const names = await Promise.all(tasks.map((id) => readFile('/proc/self/task/' + id + '/comm', 'utf8')));
      console.log(names.filter((name) => name.startsWith('libuv-worker')).length);
      process.exit(0);`;
    const env = { ...process.env, UV_THREADPOOL_SIZE: undefined };
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', code], { env });
    expect(Number(out)).toBeGreaterThanOrEqual(8);
  },
);
