/**
 * The ClickHouse engine that the tests run against, from npm. It is kept out of the lock file, for it
 * weighs 540 MB and only tests need it.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, ROOT } from './bootstrap.mjs';

const VERSION = '26.7.3-stable.1';
const PACKAGES = {
  'linux-x64': '@chdb/lib-linux-x64-gnu',
  'linux-arm64': '@chdb/lib-linux-arm64-gnu',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'darwin-arm64': '@chdb/lib-darwin-arm64',
};
const PACKAGE = PACKAGES[`${process.platform}-${process.arch}`];
const PREFIX = join(ROOT, '.cache', `chdb-${VERSION}`);

/** Written when the package is there whole: a fetch that was cut short leaves half of it. */
const STAMP = join(PREFIX, '.complete');

/** @returns the folder of the engine's package, or null while it is not installed; CHDB_PATH names another place */
export function chdbFolder() {
  if (process.env['CHDB_PATH']) return process.env['CHDB_PATH'];
  return existsSync(STAMP) ? join(PREFIX, 'node_modules', PACKAGE) : null;
}

/** Installs the engine unless it is there. @returns whether it is there now */
export function ensureChdb() {
  if (chdbFolder() !== null) return true;
  if (PACKAGE === undefined) return false;
  console.log('Fetching the ClickHouse engine for the tests (540 MB, once) …');
  mkdirSync(PREFIX, { recursive: true });
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm(['install', ...flags, '--prefix', PREFIX, `${PACKAGE}@${VERSION}`]))
    writeFileSync(STAMP, '');
  return chdbFolder() !== null;
}
