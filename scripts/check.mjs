/** `npm run check`: every check that is not a test; runs all of them, fails if one did. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, findNode, requireNpmNode, ROOT } from './bootstrap.mjs';

requireNpmNode();
ensureInstalled();
const nodePath = findNode();
const bin = (path) => join(ROOT, 'node_modules', path);

const CHECKS = [
  { name: 'format', args: [bin('oxfmt/bin/oxfmt'), '--check'] },
  { name: 'lint', args: [bin('oxlint/bin/oxlint'), '--quiet'] },
  { name: 'types: server', args: [bin('typescript/bin/tsc'), '-p', '.'] },
  { name: 'types: tracker', args: [bin('typescript/bin/tsc'), '-p', 'packages/tracker'] },
  { name: 'types: client', args: [bin('typescript/bin/tsc'), '-p', 'packages/client'] },
  { name: 'types: dashboard', args: [bin('typescript/bin/tsc'), '-p', 'packages/dashboard'] },
  { name: 'imports', args: ['scripts/check-imports.mjs'] },
  { name: 'dead code', args: [bin('knip/bin/knip.js'), '--no-progress'] },
];

const failed = CHECKS.filter(({ name, args }) => {
  const { status, stdout, stderr } = spawnSync(nodePath, args, { cwd: ROOT, encoding: 'utf8' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
