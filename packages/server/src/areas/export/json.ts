/** A row is an object with the names of the stats API: one list of them, or one on each line. */
import type { Table } from './table.ts';

const encoder = new TextEncoder();

export async function* writeNdjson<Row>({
  toObject,
  batches,
}: Table<Row>): AsyncGenerator<Uint8Array> {
  let isEmpty = true;
  for await (const rows of batches) {
    isEmpty = false;
    yield encoder.encode(rows.map((row) => `${JSON.stringify(toObject(row))}\n`).join(''));
  }
  // Something has to be first, so that a query that fails can still be refused.
  if (isEmpty) yield new Uint8Array();
}

export async function* writeJson<Row>({
  toObject,
  batches,
}: Table<Row>): AsyncGenerator<Uint8Array> {
  let before = '[\n';
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield encoder.encode(before + rows.map((row) => JSON.stringify(toObject(row))).join(',\n'));
    before = ',\n';
  }
  yield encoder.encode(before === '[\n' ? '[]\n' : '\n]\n');
}
