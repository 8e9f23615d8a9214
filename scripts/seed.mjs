/** `npm run seed`: installs and builds what is missing, then fills a site with made-up traffic. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvFile } from 'node:process';
import { ensureBuilt, ensureInstalled, findNode, requireNpmNode, ROOT } from './bootstrap.mjs';

requireNpmNode();
ensureInstalled();
const nodePath = findNode();
ensureBuilt(nodePath, ['server']);
// The folder the server would use, unless an argument names another.
if (existsSync('.env')) loadEnvFile('.env');
const folder = process.env['DATA_DIR'] ? ['--data', process.env['DATA_DIR']] : [];
const { status } = spawnSync(
  nodePath,
  [join(ROOT, 'packages/server/src/seed/main.ts'), ...folder, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
