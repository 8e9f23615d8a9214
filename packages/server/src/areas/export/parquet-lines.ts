/** Lines of cells → Parquet, group of rows by group of rows: no more than one is in memory. */
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Cell, Lines } from '../../stores/event-store.ts';
import type { LineWriter } from './line-writer.ts';
import type { ColumnType, NamedColumn } from './table.ts';

/** Cells of a group: what is in memory. */
const CELLS_PER_GROUP = 1_000_000;
const CREATED_BY = 'Purestat';

export class ParquetLines implements LineWriter {
  readonly #bytes = new ByteWriter();
  readonly #file: ParquetWriter;
  readonly #columns: readonly NamedColumn[];
  /** Of each column, for the group that is being collected. */
  #values: unknown[][];
  #rows = 0;

  constructor(columns: readonly NamedColumn[]) {
    const schema = [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }): SchemaElement => ({
        name,
        repetition_type: 'OPTIONAL',
        ...TYPES[type].schema,
      })),
    ];
    this.#columns = columns;
    this.#values = columns.map(() => []);
    this.#file = new ParquetWriter({ writer: this.#bytes, schema, createdBy: CREATED_BY });
  }

  async write({ bytes }: Lines): Promise<Uint8Array<ArrayBuffer>> {
    const text = new TextDecoder().decode(bytes);
    const rows = JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as Cell[][];
    for (const [place, { type }] of this.#columns.entries()) {
      const { convert } = TYPES[type];
      const values = this.#values[place]!;
      for (const row of rows) {
        const value = row[place]!;
        values.push(value === null ? null : convert(value));
      }
    }
    this.#rows += rows.length;
    if (this.#rows * this.#columns.length >= CELLS_PER_GROUP) await this.#writeGroup();
    return this.#taken();
  }

  async end(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#rows > 0) await this.#writeGroup();
    await this.#file.finish();
    return this.#taken();
  }

  async #writeGroup(): Promise<void> {
    const data = this.#values;
    this.#values = this.#columns.map(() => []);
    this.#rows = 0;
    const columnData = this.#columns.map(({ name }, place) => ({ name, data: data[place]! }));
    await this.#file.write({ columnData });
  }

  /** What has been written since the last time. */
  #taken(): Uint8Array<ArrayBuffer> {
    const written = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return written;
  }
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
    convert: (value) => BigInt(Date.parse(String(value))),
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
