/** Each format by its name. */
import { writeCsv, type CsvOptions } from './csv.ts';
import { writeJson, writeNdjson } from './json.ts';
import type { Format } from './params.ts';
import { writeParquet } from './parquet.ts';
import type { Table } from './table.ts';

export const CONTENT_TYPES: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

/** @returns the file, piece by piece; ending it ends the query */
export function writeTable<Row>(
  table: Table<Row>,
  { format, escapeFormulas }: { format: Format } & CsvOptions,
): AsyncGenerator<Uint8Array> {
  if (format === 'csv') return writeCsv(table, { escapeFormulas });
  if (format === 'json') return writeJson(table);
  return format === 'ndjson' ? writeNdjson(table) : writeParquet(table);
}
