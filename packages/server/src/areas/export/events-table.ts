/** The events of a site as a table: every stored column. */
import { EVENT_EXPORT_COLUMNS, type EventsExport } from '../../query/index.ts';
import type { Cell, ResultRow } from '../../stores/event-store.ts';
import type { Column, ColumnType, Table } from './table.ts';

const TYPES: { readonly [column: string]: ColumnType } = {
  ts: 'timestamp',
  day: 'date',
  visit_started: 'timestamp',
  interactive: 'boolean',
  engaged_ms: 'integer',
  scroll_depth: 'integer',
  props: 'json',
  revenue_amount: 'decimal',
  own: 'json',
};

const COLUMNS = EVENT_EXPORT_COLUMNS.map(({ column, name }): Column<ResultRow> => ({
  name,
  type: TYPES[column] ?? 'text',
  read: (row) => row[name] ?? null,
}));

export function eventsTable({ rows }: EventsExport): Table<ResultRow> {
  return { columns: COLUMNS, toObject, batches: rows };
}

function toObject(row: ResultRow): object {
  return Object.fromEntries(COLUMNS.map(({ name, type, read }) => [name, asJson(type, read(row))]));
}

function asJson(type: ColumnType, value: Cell): unknown {
  if (value === null) return null;
  if (type === 'timestamp') return new Date(Number(value)).toISOString();
  return type === 'json' ? JSON.parse(String(value)) : value;
}
