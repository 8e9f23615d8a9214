/** What every format writes: columns with their types, and rows that come in batches. */
import type { Cell, Lines } from '../../stores/event-store.ts';

/**
 * `text` may hold anything that visitors sent. `json`: text that is JSON. `decimal`: exact, as text
 * with at most 4 digits after the point. `timestamp`: ISO 8601, UTC. `date`: `YYYY-MM-DD`.
 */
export type ColumnType =
  | 'text'
  | 'json'
  | 'integer'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'timestamp'
  | 'date';

export interface NamedColumn {
  name: string;
  type: ColumnType;
}

export interface Column<Row> extends NamedColumn {
  /** Null where there is no value. */
  read(row: Row): Cell;
}

export interface Table<Row> {
  columns: ReadonlyArray<Column<Row>>;
  /** The row as JSON has it, where a value may have parts. */
  toObject(row: Row): object;
  /** To be read once; ending it ends the query. */
  batches: AsyncIterable<readonly Row[]>;
}

/** A table whose rows come as text: each line is a JSON array of cells in the order of the columns. */
export interface LineTable {
  columns: readonly NamedColumn[];
  /** To be read once; ending it ends the query. */
  lines: AsyncIterable<Lines>;
}
