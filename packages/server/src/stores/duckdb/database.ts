/**
 * Opens the DuckDB file: settings, lock and version errors in plain words, migrations.
 * Runs in the store's worker thread.
 */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SUMS_DATABASE } from './figure-sums.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { StoreOpenError, type WorkerOptions } from './protocol.ts';

/** Beside the database; holds what a query cannot keep in memory, while it runs. */
const SPILL_FOLDER = 'tmp';

export interface Database {
  /** Runs all that changes rows, one after another, but sealing. */
  writer: DuckDBConnection;
  /** Seals days. */
  sealer: DuckDBConnection;
  /** One for each query that may run at once. */
  readers: DuckDBConnection[];
  /** Asks for event ids; neither reports nor appends make it wait. */
  idReader: DuckDBConnection;
  /** One for each long answer that may be under way. */
  streamers: DuckDBConnection[];
  /** Makes sums of figures. */
  summer: DuckDBConnection;
  close(): void;
}

/** @throws StoreOpenError when the file is in use, damaged, or written by a newer version */
export async function openDatabase(options: WorkerOptions): Promise<Database> {
  const instance = await createInstance(options);
  try {
    const writer = await instance.connect();
    await migrate(writer, options.path);
    const sealer = await instance.connect();
    const connectAll = (length: number) =>
      Promise.all(Array.from({ length }, () => instance.connect()));
    const readers = await connectAll(options.queryConnections);
    const streamers = await connectAll(options.streamConnections);
    const idReader = await instance.connect();
    const summer = await instance.connect();
    await summer.run(`ATTACH ':memory:' AS ${SUMS_DATABASE}`);
    const close = () => {
      const others = [idReader, summer, sealer, writer];
      for (const connection of [...readers, ...streamers, ...others]) connection.closeSync();
      instance.closeSync();
    };
    return { writer, sealer, readers, idReader, streamers, summer, close };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

async function createInstance(options: WorkerOptions): Promise<DuckDBInstance> {
  const spillFolder = options.path === ':memory:' ? '' : join(dirname(options.path), SPILL_FOLDER);
  try {
    const instance = await DuckDBInstance.create(options.path, {
      memory_limit: `${options.memoryLimitMb}MB`,
      threads: String(options.threads),
      // Dictionaries of strings are stored compressed only in the newer format.
      storage_compatibility_version: 'latest',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: spillFolder,
    });
    // A process that was killed leaves its files there; now that the database is ours, none is in use.
    if (spillFolder !== '') await rm(spillFolder, { recursive: true, force: true });
    return instance;
  } catch (error) {
    throw explainOpening(options.path, error as Error);
  }
}

/** One line for each way in which opening is known to fail. */
export function explainOpening(path: string, error: Error): Error {
  const text = error.message;
  if (/could not set lock|conflicting lock/i.test(text)) {
    const pid = /PID (\d+)/.exec(text)?.[1];
    const owner = pid === undefined ? 'another process' : `another process (PID ${pid})`;
    return new StoreOpenError(`The event database ${path} is in use by ${owner}.`);
  }
  if (/with version number|newer version/i.test(text)) {
    return new StoreOpenError(`The event database ${path} was written by a newer version.`);
  }
  return new StoreOpenError(`The event database ${path} cannot be opened: ${text.split('\n')[0]}`);
}

async function migrate(writer: DuckDBConnection, path: string): Promise<void> {
  await writer.run('CREATE TABLE IF NOT EXISTS schema_migrations (id VARCHAR NOT NULL)');
  const applied = await writer.runAndReadAll('SELECT id FROM schema_migrations');
  const known = new Set(MIGRATIONS.map((migration) => migration.id));
  const done = new Set(applied.getRows().map(([id]) => String(id)));
  const unknown = [...done].find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new StoreOpenError(
      `The event database ${path} was written by a newer version (it knows "${unknown}").`,
    );
  }
  for (const migration of MIGRATIONS) {
    if (done.has(migration.id)) continue;
    await inTransaction(writer, async () => {
      for (const statement of migration.up) await writer.run(statement);
      await writer.run('INSERT INTO schema_migrations VALUES (?)', [migration.id]);
    });
  }
}

/** All of `work` or nothing of it. The caller sees to it that one transaction at a time is open. */
export async function inTransaction<T>(
  connection: DuckDBConnection,
  work: () => Promise<T>,
): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed statement may have ended the transaction already; the first error is the one to tell.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
