import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from './mmdb-decoder.ts';

const BLOCK_BYTES = 4_096;
const NO_BLOCK = -1;

/**
 * A file read by position in blocks, the recently used of which stay in a fixed piece of memory.
 * Each block has one place it can be kept in (direct mapping): no bookkeeping, and a hard bound.
 *
 * Reads are synchronous: a block in the system's page cache costs one or two microseconds.
 */
export class BlockFile implements ByteSource {
  readonly sizeBytes: number;
  readonly #slots: number;
  readonly #memory: Buffer;
  /** Which block each slot holds. */
  readonly #blocks: Int32Array;
  #descriptor: number | null;

  /** @param slots blocks of 4 KB kept in memory */
  constructor(path: string, slots: number) {
    this.#descriptor = openSync(path, 'r');
    this.sizeBytes = fstatSync(this.#descriptor).size;
    this.#slots = slots;
    this.#memory = Buffer.allocUnsafeSlow(slots * BLOCK_BYTES);
    this.#blocks = new Int32Array(slots).fill(NO_BLOCK);
  }

  uintAt(position: number, length: number): number {
    const at = this.#find(position, length);
    if (at !== undefined) return this.#memory.readUIntBE(at, length);
    let value = 0;
    for (let i = 0; i < length; i++) value = value * 256 + this.uintAt(position + i, 1);
    return value;
  }

  bytesAt(position: number, length: number): Buffer {
    const at = this.#find(position, length);
    if (at !== undefined) return this.#memory.subarray(at, at + length);
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) bytes[i] = this.uintAt(position + i, 1);
    return bytes;
  }

  textAt(position: number, length: number): string {
    const at = this.#find(position, length);
    if (at !== undefined) return this.#memory.toString('utf8', at, at + length);
    return this.bytesAt(position, length).toString('utf8');
  }

  /** @returns where the bytes begin in memory; undefined when they lie in two blocks */
  #find(position: number, length: number): number | undefined {
    if (position < 0 || position + length > this.sizeBytes) {
      throw new RangeError(`it has no ${length} bytes at ${position}`);
    }
    const block = Math.floor(position / BLOCK_BYTES);
    const offset = position - block * BLOCK_BYTES;
    return offset + length > BLOCK_BYTES ? undefined : this.#load(block) + offset;
  }

  /** @returns where the block begins in memory */
  #load(block: number): number {
    const slot = block % this.#slots;
    if (this.#blocks[slot] !== block) this.#read(block, slot);
    return slot * BLOCK_BYTES;
  }

  #read(block: number, slot: number): void {
    if (this.#descriptor === null) throw new Error('it is closed');
    this.#blocks[slot] = NO_BLOCK; // a failed read leaves no block behind
    const position = block * BLOCK_BYTES;
    const length = Math.min(BLOCK_BYTES, this.sizeBytes - position);
    const read = readSync(this.#descriptor, this.#memory, slot * BLOCK_BYTES, length, position);
    if (read < length) throw new RangeError(`it was cut short at ${position + read}`);
    this.#blocks[slot] = block;
  }

  close(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
    this.#blocks.fill(NO_BLOCK);
  }
}
