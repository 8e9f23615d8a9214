/** Lines of cells → objects as JSON: names are put before the cells, which stay as they are. */
import type { Lines } from '../../stores/event-store.ts';
import { LineCells } from './line-cells.ts';
import type { LineWriter } from './line-writer.ts';
import type { NamedColumn } from './table.ts';

const QUOTE = 0x22;

/** How objects are put together. */
interface Frame {
  open: string;
  between: string;
  close: string;
  /** In place of them all where there is no object. */
  empty: string;
}

export const JSON_FRAME: Frame = { open: '[\n', between: ',\n', close: '\n]\n', empty: '[]\n' };
export const NDJSON_FRAME: Frame = { open: '', between: '\n', close: '\n', empty: '' };

export class JsonLines implements LineWriter {
  /** What comes before each column's cell. */
  readonly #labels: readonly Buffer[];
  readonly #areJson: readonly boolean[];
  readonly #frame: Frame;
  readonly #bytesOfLabels: number;
  #isEmpty = true;

  constructor(columns: readonly NamedColumn[], frame: Frame) {
    this.#labels = columns.map(({ name }, place) =>
      Buffer.from(`${place === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    );
    this.#areJson = columns.map(({ type }) => type === 'json');
    this.#frame = frame;
    this.#bytesOfLabels = this.#labels.reduce((sum, { length }) => sum + length, 0);
  }

  write({ count, bytes }: Lines): Uint8Array<ArrayBuffer> {
    const { open, between } = this.#frame;
    const most = open.length + bytes.length + count * (this.#bytesOfLabels + 1 + between.length);
    const out = Buffer.allocUnsafeSlow(most);
    let to = 0;
    for (const cells = new LineCells(bytes); !cells.isAtEnd;) {
      to += out.write(this.#isEmpty ? open : between, to);
      this.#isEmpty = false;
      to = this.#writeObject(cells, out, to);
    }
    return out.subarray(0, to);
  }

  end(): Uint8Array<ArrayBuffer> {
    return Buffer.from(this.#isEmpty ? this.#frame.empty : this.#frame.close);
  }

  #writeObject(cells: LineCells, out: Buffer, from: number): number {
    let to = from;
    for (let column = 0; cells.next(); column++) {
      to = copy(this.#labels[column]!, out, to);
      if (!cells.isText) to = copy(cells.bytes, out, to, cells.start, cells.end);
      else if (this.#areJson[column]!) to += out.write(cells.text(), to);
      else {
        out[to++] = QUOTE;
        to = copy(cells.bytes, out, to, cells.start, cells.end);
        out[to++] = QUOTE;
      }
    }
    return to + out.write('}', to);
  }
}

/** By hand, because the bytes are few. @returns where it goes on */
function copy(from: Buffer, out: Buffer, place: number, start = 0, end = from.length): number {
  let to = place;
  for (let at = start; at < end;) out[to++] = from[at++]!;
  return to;
}
