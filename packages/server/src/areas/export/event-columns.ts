/** The events of a site as a table: every stored column. */
import { EVENT_EXPORT_COLUMNS, type EventsExport } from '../../query/index.ts';
import type { ColumnType, LineTable, NamedColumn } from './table.ts';

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

const COLUMNS = EVENT_EXPORT_COLUMNS.map(({ column, name }): NamedColumn => ({
  name,
  type: TYPES[column] ?? 'text',
}));

export const eventsTable = ({ lines }: EventsExport): LineTable => ({ columns: COLUMNS, lines });
