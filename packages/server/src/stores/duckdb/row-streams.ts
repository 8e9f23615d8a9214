/**
 * Long answers: their rows are made once, into a table of the connection's own that the engine keeps
 * outside memory where it must, and then read piece by piece, as slowly as the reader likes.
 *
 * TRICKY: the engine's own streaming of results is not used. In it an error on the way looks like
 * the end, and it holds a transaction open for as long as somebody reads.
 */
import type { DuckDBBlobValue, DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import type { Lines, Statement } from '../event-store.ts';
import { resultColumns } from './cells.ts';
import { interruptUntil } from './connections.ts';
import type { ColumnBatch } from './protocol.ts';

/** Some milliseconds of work; few enough that what is made of them dies young, on both threads. */
const CELLS_AT_ONCE = 32_768;
const MAX_ROWS_AT_ONCE = 2_048;
/** Of lines, whose cells are not made here. */
const BYTES_AT_ONCE = 1_048_576;
const MAX_LINES_AT_ONCE = 8_192;
const WHERE = 'FROM answer WHERE rowid >= ?::BIGINT AND rowid < ?::BIGINT';

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
  /** Tables that are being dropped, never rejected. */
  readonly #dropping = new Set<Promise<unknown>>();

  constructor(connections: readonly DuckDBConnection[]) {
    this.#idle = [...connections];
  }

  /**
   * @param areLines the statement has one column of text, read by `readLines`
   * @returns how many rows there are; the id names them from now on
   */
  async open({ text, params }: Statement, id: number, areLines: boolean): Promise<number> {
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
      const made = makeAnswer(rows, { text, params }, areLines);
      rows.running = made.catch(() => undefined);
      const { count, rowsThatFit } = await made;
      rows.rowsAtOnce = rowsThatFit;
      return count;
    } catch (error) {
      await this.close(id);
      throw error;
    }
  }

  async read(id: number, from: number): Promise<ColumnBatch> {
    return resultColumns(await this.#read(id, from, `SELECT * ${WHERE} ORDER BY rowid`));
  }

  /** One value for all of them, because the engine's binding takes longer for a value than for a row's text. */
  async readLines(id: number, from: number): Promise<Lines> {
    const joined = `encode(string_agg(line || chr(10), '' ORDER BY rowid))`;
    const reader = await this.#read(id, from, `SELECT count(*), ${joined} ${WHERE}`);
    const [count, blob] = reader.getRows()[0]!;
    // The engine's memory is not ours to give away.
    return { count: Number(count), bytes: new Uint8Array((blob as DuckDBBlobValue).bytes) };
  }

  async #read(id: number, from: number, text: string): Promise<DuckDBResultReader> {
    const rows = this.#open.get(id);
    if (rows === undefined) throw new Error('The long answer has been closed.');
    const reading = rows.connection.runAndReadAll(text, [from, from + rows.rowsAtOnce]);
    rows.running = reading.catch(() => undefined);
    return reading;
  }

  /** Ids of answers that are closed are ignored. */
  async close(id: number): Promise<void> {
    const rows = this.#open.get(id);
    if (rows === undefined) return;
    this.#open.delete(id);
    const dropped = this.#drop(rows);
    const settled = dropped.catch(() => undefined);
    this.#dropping.add(settled);
    await dropped.finally(() => this.#dropping.delete(settled));
  }

  async #drop(rows: OpenRows): Promise<void> {
    await cutOff(rows);
    await rows.connection.run('DROP TABLE IF EXISTS temp.answer');
    this.#idle.push(rows.connection);
  }

  /** What runs for the answer fails; it is closed by whoever asked. */
  async interrupt(id: number): Promise<void> {
    const rows = this.#open.get(id);
    if (rows !== undefined) await cutOff(rows);
  }

  /** Resolves when nothing runs any more. TRICKY: a connection that is closed meanwhile is used after it is freed. */
  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#open.keys()].map((id) => this.close(id)));
    await Promise.all(this.#dropping);
  }
}

async function cutOff(rows: OpenRows): Promise<void> {
  rows.isCancelled = true;
  await interruptUntil(rows.connection, rows.running);
}

async function makeAnswer(
  rows: OpenRows,
  { text, params }: Statement,
  areLines: boolean,
): Promise<Measured> {
  const { connection } = rows;
  const columns = areLines ? '(line)' : '';
  await connection.run(`CREATE TEMP TABLE answer${columns} AS ${text}`, [...params]);
  if (rows.isCancelled) throw new Error('The long answer was cancelled.');
  return (areLines ? measureLines : measureRows)(connection);
}

interface Measured {
  count: number;
  rowsThatFit: number;
}

async function measureRows(connection: DuckDBConnection): Promise<Measured> {
  const { columnCount } = await connection.runAndReadAll('FROM answer LIMIT 0');
  const counted = await connection.runAndReadAll('SELECT count(*) FROM answer');
  const count = Number(counted.getRows()[0]![0]);
  const rowsThatFit = Math.ceil(CELLS_AT_ONCE / columnCount);
  return { count, rowsThatFit: Math.min(MAX_ROWS_AT_ONCE, rowsThatFit) };
}

async function measureLines(connection: DuckDBConnection): Promise<Measured> {
  const measured = await connection.runAndReadAll(
    'SELECT count(*), coalesce(avg(strlen(line)), 0) FROM answer',
  );
  const [count, bytes] = measured.getRows()[0]!;
  const rowsThatFit = Math.ceil(BYTES_AT_ONCE / (Number(bytes) + 1));
  return { count: Number(count), rowsThatFit: Math.min(MAX_LINES_AT_ONCE, rowsThatFit) };
}
