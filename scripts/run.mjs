/** Runs a script with the Node that the project needs: `node scripts/run.mjs FILE [ARGUMENT …]`. */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, findNode, requireNpmNode, ROOT } from './bootstrap.mjs';

requireNpmNode();
ensureInstalled();
const { status } = spawnSync(findNode(), process.argv.slice(2), { cwd: ROOT, stdio: 'inherit' });
process.exit(status ?? 1);
