/** Writes dist/: the sources as JavaScript, and their types. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const compiler = dirname(fileURLToPath(import.meta.resolve('typescript/package.json')));
rmSync(join(folder, 'dist'), { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [join(compiler, 'bin/tsc'), '-p', 'tsconfig.build.json'],
  // What is written to stdout is the caller's.
  { cwd: folder, stdio: ['ignore', 2, 2] },
);
process.exit(status ?? 1);
