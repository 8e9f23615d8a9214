#!/usr/bin/env node
/** `npx purestat`: installs and builds what is missing or stale, then runs the command. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  ensureBuilt,
  ensureInstalled,
  findNode,
  requireNpmNode,
  ROOT,
} from '../../../scripts/bootstrap.mjs';

requireNpmNode();
ensureInstalled();
const nodePath = findNode();
const words = process.argv.slice(2);
// Only the server needs what browsers load.
ensureBuilt(nodePath, words[0] === 'serve' ? undefined : ['server']);

const main = join(ROOT, 'packages/server/dist/main.js');
const args = ['--enable-source-maps', main, ...(words.length === 0 ? ['--help'] : words)];
const command = spawn(nodePath, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => command.kill(signal));
command.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 2)));
