/** Lines of cells → CSV: what needs no more than quotes is copied, all else goes through `csv.ts`. */
import type { Lines } from '../../stores/event-store.ts';
import { headerLine, quoted, textCell, type CsvOptions } from './csv.ts';
import { LineCells } from './line-cells.ts';
import type { LineWriter } from './line-writer.ts';
import type { ColumnType, NamedColumn } from './table.ts';

const [COMMA, RETURN, NEWLINE, SPACE, QUOTE, BACKSLASH] = [0x2c, 0x0d, 0x0a, 0x20, 0x22, 0x5c];
const FIRST_BEYOND_ASCII = 0x80;
/** What a text that is copied never begins with. */
const NOT_FIRST = new Uint8Array(256).fill(1, FIRST_BEYOND_ASCII);
for (const sign of ' =+-@') NOT_FIRST[sign.codePointAt(0)!] = 1;

export class CsvLines implements LineWriter {
  readonly #types: readonly ColumnType[];
  readonly #options: CsvOptions;
  #header: string;

  constructor(columns: readonly NamedColumn[], options: CsvOptions) {
    this.#types = columns.map(({ type }) => type);
    this.#options = options;
    this.#header = headerLine(columns, options);
  }

  write({ count, bytes }: Lines): Uint8Array<ArrayBuffer> {
    // A cell grows by no more than a ' and its comma: quotes it has already, escapes only shrink.
    const most = this.#header.length * 3 + bytes.length + count * (this.#types.length * 2 + 2);
    const out = Buffer.allocUnsafeSlow(most);
    let to = out.write(this.#header);
    this.#header = '';
    for (const cells = new LineCells(bytes); !cells.isAtEnd;) to = this.#writeLine(cells, out, to);
    return out.subarray(0, to);
  }

  end(): Uint8Array<ArrayBuffer> {
    return Buffer.from(this.#header);
  }

  #writeLine(cells: LineCells, out: Buffer, from: number): number {
    const { bytes } = cells;
    let to = from;
    for (let column = 0; cells.next(); column++) {
      if (column > 0) out[to++] = COMMA;
      const type = this.#types[column]!;
      if (cells.isNull) continue;
      if (!isCopied(cells, type)) to += out.write(this.#changed(cells.text(), type), to);
      else if (cells.isText && (cells.hasComma || cells.hasEscape)) to = copyQuoted(cells, out, to);
      else for (let at = cells.start; at < cells.end;) out[to++] = bytes[at++]!;
    }
    out[to++] = RETURN;
    out[to++] = NEWLINE;
    return to;
  }

  #changed(text: string, type: ColumnType): string {
    return type === 'text' ? textCell(text, this.#options) : quoted(text);
  }
}

/** A quote within the text is "" instead of \". @returns where it goes on */
function copyQuoted({ bytes, start, end }: LineCells, out: Buffer, from: number): number {
  let to = from;
  out[to++] = QUOTE;
  for (let at = start; at < end; at++) out[to++] = bytes[at] === BACKSLASH ? QUOTE : bytes[at]!;
  out[to++] = QUOTE;
  return to;
}

/** Whether the cell stands in CSV as it stands in JSON, but for quotes. */
function isCopied(cells: LineCells, type: ColumnType): boolean {
  // Figures, dates and instants are never touched.
  if (!cells.isText || (type !== 'text' && type !== 'json')) return true;
  const { bytes, start, end } = cells;
  if (start === end) return true;
  const last = bytes[end - 1]!;
  const isPlain = !cells.hasOtherEscape && NOT_FIRST[bytes[start]!] === 0;
  return isPlain && last !== SPACE && last < FIRST_BEYOND_ASCII;
}
