/**
 * Cuts the body of a bulk request into rows while it comes in: a JSON array of rows, or one row a
 * line (NDJSON). Which of the two it is, the first character tells. Only the row under way is held.
 *
 * A line that is not JSON is that row's problem. In an array nothing after a mistake can be told
 * apart, so the whole is refused.
 */
import { AppError, invalidField } from '../../errors.ts';

export const MAX_ROWS = 10_000;
/** As much as one event may have on its own. */
export const MAX_ROW_BYTES = 16 * 1024;

/** A row as it was sent. */
export interface SentRow {
  /** From 0; of the rows, so empty lines do not count. */
  index: number;
  bytes: number;
  /** Decoded; undefined with a problem. */
  value: unknown;
  /** Why it cannot be read at all, else null. */
  problem: string | null;
}

/**
 * Yields the rows of each chunk.
 * @throws AppError VALIDATION_ERROR for a malformed array or no rows at all, PAYLOAD_TOO_LARGE past MAX_ROWS
 */
export async function* readRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SentRow[]> {
  let splitter: Splitter | null = null;
  let rows = 0;
  for await (const chunk of chunks) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (splitter === null) {
      const start = bytes.findIndex((byte) => !isIgnoredBefore(byte));
      if (start === -1) continue;
      splitter = bytes[start] === OPENING_BRACKET ? new ArraySplitter() : new LineSplitter();
      bytes = bytes.subarray(bytes[start] === OPENING_BRACKET ? start + 1 : start);
    }
    const cut = splitter.push(bytes);
    rows += cut.length;
    if (rows > MAX_ROWS) throw tooManyRows();
    yield cut;
  }
  if (splitter === null) {
    throw invalidField('body', 'is empty; send a JSON array of events, or one event a line');
  }
  const last = splitter.end();
  if (rows + last.length > MAX_ROWS) throw tooManyRows();
  yield last;
}

function tooManyRows(): AppError {
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `A request may hold at most ${MAX_ROWS} events, and nothing of this one was taken. Send the events in several requests.`,
  );
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const NEW_LINE = 0x0a;
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const BYTE_ORDER_MARK = new Set([0xef, 0xbb, 0xbf]);

function isIgnoredBefore(byte: number): boolean {
  return WHITESPACE.has(byte) || BYTE_ORDER_MARK.has(byte);
}

interface Splitter {
  /** @returns the rows that end in these bytes */
  push(bytes: Buffer): SentRow[];
  /** @returns the row that the end of the body ends, if any */
  end(): SentRow[];
}

/** The bytes of the row under way; past MAX_ROW_BYTES only their number. */
class RowBytes {
  #parts: Buffer[] = [];
  #bytes = 0;

  add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > MAX_ROW_BYTES) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  /** Hands out the text, null when it is too long, and begins anew. */
  take(): { text: string | null; bytes: number } {
    const bytes = this.#bytes;
    const parts = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    if (bytes > MAX_ROW_BYTES) return { text: null, bytes };
    const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    return { text: whole.toString('utf8').trim(), bytes };
  }
}

/** The start of a row waits for the next chunk; it must not keep all of this one alive. */
function detached(part: Buffer): Buffer {
  return Buffer.from(part);
}

function tooLong(index: number, bytes: number): SentRow {
  const problem = `has ${bytes} bytes; an event may have at most ${MAX_ROW_BYTES}`;
  return { index, bytes, value: undefined, problem };
}

class LineSplitter implements Splitter {
  readonly #line = new RowBytes();
  #rows = 0;

  push(bytes: Buffer): SentRow[] {
    const rows: SentRow[] = [];
    let start = 0;
    for (
      let end = bytes.indexOf(NEW_LINE);
      end !== -1;
      start = end + 1, end = bytes.indexOf(NEW_LINE, start)
    ) {
      this.#line.add(bytes.subarray(start, end));
      this.#take(rows);
      // More than that are refused; there is no need to read them.
      if (this.#rows > MAX_ROWS) return rows;
    }
    this.#line.add(detached(bytes.subarray(start)));
    return rows;
  }

  end(): SentRow[] {
    const rows: SentRow[] = [];
    this.#take(rows);
    return rows;
  }

  #take(rows: SentRow[]): void {
    const { text, bytes } = this.#line.take();
    if (text === '') return;
    rows.push(text === null ? tooLong(this.#rows, bytes) : readLine(this.#rows, text, bytes));
    this.#rows += 1;
  }
}

function readLine(index: number, text: string, bytes: number): SentRow {
  try {
    return { index, bytes, value: JSON.parse(text), problem: null };
  } catch {
    return { index, bytes, value: undefined, problem: 'is not JSON' };
  }
}

class ArraySplitter implements Splitter {
  readonly #element = new RowBytes();
  #rows = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #hasEnded = false;

  push(bytes: Buffer): SentRow[] {
    const rows: SentRow[] = [];
    let start = 0;
    while (!this.#hasEnded) {
      const end = this.#findEnd(bytes, start);
      if (end === -1) {
        this.#element.add(detached(bytes.subarray(start)));
        return rows;
      }
      this.#element.add(bytes.subarray(start, end));
      this.#hasEnded = bytes[end] === CLOSING_BRACKET;
      this.#take(rows);
      if (this.#rows > MAX_ROWS) return rows;
      start = end + 1;
    }
    if (bytes.subarray(start).some((byte) => !WHITESPACE.has(byte))) {
      throw malformed('something follows the end of the array');
    }
    return rows;
  }

  end(): SentRow[] {
    if (!this.#hasEnded) throw malformed('it ends before the array does');
    return [];
  }

  /** @returns where the comma or bracket stands that ends the element under way, -1 when not in these bytes */
  #findEnd(bytes: Buffer, start: number): number {
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
      } else if (byte === QUOTE) this.#isInString = true;
      else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) this.#depth += 1;
      else if (this.#depth === 0 && (byte === COMMA || byte === CLOSING_BRACKET)) return at;
      else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) this.#depth -= 1;
    }
    return -1;
  }

  #take(rows: SentRow[]): void {
    const { text, bytes } = this.#element.take();
    if (text === '' && this.#rows === 0 && this.#hasEnded) return;
    rows.push(text === null ? tooLong(this.#rows, bytes) : readElement(this.#rows, text, bytes));
    this.#rows += 1;
  }
}

function readElement(index: number, text: string, bytes: number): SentRow {
  try {
    return { index, bytes, value: JSON.parse(text), problem: null };
  } catch {
    throw malformed(`its element ${index} (counted from 0) is not JSON`);
  }
}

function malformed(what: string): AppError {
  return invalidField('body', `is no JSON array: ${what}. Nothing was taken`);
}
