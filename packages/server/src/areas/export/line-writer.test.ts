/** What is copied byte by byte comes out as what is written value by value. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../stores/event-store.ts';
import { writeCsv } from './csv.ts';
import { createLineWriter } from './line-writer.ts';
import { writeLines } from './lines.ts';
import type { Format } from './params.ts';
import type { ColumnType, NamedColumn } from './table.ts';

const COLUMNS: NamedColumn[] = [
  { name: 'day', type: 'date' },
  { name: 'text, quoted', type: 'text' },
  { name: 'other', type: 'text' },
  { name: 'count', type: 'integer' },
  { name: 'is', type: 'boolean' },
  { name: 'props', type: 'json' },
  { name: 'amount', type: 'decimal' },
  { name: '=last', type: 'text' },
];

/** Texts of what CSV and JSON treat in a way of their own, and of plain letters. */
const SIGNS = [
  ...'ab1 ,"\\\'=+-@\t\r\n\v\f\0\u007f;:{}[]',
  '\u00a0',
  '\ufeff',
  '\u2028',
  '\uff1d',
  'é',
  '字',
  '😀',
  'null',
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...SIGNS), { maxLength: 6 }).map((signs) => signs.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constant('/an/ordinary/path'),
);
const OF_TYPE: Partial<Record<ColumnType, fc.Arbitrary<Cell>>> = {
  text,
  date: fc.constantFrom('2026-03-01', '1970-01-01'),
  integer: fc.integer(),
  boolean: fc.boolean(),
  json: fc.dictionary(text, text, { maxKeys: 3 }).map((props) => JSON.stringify(props)),
  decimal: fc.constantFrom('0.0000', '29.9900', '-5.0000'),
};
const cell = ({ type }: NamedColumn) => fc.option(OF_TYPE[type]!, { freq: 5 });
const table = fc.array(fc.tuple(...COLUMNS.map(cell)), { maxLength: 6 });

/** Of one engine or the other: ClickHouse puts spaces between cells. */
const lineOf = (row: readonly Cell[], between: string) =>
  `[${row.map((value) => JSON.stringify(value)).join(between)}]\n`;

/** @param cut after how many rows another batch begins */
async function written(
  rows: readonly Cell[][],
  format: Format,
  { escapeFormulas = true, cut = 2, between = ',' } = {},
): Promise<string> {
  const writer = createLineWriter(COLUMNS, { format, escapeFormulas });
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += cut) {
    const batch = rows.slice(from, from + cut);
    const lines = batch.map((row) => lineOf(row, between)).join('');
    pieces.push(
      await writer.write({ count: batch.length, bytes: new TextEncoder().encode(lines) }),
    );
  }
  pieces.push(await writer.end());
  return Buffer.concat(pieces).toString();
}

// oxlint-disable-next-line typescript/require-await -- as the store gives them
async function* linesOf(sent: string) {
  yield { count: 2, bytes: new TextEncoder().encode(sent) };
}

async function* batchesOf(rows: readonly Cell[][]) {
  yield rows;
}

const named = (row: readonly Cell[]) =>
  Object.fromEntries(
    COLUMNS.map(({ name, type }, place) => {
      const value = row[place]!;
      return [name, type === 'json' && value !== null ? JSON.parse(String(value)) : value];
    }),
  );

describe('lines of cells', () => {
  test('as CSV are what each value is as CSV', async () => {
    const columns = COLUMNS.map((column, place) => ({
      ...column,
      read: (row: Cell[]) => row[place]!,
    }));
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.boolean(),
        fc.constantFrom(',', ', '),
        async (rows, escapeFormulas, between) => {
          const expected: Uint8Array[] = [];
          const whole = { columns, toObject: () => ({}), batches: batchesOf(rows) };
          for await (const piece of writeCsv(whole, { escapeFormulas })) expected.push(piece);
          const csv = await written(rows, 'csv', { escapeFormulas, between });
          expect(csv).toBe(Buffer.concat(expected).toString());
        },
      ),
      { numRuns: 500 },
    );
  });

  test('as JSON are objects with every value', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(',', ', '), async (rows, between) => {
        const expected = rows.map(named);
        expect(JSON.parse(await written(rows, 'json', { between }))).toEqual(expected);
        const ndjson = await written(rows, 'ndjson', { between });
        expect(ndjson === '' || ndjson.endsWith('\n')).toBe(true);
        const lines = ndjson.split('\n').slice(0, -1);
        expect(lines.map((line) => JSON.parse(line) as object)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test.each(['csv', 'json', 'parquet'] as const)(
    'that are cut off fail the %s file, and no other',
    async (format) => {
      const take = async (sent: string) => {
        const pieces: Uint8Array[] = [];
        const lines = linesOf(sent);
        for await (const piece of writeLines(
          { columns: COLUMNS, lines },
          { format, escapeFormulas: true },
        ))
          pieces.push(piece);
        return Buffer.concat(pieces).length;
      };
      const whole = lineOf(
        COLUMNS.map(() => null),
        ',',
      );
      await expect(take(`${whole}["2026-03-01","a`)).rejects.toThrow(/cut off|JSON/);
      await expect(take(`${whole}["2026-03-01",12`)).rejects.toThrow(/cut off|JSON/);
      expect(await take(whole)).toBeGreaterThan(0);
    },
  );
});
