/** Values on their way into and out of DuckDB. */
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBMapValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBResultReader,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Cell, ResultRow } from '../event-store.ts';
import type { ColumnBatch } from './protocol.ts';

const MS_PER_DAY = 86_400_000;

/** @param text `YYYY-MM-DD` */
export function dayValue(text: string): DuckDBDateValue {
  if (text !== lastDay.text) {
    const value = new DuckDBDateValue(Date.parse(`${text}T00:00:00Z`) / MS_PER_DAY);
    lastDay = { text, value };
  }
  return lastDay.value;
}

/** Rows that come together are nearly all of one day. */
let lastDay = { text: '1970-01-01', value: new DuckDBDateValue(0) };

export function instantValue(ms: number): DuckDBTimestampMillisecondsValue {
  return new DuckDBTimestampMillisecondsValue(BigInt(ms));
}

/** @param text decimal with at most 4 digits after the point */
export function moneyValue(text: string | null): DuckDBDecimalValue | null {
  if (text === null) return null;
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const scaled = BigInt(whole + fraction.padEnd(4, '0'));
  return new DuckDBDecimalValue(text.startsWith('-') ? -scaled : scaled, 18, 4);
}

export function mapValue(props: Record<string, string> | null): DuckDBMapValue | null {
  if (props === null) return null;
  return new DuckDBMapValue(Object.entries(props).map(([key, value]) => ({ key, value })));
}

function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') {
    return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
      ? Number(value)
      : String(value);
  }
  if (value instanceof DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return Number(value.micros / 1000n);
  }
  return value.toString();
}

/** Plain values column by column, ready to cross to another thread. */
export function resultColumns(reader: DuckDBResultReader): ColumnBatch {
  return {
    names: reader.columnNames(),
    columns: reader.getColumns().map((column) => column.map(toCell)),
  };
}

/** The inverse, on the other side. */
export function rowsOf({ names, columns }: ColumnBatch): ResultRow[] {
  return (columns[0] ?? []).map((_, place) => {
    const row: ResultRow = {};
    for (let index = 0; index < names.length; index++) row[names[index]!] = columns[index]![place]!;
    return row;
  });
}

/** Plain rows, ready to cross to another thread. */
export function resultRows(reader: DuckDBResultReader): ResultRow[] {
  const names = reader.columnNames();
  return reader.getRows().map((row) => {
    const plain: ResultRow = {};
    for (let index = 0; index < names.length; index++) plain[names[index]!] = toCell(row[index]!);
    return plain;
  });
}
