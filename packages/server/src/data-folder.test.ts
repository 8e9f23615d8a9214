import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDataFolder, secretKey } from './data-folder.ts';
import { DATA_FORMAT } from './data-format.ts';
import { StartError } from './start-error.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'purestat-folder-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const holdFolder = `
  const { claimDataFolder } = await import(${JSON.stringify(new URL('./data-folder.ts', import.meta.url).href)});
  claimDataFolder(process.argv[1]);
  console.log('claimed');
  setInterval(() => {}, 1000);
`;

test('a folder in use by another process is refused, and free again once that one is killed', async () => {
  const other = spawn(process.execPath, ['--input-type=module', '-e', holdFolder, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  expect(() => claimDataFolder(dir)).toThrow(
    new StartError(`DATA_DIR: ${dir} is in use by another Purestat process. Stop that one first.`),
  );

  other.kill('SIGKILL');
  await once(other, 'exit');
  claimDataFolder(dir).release();
});

test('a folder written by a newer version is refused and nothing in it changes', () => {
  writeFileSync(join(dir, 'FORMAT'), '999\n');
  expect(() => claimDataFolder(dir)).toThrow(
    `newer version of Purestat (format 999, this version knows ${DATA_FORMAT})`,
  );
  expect(readdirSync(dir)).toEqual(['FORMAT']);
});

test('a folder of an older version is marked as this one’s, before anything in it is changed', () => {
  writeFileSync(join(dir, 'FORMAT'), '1\n');
  claimDataFolder(dir).release();
  expect(readFileSync(join(dir, 'FORMAT'), 'utf8')).toBe(`${DATA_FORMAT}\n`);
});

test('a folder that cannot be made is refused with the path and the reason', () => {
  writeFileSync(join(dir, 'file'), '');
  expect(() => claimDataFolder(join(dir, 'file', 'data'))).toThrow(
    /^DATA_DIR: .*\/file\/data cannot be written to \(.*ENOTDIR/,
  );
});

test('the secret key is made once and kept', () => {
  const folder = claimDataFolder(dir);
  const key = secretKey(folder, undefined);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(secretKey(folder, undefined)).toBe(key);
  expect(secretKey(folder, 'x'.repeat(32))).toBe('x'.repeat(32));
  folder.release();
});
