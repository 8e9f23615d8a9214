/** Writes small MMDB files for tests, in every record size, with or without pointers. */

export type Writable =
  | string
  | number
  | boolean
  | bigint
  | Writable[]
  | { [key: string]: Writable };

export interface MmdbOptions {
  recordSize: 24 | 28 | 32;
  ipVersion: 4 | 6;
  databaseType?: string;
  /** Networks as bits of the address, such as `00001010` for 10.0.0.0/8, and their records. */
  networks: ReadonlyArray<readonly [bits: string, record: Writable]>;
}

const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

function control(type: number, size: number): Buffer {
  const high = type > 7 ? 0 : type << 5;
  const extended = type > 7 ? [type - 7] : [];
  if (size < 29) return Buffer.from([high | size, ...extended]);
  if (size < 285) return Buffer.from([high | 29, ...extended, size - 29]);
  return Buffer.from([high | 30, ...extended, (size - 285) >> 8, (size - 285) & 255]);
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  if (Number.isInteger(value) && value >= 0) {
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(6, 4), bytes.subarray(0, 4)]);
  }
  bytes.writeDoubleBE(value);
  return Buffer.concat([control(3, 8), bytes]);
}

/** @param texts where each text was written first; undefined: no pointers */
function encode(value: Writable, position: number, texts?: Map<string, number>): Buffer {
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'boolean') return control(14, value ? 1 : 0);
  if (typeof value === 'bigint') {
    return Buffer.concat([control(9, 8), Buffer.from(value.toString(16).padStart(16, '0'), 'hex')]);
  }
  if (typeof value === 'string') {
    const known = texts?.get(value);
    // A pointer of the size class that is good for 2 KB.
    if (known !== undefined && known < 2_048)
      return Buffer.from([(1 << 5) | (known >> 8), known & 255]);
    texts?.set(value, position);
    const text = Buffer.from(value);
    return Buffer.concat([control(2, text.length), text]);
  }
  const parts = Array.isArray(value) ? value : Object.entries(value).flat();
  let bytes = Array.isArray(value) ? control(11, value.length) : control(7, parts.length / 2);
  for (const part of parts)
    bytes = Buffer.concat([bytes, encode(part, position + bytes.length, texts)]);
  return bytes;
}

interface Node {
  children: [Node | number | undefined, Node | number | undefined];
  number: number;
}

function buildTree(networks: ReadonlyArray<readonly [string, number]>): Node[] {
  const nodes: Node[] = [{ children: [undefined, undefined], number: 0 }];
  for (const [bits, offset] of networks) {
    let node = nodes[0]!;
    for (const bit of bits.slice(0, -1)) {
      let child = node.children[Number(bit)];
      if (typeof child !== 'object') {
        child = { children: [undefined, undefined], number: nodes.length };
        nodes.push(child);
        node.children[Number(bit)] = child;
      }
      node = child;
    }
    node.children[Number(bits.at(-1))] = offset;
  }
  return nodes;
}

function encodeNode(node: Node, nodeCount: number, recordSize: number): Buffer {
  const [left, right] = node.children.map((child) => {
    if (child === undefined) return nodeCount;
    return typeof child === 'object' ? child.number : nodeCount + 16 + child;
  }) as [number, number];
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 32) {
    bytes.writeUInt32BE(left, 0);
    bytes.writeUInt32BE(right, 4);
    return bytes;
  }
  const lower = 0xffffff;
  bytes.writeUIntBE(left & lower, 0, 3);
  bytes.writeUIntBE(right & lower, recordSize / 4 - 3, 3);
  if (recordSize === 28) bytes[3] = ((left >> 24) << 4) | (right >> 24);
  return bytes;
}

/** @returns the file's bytes */
export function writeMmdb({
  recordSize,
  ipVersion,
  databaseType = 'test',
  networks,
}: MmdbOptions): Buffer {
  const texts = new Map<string, number>();
  let data = Buffer.alloc(0);
  const leaves = networks.map(([bits, record]) => {
    const offset = data.length;
    data = Buffer.concat([data, encode(record, offset, texts)]);
    return [bits, offset] as const;
  });
  const nodes = buildTree(leaves);
  const tree = nodes.map((node) => encodeNode(node, nodes.length, recordSize));
  const metadata = encode(
    {
      binary_format_major_version: 2,
      binary_format_minor_version: 0,
      build_epoch: 1_700_000_000n,
      database_type: databaseType,
      description: {},
      ip_version: ipVersion,
      languages: ['en'],
      node_count: nodes.length,
      record_size: recordSize,
    },
    0,
  );
  return Buffer.concat([...tree, Buffer.alloc(16), data, MARKER, metadata]);
}

/** @returns the bits of an IPv4 network, such as `203.0.113.0/24`, below `prefix` */
export function bitsOf(network: string, prefix = ''): string {
  const [address = '', length = '32'] = network.split('/');
  const bits = address.split('.').map((part) => Number(part).toString(2).padStart(8, '0'));
  return prefix + bits.join('').slice(0, Number(length));
}
