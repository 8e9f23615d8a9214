/** The database of accounts, organizations and sites. */
import { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import { migrate, refuseNewerDatabase, type ColumnTypes } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Schema } from './schema.ts';
import { NodeSqliteDialect, openSqliteFile, useWriteAheadLog } from './sqlite-dialect.ts';

export interface ConfigStore {
  readonly db: Kysely<Schema>;
  /** What better-auth must know of the engine behind `db`. */
  readonly engine: 'sqlite';
  close(): Promise<void>;
}

const SQLITE_TYPES: ColumnTypes = { instant: 'text', boolean: 'integer' };

/**
 * Opens the file, creating it where there is none, and brings its tables up to date.
 * @throws NewerDatabaseError, with nothing changed, when a newer version wrote it
 */
export async function openConfigStore(options: {
  path: string;
  clock: Clock;
}): Promise<ConfigStore> {
  const database = openSqliteFile(options.path);
  const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(database) });
  const untyped = db as unknown as Kysely<unknown>;
  try {
    await refuseNewerDatabase(untyped, MIGRATIONS);
    useWriteAheadLog(database);
    await migrate(untyped, MIGRATIONS, { types: SQLITE_TYPES, nowMs: options.clock.nowMs() });
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, engine: 'sqlite', close: () => db.destroy() };
}
