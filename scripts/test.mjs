/** `npm test`: installs and builds what is missing, runs every test, ends with the count. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  ensureBuilt,
  ensureInstalled,
  fail,
  findNode,
  requireNpmNode,
  ROOT,
} from './bootstrap.mjs';
import { ensureChdb } from './chdb.mjs';
import { ensureChromium } from './chromium.mjs';

requireNpmNode();
ensureInstalled();
const nodePath = findNode();
ensureBuilt(nodePath);

/** Tests that cannot run here are left out, and said to be; where CI is set that is a failure. */
function missing(line) {
  if (process.env['CI']) fail(line);
  console.warn(`\n${'!'.repeat(line.length)}\n${line}\n${'!'.repeat(line.length)}\n`);
}

const chromium = ensureChromium();
if (chromium === null)
  missing(
    'No Chromium here (looked in the usual places and in CHROMIUM_PATH, tried apt): BROWSER TESTS ARE SKIPPED.',
  );
if (!ensureChdb())
  missing('No ClickHouse engine here (tried npm): THE TESTS ON CLICKHOUSE ARE SKIPPED.');

const report = join(ROOT, '.cache', 'test-report.json');
mkdirSync(join(ROOT, '.cache'), { recursive: true });
rmSync(report, { force: true });
const { status } = spawnSync(
  nodePath,
  [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...(chromium && { CHROMIUM_PATH: chromium }) },
  },
);
if (!existsSync(report)) fail('The tests ended without a report.');

const { numPassedTests, numFailedTests, numPendingTests, success } = JSON.parse(
  readFileSync(report, 'utf8'),
);
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
// A file that failed to load has no failed test of its own.
const failed = numFailedTests === 0 && !(success && status === 0) ? 1 : numFailedTests;
console.log(`\n${numPassedTests} passed, ${failed} failed${skipped}`);
process.exit(failed === 0 ? 0 : 1);
