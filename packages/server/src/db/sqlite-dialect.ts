/** Kysely over Node's own SQLite. Kysely's dialect speaks better-sqlite3; this translates. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';
import { LRUCache } from 'lru-cache';

/** How long a statement waits for another process (a backup, a CLI command) to let go. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens or creates the file, readable by its owner alone: it holds password hashes and sessions.
 * The journal mode is left as it is, see `useWriteAheadLog`.
 */
export function openSqliteFile(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  // What was answered with 2xx survives a power cut; writes here are few, so each may wait for the disk.
  database.exec('PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;');
  return database;
}

/** Readers do not wait for the writer. Changes the file, so only once we know that it is ours. */
export function useWriteAheadLog(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL');
}

const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[];

/** The product has some hundred statements, each of a few KB when it is prepared. */
const MAX_PREPARED = 500;

interface Prepared {
  statement: StatementSync;
  reader: boolean;
}

function adaptStatement(prepared: Prepared, prepareAnew: () => StatementSync): SqliteStatement {
  const { statement, reader } = prepared;
  return {
    reader,
    all: (parameters) => statement.all(...bind(parameters)),
    run: (parameters) => statement.run(...bind(parameters)),
    // Of one that is still read row by row no other run may begin.
    iterate: (parameters) => prepareAnew().iterate(...bind(parameters)),
  };
}

/** Preparing a small statement takes longer than running it: each is prepared once. */
function adaptDatabase(database: DatabaseSync): SqliteDatabase {
  const known = new LRUCache<string, Prepared>({ max: MAX_PREPARED });
  const prepare = (sql: string): Prepared => {
    const statement = database.prepare(sql);
    const prepared = { statement, reader: statement.columns().length > 0 };
    known.set(sql, prepared);
    return prepared;
  };
  return {
    close: () => database.close(),
    prepare: (sql) => adaptStatement(known.get(sql) ?? prepare(sql), () => database.prepare(sql)),
  };
}

/** Takes the write lock at once: a lock that is only asked for midway can be refused midway. */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** One connection; Kysely lets one transaction or statement at a time have it. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: DatabaseSync) {
    const adapted = adaptDatabase(database);
    super({ database: adapted });
    this.#database = adapted;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver({ database: this.#database });
  }
}
