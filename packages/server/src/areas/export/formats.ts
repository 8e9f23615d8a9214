/** Each format by its name. */
import { writeCsv } from './csv.ts';
import { writeJson, writeNdjson } from './json.ts';
import { toLines, writeLines } from './lines.ts';
import type { Format, WriteOptions } from './params.ts';
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
  options: WriteOptions,
): AsyncGenerator<Uint8Array> {
  const { format, escapeFormulas } = options;
  if (format === 'csv') return writeCsv(table, { escapeFormulas });
  if (format === 'json') return writeJson(table);
  if (format === 'ndjson') return writeNdjson(table);
  // Compressing takes so long that it needs a thread of its own.
  return writeLines({ columns: table.columns.map(named), lines: toLines(table) }, options);
}

const named = ({ name, type }: Table<never>['columns'][number]) => ({ name, type });
