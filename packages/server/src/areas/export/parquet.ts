/** Parquet, group of rows by group of rows: no more than one is in memory. */
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Cell } from '../../stores/event-store.ts';
import type { Column, ColumnType, Table } from './table.ts';

/** Cells of a group: what is in memory, and done without a pause. */
const CELLS_PER_GROUP = 200_000;
const CREATED_BY = 'Purestat';

export async function* writeParquet<Row>({
  columns,
  batches,
}: Table<Row>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const schema = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }): SchemaElement => ({
      name,
      repetition_type: 'OPTIONAL',
      ...TYPES[type].schema,
    })),
  ];
  const file = new ParquetWriter({ writer: bytes, schema, createdBy: CREATED_BY });
  for await (const rows of groupsOf(batches, Math.ceil(CELLS_PER_GROUP / columns.length))) {
    await file.write({ columnData: columns.map((column) => dataOf(column, rows)) });
    yield taken(bytes);
  }
  await file.finish();
  yield taken(bytes);
}

/** What has been written since the last time. */
function taken(bytes: ByteWriter): Uint8Array {
  const written = bytes.getBytes().slice();
  bytes.index = 0;
  return written;
}

function dataOf<Row>({ name, type, read }: Column<Row>, rows: readonly Row[]) {
  const { convert } = TYPES[type];
  const data = rows.map((row) => {
    const value = read(row);
    return value === null ? null : convert(value);
  });
  return { name, data };
}

async function* groupsOf<Row>(
  batches: AsyncIterable<readonly Row[]>,
  rowsPerGroup: number,
): AsyncGenerator<Row[]> {
  let group: Row[] = [];
  for await (const rows of batches) {
    group.push(...rows);
    if (group.length < rowsPerGroup) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

type Schema = Omit<SchemaElement, 'name'>;
const TEXT: Schema = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
const MS_PER_DAY = 86_400_000;

const TYPES: Record<ColumnType, { schema: Schema; convert(value: NonNullable<Cell>): unknown }> = {
  text: { schema: TEXT, convert: String },
  json: { schema: TEXT, convert: String },
  integer: { schema: { type: 'INT64' }, convert: (value) => BigInt(value) },
  number: { schema: { type: 'DOUBLE' }, convert: Number },
  decimal: {
    schema: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 4 },
    convert: tenThousandths,
  },
  boolean: { schema: { type: 'BOOLEAN' }, convert: Boolean },
  timestamp: {
    schema: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
    convert: (value) => BigInt(value),
  },
  date: {
    schema: { type: 'INT32', converted_type: 'DATE' },
    convert: (value) => Date.parse(`${String(value)}T00:00:00Z`) / MS_PER_DAY,
  },
};

/** Exact: `29.99` is 299900. */
function tenThousandths(value: NonNullable<Cell>): bigint {
  const [whole = '0', fraction = ''] = String(value).split('.');
  return BigInt(whole + fraction.padEnd(4, '0'));
}
