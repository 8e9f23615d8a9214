/**
 * Walks over lines that are JSON arrays of texts, numbers, booleans and nulls, cell by cell, as
 * bytes: a million events have 33 million cells, of which hardly one need become a value of its own.
 */

const [QUOTE, COMMA, BACKSLASH, CLOSE, SPACE, LETTER_N] = [0x22, 0x2c, 0x5c, 0x5d, 0x20, 0x6e];

/** What a byte within a text means to whoever looks for its end. */
const KINDS = new Uint8Array(256);
const [HAS_COMMA, HAS_ESCAPE, ENDS, HAS_OTHER_ESCAPE] = [1, 2, 4, 8];
KINDS[COMMA] = HAS_COMMA;
KINDS[BACKSLASH] = HAS_ESCAPE;
KINDS[QUOTE] = ENDS;

export class LineCells {
  readonly bytes: Buffer;
  /** Where the cell lies; of a text without its quotes. */
  start = 0;
  end = 0;
  isText = false;
  isNull = false;
  hasComma = false;
  hasEscape = false;
  /** Of another sign than a quote. */
  hasOtherEscape = false;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  /** Goes on to the next cell. @returns false where the line has no other: the next one is of the line after */
  next(): boolean {
    const { bytes } = this;
    let at = this.#at;
    if (bytes[at] === CLOSE) {
      this.#at = at + 2;
      return false;
    }
    // Behind a bracket or a comma.
    at += bytes[at + 1] === SPACE ? 2 : 1;
    this.isText = bytes[at] === QUOTE;
    if (this.isText) this.#passText(at + 1);
    else this.#passWord(at);
    return true;
  }

  /** The cell's text, where it is one. */
  text(): string {
    const text = this.bytes.toString('utf8', this.start, this.end);
    return this.hasEscape ? (JSON.parse(`"${text}"`) as string) : text;
  }

  #passText(start: number): void {
    const { bytes } = this;
    let [at, seen] = [start, 0];
    for (let kind: number | undefined; (kind = KINDS[bytes[at]!]) !== ENDS;) {
      if (kind === undefined) throw cutOff();
      seen |= kind;
      if (kind === HAS_ESCAPE && bytes[++at] !== QUOTE) seen |= HAS_OTHER_ESCAPE;
      at++;
    }
    this.start = start;
    this.end = at;
    this.isNull = false;
    this.hasComma = (seen & HAS_COMMA) !== 0;
    this.hasEscape = (seen & HAS_ESCAPE) !== 0;
    this.hasOtherEscape = (seen & HAS_OTHER_ESCAPE) !== 0;
    this.#at = at + 1;
  }

  #passWord(start: number): void {
    const { bytes } = this;
    let at = start;
    while (bytes[at] !== COMMA && bytes[at] !== CLOSE) if (++at > bytes.length) throw cutOff();
    this.start = start;
    this.end = at;
    this.isNull = bytes[start] === LETTER_N;
    this.#at = at;
  }
}

const cutOff = () => new Error('A line of cells is cut off.');
