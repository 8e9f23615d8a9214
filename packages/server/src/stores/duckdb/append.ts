/** Writes rows of a segment into a table like `hot_events`, column by column. Runs in the worker thread. */
import {
  DuckDBDataChunk,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { EVENT_COLUMNS, LOG_COLUMNS, type EventRecord } from '../event-record.ts';
import type { EventRow } from '../segment-file.ts';
import { dayValue, instantValue, mapValue, moneyValue } from './cells.ts';

/** DuckDB's vectors hold this many values. */
const VALUES_PER_VECTOR = 2048;
const PROPS = LOG_COLUMNS.indexOf('props');

const TS = LOG_COLUMNS.indexOf('ts');

/** How a value of the log becomes one of its column; text, numbers and booleans go as they are. */
const CONVERSIONS: {
  [Name in keyof EventRecord]?: (value: EventRecord[Name], row: EventRow) => DuckDBValue;
} = {
  day: dayValue,
  ts: instantValue,
  visitor: (visitor) => BigInt(visitor),
  // Where the visit is to be decided, any value will do.
  visit_started: (ms, row) => instantValue(ms ?? (row[TS] as number)),
  props: mapValue,
  revenue_amount: moneyValue,
  // A line from before there were titles has none.
  page_title: (title) => title ?? '',
  own: (own) => (own === null ? null : JSON.stringify(own)),
};

type Conversion = (value: unknown, row: EventRow) => DuckDBValue;
/** Where in a row each column stands. */
const PLACE_OF = EVENT_COLUMNS.map((name) => LOG_COLUMNS.indexOf(name));
const CONVERSION_OF = EVENT_COLUMNS.map((name) => CONVERSIONS[name] as Conversion | undefined);

/** @returns the values of one column; a row from before the column was appended has none */
function columnValues(index: number, rows: readonly EventRow[]): DuckDBValue[] {
  const place = PLACE_OF[index]!;
  const convert = CONVERSION_OF[index];
  if (convert === undefined) return rows.map((row) => (row[place] ?? null) as DuckDBValue);
  return rows.map((row) => convert(row[place] ?? null, row));
}

/** Appends within the transaction that is open on the connection. */
export async function appendRows(
  connection: DuckDBConnection,
  rows: readonly EventRow[],
  { table, catalog }: { table: string; catalog?: string },
): Promise<void> {
  const appender = await connection.createAppender(table, 'main', catalog);
  try {
    const types = EVENT_COLUMNS.map((_, index) => appender.columnType(index));
    for (const chunk of chunksOf(rows)) appendChunk(appender, types, chunk);
  } finally {
    // TRICKY: one left open writes what it holds when it is collected, in whatever transaction is
    // open then. Here it still is the caller's, who rolls it back after a failure.
    appender.closeSync();
  }
}

/**
 * Cuts the rows so that each part fits into one chunk.
 *
 * TRICKY: the properties of all rows of a chunk lie in one vector of their own. The Node API sets its
 * size without making room, so what goes past the room it begins with is written over other memory.
 */
function* chunksOf(rows: readonly EventRow[]): Generator<readonly EventRow[]> {
  let start = 0;
  let properties = 0;
  for (let end = 0; end < rows.length; end++) {
    const own = countProperties(rows[end]!);
    if (end - start === VALUES_PER_VECTOR || properties + own > VALUES_PER_VECTOR) {
      yield rows.slice(start, end);
      start = end;
      properties = 0;
    }
    properties += own;
  }
  if (start < rows.length) yield rows.slice(start);
}

function countProperties(row: EventRow): number {
  const props = row[PROPS] as EventRecord['props'];
  return props === null ? 0 : Object.keys(props).length;
}

function appendChunk(
  appender: DuckDBAppender,
  types: DuckDBType[],
  rows: readonly EventRow[],
): void {
  const chunk = DuckDBDataChunk.create(types, rows.length);
  for (let index = 0; index < types.length; index++) {
    chunk.setColumnValues(index, columnValues(index, rows));
  }
  appender.appendDataChunk(chunk);
}
