/** Builds one part (`tracker`, `dashboard`, `server`) or, without an argument, all of them. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './bootstrap.mjs';

const BUILDERS = {
  tracker: () => run(process.execPath, ['build.mjs'], 'packages/tracker'),
  dashboard: () =>
    run(
      process.execPath,
      [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      'packages/dashboard',
    ),
  server: buildServer,
};

function run(command, args, folder) {
  const { status } = spawnSync(command, args, { cwd: join(ROOT, folder), stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * One file for each thread, so that a start reads few files. Native code and data files stay in
 * their packages.
 */
async function buildServer() {
  const outdir = join(ROOT, 'packages/server/dist');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: join(ROOT, 'packages/server'),
    entryPoints: {
      main: 'src/main.ts',
      'store-worker': 'src/stores/duckdb/worker.ts',
      'line-thread': 'src/areas/export/line-thread.ts',
    },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    // What is CommonJS and is left out would be read with WebAssembly: in threads only what `require`
    // fetches may be, see packages/server/src/thread-url.ts.
    external: ['@duckdb/node-bindings', '@ip-location-db/*', 'pino'],
    // Bundled CommonJS packages call require() for node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

const [only] = process.argv.slice(2);
for (const [name, builder] of Object.entries(BUILDERS)) {
  if (only === undefined || only === name) await builder();
}
