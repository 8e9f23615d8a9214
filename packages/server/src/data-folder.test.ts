import { spawn, spawnSync, type SpawnSyncOptions } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

test('the folders above it are made too, and a file in its place is refused', () => {
  const deep = join(dir, 'a', 'b', 'data');
  claimDataFolder(deep).release();
  expect(existsSync(join(deep, 'FORMAT'))).toBe(true);
  writeFileSync(join(dir, 'file'), '');
  expect(() => claimDataFolder(join(dir, 'file'))).toThrow(
    new StartError(`DATA_DIR: ${join(dir, 'file')} is not a folder.`),
  );
});

const FOLDER_MODULE = new URL('./data-folder.ts', import.meta.url).href;

/** Claims the folder in a process of its own, which is ended when it hangs. @returns what it was told */
function claimElsewhere(path: string, options: SpawnSyncOptions = {}) {
  const code = `import(${JSON.stringify(FOLDER_MODULE)}).then(
    ({ claimDataFolder }) => {
      try { claimDataFolder(process.argv[1]); console.log('claimed'); }
      catch (error) { console.log(error.name + ': ' + error.message); }
    },
    (error) => { console.log('not loaded: ' + error.message); process.exit(3); });`;
  const { status, signal, stdout } = spawnSync(process.execPath, ['-e', code, path], {
    timeout: 20_000,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    ...options,
  });
  return { status, signal, stdout: String(stdout).trim() };
}

test.runIf(process.platform === 'linux')(
  'a folder that the system calls missing while it is being made is refused, and not tried for ever',
  () => {
    expect(claimElsewhere('/proc/purestat/data')).toEqual({
      status: 0,
      signal: null,
      stdout: expect.stringMatching(
        /^StartError: DATA_DIR: \/proc\/purestat\/data cannot be written to \(ENOENT[^\n]*\/proc\/purestat'\)\.$/,
      ),
    });
  },
);

/** An account that owns nothing. Root may write everywhere, so it cannot be the one that is refused. */
const NOBODY = 65534;

test('a folder without write permission is refused with the path and the reason', (context) => {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  chmodSync(dir, 0o755);
  const readOnly = join(dir, 'read-only');
  mkdirSync(readOnly, { mode: 0o555 });
  const asked = [readOnly, join(readOnly, 'data')].map((path) => claimElsewhere(path, user));
  if (isRoot && asked.some(({ status }) => status !== 0)) {
    const why = `NOT TESTED: the account ${NOBODY} cannot run ${process.execPath} on these sources`;
    if (process.env['CI']) throw new Error(why);
    console.warn(why);
    context.skip(why);
  }
  expect(asked.map(({ stdout }) => stdout)).toEqual([
    `StartError: DATA_DIR: ${readOnly} cannot be written to (unable to open database file).`,
    `StartError: DATA_DIR: ${readOnly}/data cannot be written to (EACCES: permission denied, mkdir '${readOnly}/data').`,
  ]);
});

test('the secret key is made once and kept', () => {
  const folder = claimDataFolder(dir);
  const key = secretKey(folder, undefined);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(secretKey(folder, undefined)).toBe(key);
  expect(secretKey(folder, 'x'.repeat(32))).toBe('x'.repeat(32));
  folder.release();
});
