/**
 * An MMDB file read in place: a binary tree over the bits of an address whose leaves point at
 * records. Loading DB-IP's two files takes 190 MB; this takes a few.
 */
import { BlockFile } from './block-file.ts';
import type { MmdbValue } from './mmdb-decoder.ts';
import { MmdbDecoder } from './mmdb-decoder.ts';

const METADATA_MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
/** The format allows no more metadata than this. */
const METADATA_MAX_BYTES = 131_072;
/** Zeros between tree and records. */
const SEPARATOR_BYTES = 16;
const SEPARATOR = Buffer.alloc(SEPARATOR_BYTES);
/** The address bytes below which a tree for IPv6 holds the IPv4 addresses. */
const IPV4_PREFIX: readonly number[] = Array.from({ length: 12 }, () => 0);
/** 8 MB of 4 KB blocks: most of the tree's upper levels. */
const CACHED_BLOCKS = 2_048;

interface Metadata {
  nodeCount: number;
  recordSize: 24 | 28 | 32;
  ipVersion: 4 | 6;
  databaseType: string;
}

function findMetadata(file: BlockFile): number {
  const length = Math.min(file.sizeBytes, METADATA_MAX_BYTES);
  const tail = file.bytesAt(file.sizeBytes - length, length);
  const at = tail.lastIndexOf(METADATA_MARKER);
  if (at < 0) throw new Error('it is no MMDB file');
  return file.sizeBytes - length + at + METADATA_MARKER.length;
}

function checkMetadata(value: MmdbValue): Metadata {
  const fields = (typeof value === 'object' ? value : {}) as Record<string, MmdbValue>;
  const { node_count: nodeCount, record_size: recordSize, ip_version: ipVersion } = fields;
  if (fields.binary_format_major_version !== 2) throw new Error('its MMDB version is not 2');
  if (ipVersion !== 4 && ipVersion !== 6) throw new Error('it names no IP version');
  if (recordSize !== 24 && recordSize !== 28 && recordSize !== 32)
    throw new Error('its record size is unknown');
  if (typeof nodeCount !== 'number') throw new Error('it names no number of nodes');
  return { nodeCount, recordSize, ipVersion, databaseType: String(fields.database_type ?? '') };
}

export class MmdbFile {
  readonly databaseType: string;
  readonly #file: BlockFile;
  readonly #metadata: Metadata;
  readonly #records: MmdbDecoder;
  /** Where an IPv4 address begins its walk. */
  readonly #ipv4Root: number;

  private constructor(file: BlockFile) {
    const metadataAt = findMetadata(file);
    const metadata = checkMetadata(new MmdbDecoder(file, metadataAt).decode(metadataAt));
    this.#file = file;
    this.#metadata = metadata;
    this.databaseType = metadata.databaseType;
    const treeBytes = this.#treeBytes();
    if (!file.bytesAt(treeBytes, SEPARATOR_BYTES).equals(SEPARATOR)) {
      throw new Error('its search tree is damaged');
    }
    this.#records = new MmdbDecoder(file, treeBytes + SEPARATOR_BYTES);
    this.#ipv4Root = metadata.ipVersion === 6 ? this.#walk(0, IPV4_PREFIX) : 0;
  }

  /** @throws Error with one line that names the file and the trouble */
  static open(path: string): MmdbFile {
    let file: BlockFile | undefined;
    try {
      file = new BlockFile(path, CACHED_BLOCKS);
      return new MmdbFile(file);
    } catch (error) {
      file?.close();
      const { code, message } = error as NodeJS.ErrnoException;
      const trouble = code === 'ENOENT' ? 'there is no such file' : message;
      throw new Error(`Cannot use the location database ${path}: ${trouble}`, { cause: error });
    }
  }

  #treeBytes(): number {
    return (this.#metadata.nodeCount * this.#metadata.recordSize) / 4;
  }

  /** @returns the record on the left (bit 0) or right (bit 1) side of a node */
  #child(node: number, bit: number): number {
    const file = this.#file;
    const { recordSize } = this.#metadata;
    const start = (node * recordSize) / 4;
    if (recordSize !== 28) return file.uintAt(start + (bit * recordSize) / 8, recordSize / 8);
    // Three bytes on each side; the byte between them holds the upper four bits of both.
    const upper = file.uintAt(start + 3, 1);
    return bit === 0
      ? (upper >> 4) * 0x1000000 + file.uintAt(start, 3)
      : (upper & 0x0f) * 0x1000000 + file.uintAt(start + 4, 3);
  }

  #walk(root: number, address: readonly number[]): number {
    let node = root;
    for (let depth = 0; depth < address.length * 8 && node < this.#metadata.nodeCount; depth++) {
      node = this.#child(node, (address[depth >> 3]! >> (7 - (depth & 7))) & 1);
    }
    return node;
  }

  /**
   * @param address 4 or 16 bytes
   * @returns undefined for an address without a record, and for IPv6 in a file for IPv4
   * @throws Error where the file is damaged or closed
   */
  get(address: readonly number[]): MmdbValue | undefined {
    const { nodeCount, ipVersion } = this.#metadata;
    if (address.length === 16 && ipVersion === 4) return undefined;
    const leaf = this.#walk(address.length === 4 ? this.#ipv4Root : 0, address);
    if (leaf <= nodeCount) return undefined;
    return this.#records.decode(leaf - nodeCount + this.#treeBytes());
  }

  close(): void {
    this.#file.close();
  }
}
