/**
 * Writes what is made of the product's own tables: pages of docs/reference, the description of the
 * API, and the client's types from it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLinePage } from '../packages/server/src/cli/reference.ts';
import { metricsPage } from '../packages/server/src/query/reference.ts';
import { openTestApp } from '../packages/server/src/testing/http-app.ts';
import { breakingChanges, undeclared } from './api-changes.mjs';
import { fail, ROOT } from './bootstrap.mjs';
import { clientTypes } from './client-types.mjs';

const app = await openTestApp();
const description = await (await app.app.request('/api/openapi.json')).json();
await app.close();

const agreedFile = join(ROOT, 'docs/reference/openapi.json');
const agreed = existsSync(agreedFile) ? JSON.parse(readFileSync(agreedFile, 'utf8')) : description;
const declared = readFileSync(join(ROOT, 'docs/reference/api-changes.md'), 'utf8');
const breaking = undeclared(breakingChanges(agreed, description), declared);
if (breaking.length > 0)
  fail(
    `This breaks programs; take it back, or write it into docs/reference/api-changes.md:\n${breaking.join('\n')}`,
  );

const FILES = {
  'docs/reference/metrics.md': metricsPage(),
  'docs/reference/command-line.md': commandLinePage(),
  'docs/reference/openapi.json': `${JSON.stringify(description, null, 2)}\n`,
  'packages/client/src/operations.ts': clientTypes(description),
};
for (const [path, text] of Object.entries(FILES)) writeFileSync(join(ROOT, path), text);
const formatter = join(ROOT, 'node_modules/oxfmt/bin/oxfmt');
const { status } = spawnSync(process.execPath, [formatter, ...Object.keys(FILES)], { cwd: ROOT });
process.exit(status ?? 1);
