/** Writes a segment's records into `hot_events`, column by column. Runs in the worker thread. */
import {
  DuckDBDataChunk,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { EVENT_COLUMNS, type EventRecord } from '../event-record.ts';
import { dayValue, instantValue, mapValue, moneyValue } from './cells.ts';

/** DuckDB's vectors hold this many values. */
const ROWS_PER_CHUNK = 2048;

/** How a record's field becomes a value of its column; text and booleans go as they are. */
const CONVERSIONS: { [Name in keyof EventRecord]?: (record: EventRecord) => DuckDBValue } = {
  day: (record) => dayValue(record.day),
  ts: (record) => instantValue(record.ts),
  visitor: (record) => BigInt(record.visitor),
  visit_started: (record) => instantValue(record.visit_started),
  props: (record) => mapValue(record.props),
  revenue_amount: (record) => moneyValue(record.revenue_amount),
};

function columnValues(name: keyof EventRecord, records: EventRecord[]): DuckDBValue[] {
  const convert = CONVERSIONS[name];
  return records.map(convert ?? ((record) => record[name] as DuckDBValue));
}

/** Appends within the transaction that is open on the connection. */
export async function appendRecords(
  connection: DuckDBConnection,
  records: EventRecord[],
): Promise<void> {
  const appender = await connection.createAppender('hot_events');
  try {
    const types = EVENT_COLUMNS.map((_, index) => appender.columnType(index));
    for (let start = 0; start < records.length; start += ROWS_PER_CHUNK) {
      appendChunk(appender, types, records.slice(start, start + ROWS_PER_CHUNK));
    }
  } finally {
    // TRICKY: one left open writes what it holds when it is collected, in whatever transaction is
    // open then. Here it still is the caller's, who rolls it back after a failure.
    appender.closeSync();
  }
}

function appendChunk(appender: DuckDBAppender, types: DuckDBType[], records: EventRecord[]): void {
  const chunk = DuckDBDataChunk.create(types, records.length);
  EVENT_COLUMNS.forEach((name, index) => {
    chunk.setColumnValues(index, columnValues(name, records));
  });
  appender.appendDataChunk(chunk);
}
