import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from './mmdb-decoder.ts';

const BLOCK_BYTES = 4_096;
const NO_BLOCK = -1;

/**
 * A file read by position in blocks, the recently used of which stay in a fixed piece of memory.
 * Each block has one place it can be kept in (direct mapping): no bookkeeping, and a hard bound.
 */
export class BlockFile implements ByteSource {
  readonly sizeBytes: number;
  readonly #descriptor: number;
  readonly #slots: number;
  readonly #memory: Buffer;
  /** Which block each slot holds. */
  readonly #blocks: Int32Array;
  /** The slot's valid bytes: fewer than a block at the end of the file. */
  #isOpen = true;

  /** @param slots blocks of 4 KB kept in memory */
  constructor(path: string, slots: number) {
    this.#descriptor = openSync(path, 'r');
    this.sizeBytes = fstatSync(this.#descriptor).size;
    this.#slots = slots;
    this.#memory = Buffer.allocUnsafeSlow(slots * BLOCK_BYTES);
    this.#blocks = new Int32Array(slots).fill(NO_BLOCK);
  }

  /** @returns where the block begins in memory */
  #load(block: number): number {
    const slot = block % this.#slots;
    const start = slot * BLOCK_BYTES;
    if (this.#blocks[slot] === block) return start;
    this.#blocks[slot] = NO_BLOCK; // a failed read must leave no block behind
    const length = Math.min(BLOCK_BYTES, this.sizeBytes - block * BLOCK_BYTES);
    const read =
      this.#isOpen && length > 0
        ? readSync(this.#descriptor, this.#memory, start, length, block * BLOCK_BYTES)
        : 0;
    if (read < length || length <= 0)
      throw new Error(`the file ends at ${block * BLOCK_BYTES + read}`);
    this.#blocks[slot] = block;
    return start;
  }

  byteAt(position: number): number {
    if (position < 0 || position >= this.sizeBytes) throw new Error(`no byte at ${position}`);
    const block = Math.floor(position / BLOCK_BYTES);
    return this.#memory[this.#load(block) + (position - block * BLOCK_BYTES)]!;
  }

  bytesAt(position: number, length: number): Buffer {
    if (position < 0 || position + length > this.sizeBytes)
      throw new Error(`no ${length} bytes at ${position}`);
    const block = Math.floor(position / BLOCK_BYTES);
    const offset = position - block * BLOCK_BYTES;
    if (offset + length <= BLOCK_BYTES) {
      const start = this.#load(block) + offset;
      return this.#memory.subarray(start, start + length);
    }
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) bytes[i] = this.byteAt(position + i);
    return bytes;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#blocks.fill(NO_BLOCK);
    closeSync(this.#descriptor);
  }
}
