/** Each format for lines of cells. Runs in a thread of its own, `line-thread.ts`. */
import type { Lines } from '../../stores/event-store.ts';
import { CsvLines } from './csv-lines.ts';
import { JSON_FRAME, JsonLines, NDJSON_FRAME } from './json-lines.ts';
import type { WriteOptions } from './params.ts';
import { ParquetLines } from './parquet-lines.ts';
import type { NamedColumn } from './table.ts';

export interface LineWriter {
  /** @returns what of the file is made now, perhaps nothing; theirs who asked */
  write(lines: Lines): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /** @returns the rest of it */
  end(): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
}

export function createLineWriter(
  columns: readonly NamedColumn[],
  { format, escapeFormulas }: WriteOptions,
): LineWriter {
  if (format === 'csv') return new CsvLines(columns, { escapeFormulas });
  if (format === 'parquet') return new ParquetLines(columns);
  return new JsonLines(columns, format === 'json' ? JSON_FRAME : NDJSON_FRAME);
}
