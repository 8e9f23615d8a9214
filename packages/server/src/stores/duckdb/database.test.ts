/** What can be wrong with the database when the server starts. */
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { explainOpening } from './database.ts';
import { openDuckDbStore } from './store.ts';

const STORE = fileURLToPath(new URL('./store.ts', import.meta.url));

describe('opening the event database', () => {
  let folder: string;
  let path: string;
  const openStore = () => openDuckDbStore({ path, memoryLimitMb: 256, threads: 1 });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'purestat-duckdb-'));
    path = join(folder, 'events.duckdb');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Opens the database in another process, and holds it until that is ended. */
  async function holdElsewhere() {
    const code = `const { openDuckDbStore } = await import(${JSON.stringify(STORE)});
      await openDuckDbStore({ path: ${JSON.stringify(path)}, memoryLimitMb: 256, threads: 1 });
      console.log('open');`;
    const script = join(folder, 'hold.mjs');
    await writeFile(script, code);
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    return { pid: child.pid, end: () => (child.kill('SIGKILL'), ended) };
  }

  test('in use by another process: one line that names it', async () => {
    const holder = await holdElsewhere();
    try {
      await expect(openStore()).rejects.toThrow(
        `The event database ${path} is in use by another process (PID ${holder.pid}).`,
      );
    } finally {
      await holder.end();
    }
  });

  test('a process killed while it held the database does not keep it', async () => {
    const holder = await holdElsewhere();
    await holder.end();
    const store = await openStore();
    expect(await store.lastSegmentNumber()).toBe(0);
    await store.close();
  });

  test('with a migration that is not known: written by a newer version, nothing touched', async () => {
    await (await openStore()).close();
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(`INSERT INTO schema_migrations VALUES ('9999_from_the_future')`);
    connection.closeSync();
    instance.closeSync();
    await expect(openStore()).rejects.toThrow(
      `The event database ${path} was written by a newer version (it knows "9999_from_the_future").`,
    );
  });

  test('in a newer file format: written by a newer version', () => {
    // What the engine says of such a file; the format of one cannot be had without a newer engine.
    const said = new Error(
      'IO Error: Trying to read a database file with version number 999, but we can only read versions between 64 and 67.\nMore.',
    );
    expect(explainOpening(path, said).message).toBe(
      `The event database ${path} was written by a newer version.`,
    );
  });

  test('damaged: one line that says so', async () => {
    await (await openStore()).close();
    const file = await open(path, 'r+');
    await file.write(Buffer.from([0x0f, 0x27]), 0, 2, 12);
    await file.close();
    await expect(openStore()).rejects.toThrow(
      /^The event database .* cannot be opened: IO Error: Corrupt database file[^\n]+$/,
    );
  });

  test('what a killed process left of its queries is removed, and queries may spill again', async () => {
    const left = join(folder, 'tmp', 'duckdb_temp_storage_DEFAULT-0.tmp');
    await mkdir(join(folder, 'tmp'));
    await writeFile(left, 'left');
    const store = await openDuckDbStore({ path, memoryLimitMb: 64, threads: 1 });
    await expect(access(left)).rejects.toThrow('ENOENT');
    const large =
      'SELECT count(*) AS n FROM (SELECT range FROM range(4000000) ORDER BY hash(range) LIMIT 3000000)';
    expect(await store.query({ text: large, params: [] })).toEqual([{ n: 3_000_000 }]);
    await store.close();
  });

  test('no database at all: one line that says so', async () => {
    await writeFile(
      path,
      'something else entirely, and long enough to be read as a header'.repeat(500),
    );
    await expect(openStore()).rejects.toThrow(/^The event database .* cannot be opened: [^\n]+$/);
  });
});
