import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BlockFile } from './block-file.ts';

let folder: string;
let path: string;
const content = Buffer.from(Array.from({ length: 10_000 }, (_, i) => 97 + (i % 23)));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'purestat-block-file-'));
  path = join(folder, 'file');
  writeFileSync(path, content);
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([1, 2, 64])(
  'any piece is read as it stands in the file, with %i blocks kept',
  (slots) => {
    const file = new BlockFile(path, slots);
    for (const position of [0, 4_093, 8_191, 9_995, 1, 4_096, 9_990, 4_094]) {
      const piece = content.subarray(position, position + 5);
      expect(file.uintAt(position, 5)).toBe(piece.readUIntBE(0, 5));
      expect(Buffer.from(file.bytesAt(position, 5))).toEqual(piece);
      expect(file.textAt(position, 5)).toBe(piece.toString());
    }
    expect(Buffer.from(file.bytesAt(0, 10_000))).toEqual(content);
    file.close();
  },
);

test.each([-1, 9_996, 10_000, 1e12])('what lies outside is refused (%i)', (position) => {
  const file = new BlockFile(path, 2);
  expect(() => file.uintAt(position, 5)).toThrow(`it has no 5 bytes at ${position}`);
  file.close();
});

test('what was cut off meanwhile is refused, and not kept as if it had been read', () => {
  const file = new BlockFile(path, 1);
  expect(file.uintAt(0, 1)).toBe(97);
  truncateSync(path, 6_000);
  expect(() => file.uintAt(5_000, 1)).toThrow('it was cut short at 6000');
  expect(() => file.uintAt(5_000, 1)).toThrow('it was cut short at 6000');
  expect(file.uintAt(0, 1)).toBe(97);
  file.close();
});

test('a closed file gives nothing, not even what was kept', () => {
  const file = new BlockFile(path, 2);
  file.uintAt(0, 1);
  file.close();
  file.close();
  expect(() => file.uintAt(0, 1)).toThrow('it is closed');
});
