/** `npm run bench`: installs and builds what is missing, then measures. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, findNode, requireNpmNode, ROOT } from './bootstrap.mjs';

requireNpmNode();
ensureInstalled();
const nodePath = findNode();
ensureBuilt(nodePath);

const bench = spawn(
  nodePath,
  [join(ROOT, 'packages/server/bench/main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => bench.kill(signal));
bench.on('exit', (code) => process.exit(code ?? 1));
