/**
 * Long answers: their rows are made once, into a table of the connection's own that the engine keeps
 * outside memory where it must, and then read piece by piece, as slowly as the reader likes.
 *
 * TRICKY: the engine's own streaming of results is not used. In it an error on the way looks like
 * the end, and it holds a transaction open for as long as somebody reads.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Statement } from '../event-store.ts';
import { resultColumns } from './cells.ts';
import { interruptUntil } from './connections.ts';
import type { ColumnBatch } from './protocol.ts';

/** Some milliseconds of work; few enough that what is made of them dies young, on both threads. */
const CELLS_AT_ONCE = 32_768;
const MAX_ROWS_AT_ONCE = 4_096;

interface OpenRows {
  connection: DuckDBConnection;
  /** What runs on the connection, never rejected. */
  running: Promise<unknown>;
  rowsAtOnce: number;
  isCancelled: boolean;
}

export class RowStreams {
  readonly #idle: DuckDBConnection[];
  readonly #open = new Map<number, OpenRows>();

  constructor(connections: readonly DuckDBConnection[]) {
    this.#idle = [...connections];
  }

  /** @returns how many rows there are; the id names them from now on */
  async open({ text, params }: Statement, id: number): Promise<number> {
    const connection = this.#idle.pop();
    if (connection === undefined) throw new Error('More long answers at once than connections.');
    const rows: OpenRows = {
      connection,
      running: Promise.resolve(),
      rowsAtOnce: 1,
      isCancelled: false,
    };
    this.#open.set(id, rows);
    try {
      const made = connection.run(`CREATE TEMP TABLE answer AS ${text}`, [...params]);
      rows.running = made.catch(() => undefined);
      await made;
      if (rows.isCancelled) throw new Error('The long answer was cancelled.');
      const columns = await connection.runAndReadAll('FROM answer LIMIT 0');
      const rowsThatFit = Math.ceil(CELLS_AT_ONCE / columns.columnCount);
      rows.rowsAtOnce = Math.min(MAX_ROWS_AT_ONCE, rowsThatFit);
      const counted = await connection.runAndReadAll('SELECT count(*) FROM answer');
      return Number(counted.getRows()[0]![0]);
    } catch (error) {
      await this.close(id);
      throw error;
    }
  }

  async read(id: number, from: number): Promise<ColumnBatch> {
    const rows = this.#open.get(id);
    if (rows === undefined) throw new Error('The long answer has been closed.');
    const reading = rows.connection.runAndReadAll(
      'SELECT * FROM answer WHERE rowid >= ?::BIGINT AND rowid < ?::BIGINT ORDER BY rowid',
      [from, from + rows.rowsAtOnce],
    );
    rows.running = reading.catch(() => undefined);
    return resultColumns(await reading);
  }

  /** Ids of answers that are closed are ignored. */
  async close(id: number): Promise<void> {
    const rows = this.#open.get(id);
    if (rows === undefined) return;
    this.#open.delete(id);
    await interruptUntil(rows.connection, rows.running);
    await rows.connection.run('DROP TABLE IF EXISTS temp.answer');
    this.#idle.push(rows.connection);
  }

  /** What runs for the answer fails; it is closed by whoever asked. */
  async interrupt(id: number): Promise<void> {
    const rows = this.#open.get(id);
    if (rows === undefined) return;
    rows.isCancelled = true;
    await interruptUntil(rows.connection, rows.running);
  }

  async interruptAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.interrupt(id)));
  }
}
