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

interface RunningQuery {
  connection: DuckDBConnection;
  ended: Promise<unknown>;
}

const INTERRUPT_EVERY_MS = 5;

/** Interrupts what runs on the connection until it has ended. */
export async function interruptUntil(
  connection: DuckDBConnection,
  ended: Promise<unknown>,
): Promise<void> {
  // TRICKY: an interrupt that comes before the engine has begun is forgotten; so repeat it.
  connection.interrupt();
  const timer = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  await ended.finally(() => clearInterval(timer));
}

/** One connection for each query; whoever sends queries keeps to their number. */
export class QueryPool {
  readonly #idle: DuckDBConnection[];
  readonly #running = new Map<number, RunningQuery>();

  constructor(readers: DuckDBConnection[]) {
    this.#idle = [...readers];
  }

  async run(statement: Statement, id: number): Promise<ResultRow[]> {
    const connection = this.#idle.pop();
    if (connection === undefined) throw new Error('More queries at once than connections.');
    const reading = connection.runAndReadAll(statement.text, [...statement.params]);
    this.#running.set(id, { connection, ended: reading.catch(() => undefined) });
    try {
      return resultRows(await reading);
    } finally {
      this.#running.delete(id);
      this.#idle.push(connection);
    }
  }

  /** Makes the query fail with an interrupt error; unknown or finished ids are ignored. */
  async interrupt(id: number): Promise<void> {
    const query = this.#running.get(id);
    if (query === undefined) return;
    await interruptUntil(query.connection, query.ended);
  }

  /** Resolves when nothing runs any more. TRICKY: closing the database while a query runs hangs. */
  async interruptAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.interrupt(id)));
  }
}
