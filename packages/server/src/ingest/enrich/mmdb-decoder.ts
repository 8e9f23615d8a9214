/**
 * Decodes values of the MaxMind DB format (https://maxmind.github.io/MaxMind-DB/) from anything
 * that can hand out bytes by position.
 */

export type MmdbValue =
  | string
  | number
  | bigint
  | boolean
  | Buffer
  | MmdbValue[]
  | { [key: string]: MmdbValue };

/** Bytes by position; what lies out of range is a throw. */
export interface ByteSource {
  /** Big-endian, at most 6 bytes; 0 for none. */
  uintAt(position: number, length: number): number;
  /** Valid until the next call. */
  bytesAt(position: number, length: number): Buffer;
  /** Decoded as UTF-8. */
  textAt(position: number, length: number): string;
}

const POINTER = 1;
const STRING = 2;
const DOUBLE = 3;
const BYTES = 4;
const UINT16 = 5;
const UINT32 = 6;
const MAP = 7;
const INT32 = 8;
const UINT64 = 9;
const UINT128 = 10;
const ARRAY = 11;
const BOOLEAN = 14;
const FLOAT = 15;

/** Added to a pointer's value by its size class. */
const POINTER_BASES = [0, 2048, 526336, 0];
/** Past these a file is damaged: pointers that lead in circles, sizes that are none. */
const MAX_VALUES = 1_000;
const MAX_PAYLOAD_BYTES = 65_536;

/** Reads one value after the other; `position` stands behind the last one read. */
export class MmdbDecoder {
  readonly #source: ByteSource;
  /** Where pointers count from. */
  readonly #base: number;
  #position = 0;
  #values = 0;

  constructor(source: ByteSource, base: number) {
    this.#source = source;
    this.#base = base;
  }

  /** @throws Error where the bytes are no value */
  decode(position: number): MmdbValue {
    this.#position = position;
    this.#values = 0;
    return this.#value();
  }

  #uint(length: number): number {
    const value = length === 0 ? 0 : this.#source.uintAt(this.#position, length);
    this.#position += length;
    return value;
  }

  #value(): MmdbValue {
    if (++this.#values > MAX_VALUES) throw new Error('values without end');
    const control = this.#uint(1);
    const type = control >> 5 || this.#uint(1) + 7;
    if (type === POINTER) return this.#pointedValue(control);
    return this.#valueOf(type, this.#size(control & 0x1f));
  }

  #pointedValue(control: number): MmdbValue {
    const sizeClass = (control >> 3) & 3;
    const high = sizeClass === 3 ? 0 : (control & 7) * 256 ** (sizeClass + 1);
    const target = this.#base + POINTER_BASES[sizeClass]! + high + this.#uint(sizeClass + 1);
    const behind = this.#position;
    this.#position = target;
    const value = this.#value();
    this.#position = behind;
    return value;
  }

  #size(inline: number): number {
    if (inline < 29) return inline;
    if (inline === 29) return 29 + this.#uint(1);
    return inline === 30 ? 285 + this.#uint(2) : 65_821 + this.#uint(3);
  }

  #valueOf(type: number, size: number): MmdbValue {
    switch (type) {
      case MAP:
        return this.#map(size);
      case ARRAY:
        return this.#array(size);
      case BOOLEAN:
        return size !== 0;
      case UINT16:
      case UINT32:
        return this.#uint(size);
      case INT32:
        return this.#uint(size) | 0;
      case UINT64:
      case UINT128:
        return BigInt(`0x${this.#bytes(size).toString('hex') || '0'}`);
      default:
        return this.#payload(type, size);
    }
  }

  #payload(type: number, size: number): MmdbValue {
    if (type === STRING) return this.#text(size);
    const bytes = this.#bytes(size);
    if (type === DOUBLE && size === 8) return bytes.readDoubleBE();
    if (type === FLOAT && size === 4) return bytes.readFloatBE();
    if (type === BYTES) return Buffer.from(bytes);
    throw new Error(`unknown type ${type}`);
  }

  #text(length: number): string {
    if (length > MAX_PAYLOAD_BYTES) throw new Error(`a text of ${length} bytes`);
    const text = this.#source.textAt(this.#position, length);
    this.#position += length;
    return text;
  }

  #bytes(length: number): Buffer {
    if (length > MAX_PAYLOAD_BYTES) throw new Error(`a value of ${length} bytes`);
    const bytes = this.#source.bytesAt(this.#position, length);
    this.#position += length;
    return bytes;
  }

  #array(size: number): MmdbValue[] {
    const array: MmdbValue[] = [];
    for (let i = 0; i < size; i++) array.push(this.#value());
    return array;
  }

  #map(size: number): MmdbValue {
    const map: { [key: string]: MmdbValue } = Object.create(null);
    for (let i = 0; i < size; i++) {
      const key = this.#value();
      if (typeof key !== 'string') throw new Error('a key that is no text');
      map[key] = this.#value();
    }
    return map;
  }
}
