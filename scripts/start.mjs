/** `npm start`: installs and builds what is missing or stale, then runs the server. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, findNode, requireNpmNode, ROOT } from './bootstrap.mjs';

requireNpmNode();
ensureInstalled();
const nodePath = findNode();
ensureBuilt(nodePath);

const main = join(ROOT, 'packages/server/dist/main.js');
const server = spawn(nodePath, ['--enable-source-maps', main, 'serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
