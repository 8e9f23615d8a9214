/** How the worker shares its connections: writes in a row, queries side by side. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ResultRow, Statement } from '../event-store.ts';
import { resultRows } from './cells.ts';

/** Runs jobs on one connection, one after another, in the order they were asked for. */
export class WriteQueue {
  readonly #writer: DuckDBConnection;
  #last: Promise<unknown> = Promise.resolve();

  constructor(writer: DuckDBConnection) {
    this.#writer = writer;
  }

  run<T>(job: (writer: DuckDBConnection) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => job(this.#writer));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** A small question of our own, asked in between the writes. */
  ask(text: string, params: Array<string | number> = []): Promise<ResultRow[]> {
    return this.run(async (writer) => resultRows(await writer.runAndReadAll(text, params)));
  }
}

/** One connection for each query; whoever sends queries keeps to their number. */
export class QueryPool {
  readonly #idle: DuckDBConnection[];
  readonly #running = new Map<number, DuckDBConnection>();

  constructor(readers: DuckDBConnection[]) {
    this.#idle = [...readers];
  }

  async run(statement: Statement, id: number): Promise<ResultRow[]> {
    const connection = this.#idle.pop();
    if (connection === undefined) throw new Error('More queries at once than connections.');
    this.#running.set(id, connection);
    try {
      return resultRows(await connection.runAndReadAll(statement.text, [...statement.params]));
    } finally {
      this.#running.delete(id);
      this.#idle.push(connection);
    }
  }

  /** The query then fails with an interrupt error; unknown or finished ids are ignored. */
  interrupt(id: number): void {
    this.#running.get(id)?.interrupt();
  }

  /** TRICKY: closing the database while a query runs hangs. */
  interruptAll(): void {
    for (const connection of this.#running.values()) connection.interrupt();
  }
}
