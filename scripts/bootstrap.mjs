/**
 * What has to be there before anything of ours can run: the dependencies, a Node 24, the builds.
 * Plain JavaScript without dependencies, for any Node >= 20.19. What it tells goes to stderr: stdout
 * belongs to what is run afterwards.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, '.cache');
const NEEDED_NODE_MAJOR = 24;
const OLDEST_NODE = [20, 19];
/** A child's stdout becomes our stderr. */
const ON_STDERR = ['inherit', 2, 'inherit'];

/** Prints one line and ends the process. */
export function fail(line) {
  console.error(line);
  process.exit(1);
}

export function requireNpmNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  fail(`Purestat needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

/** Installs the dependencies when the lock file or the platform differs from what is there. */
export function ensureInstalled() {
  const stampFile = join(ROOT, 'node_modules', '.purestat-install');
  const stamp = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.error('Installing dependencies (once, and again when they change) …');
  // The build needs development dependencies also where NODE_ENV says production.
  const done = npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (!done) fail('`npm ci` failed; its own lines above say why.');
  writeFileSync(stampFile, stamp);
}

export function npm(args, options = {}) {
  const isWindows = process.platform === 'win32';
  const { status } = spawnSync(isWindows ? 'npm.cmd' : 'npm', args, {
    cwd: ROOT,
    stdio: ON_STDERR,
    shell: isWindows,
    ...options,
  });
  return status === 0;
}

/**
 * @returns the path of a Node 24 or newer: this one, the one the dev dependency `node` brought,
 * or (where npm runs no install scripts) its platform package, fetched into the cache.
 */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE_MAJOR) return process.execPath;
  const { node: version } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ).devDependencies;
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const platformPackage = `node-${os}-${process.arch}`;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const cached = join(CACHE, `node-${version}`);
  const candidates = [
    join(ROOT, 'node_modules', 'node', 'bin', binary),
    join(ROOT, 'node_modules', platformPackage, 'bin', binary),
    join(cached, 'node_modules', platformPackage, 'bin', binary),
  ];
  const found = candidates.find((path) => existsSync(path) && runs(path));
  if (found !== undefined) return found;
  console.error(`Fetching Node ${version} …`);
  mkdirSync(cached, { recursive: true });
  npm([
    'install',
    '--no-save',
    '--no-package-lock',
    '--prefix',
    cached,
    `${platformPackage}@${version}`,
  ]);
  const fetched = candidates.at(-1);
  if (!runs(fetched))
    fail(
      `Purestat runs on Node ${NEEDED_NODE_MAJOR} or newer, and none could be had here: install it, then try again.`,
    );
  return fetched;
}

function runs(path) {
  try {
    return (
      Number(/^v(\d+)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))?.[1]) >=
      NEEDED_NODE_MAJOR
    );
  } catch {
    return false;
  }
}

/** What goes into each build; a change in any of it makes the build stale. */
const BUILDS = [
  { name: 'tracker', sources: ['packages/tracker'], output: 'packages/tracker/dist' },
  {
    name: 'dashboard',
    sources: ['packages/dashboard', 'packages/vocabulary'],
    output: 'packages/dashboard/dist',
  },
  {
    name: 'server',
    sources: ['packages/server', 'packages/vocabulary'],
    output: 'packages/server/dist',
  },
];

/**
 * Builds what is missing or older than its sources.
 * @param only names of the builds that are needed; all of them unless told
 */
export function ensureBuilt(nodePath, only = BUILDS.map(({ name }) => name)) {
  for (const { name, sources, output } of BUILDS.filter((build) => only.includes(build.name))) {
    const stampFile = join(ROOT, output, '.built-from');
    const stamp = fingerprint([...sources, 'package-lock.json', 'scripts/build.mjs']);
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) continue;
    console.error(`Building the ${name} …`);
    const { status } = spawnSync(nodePath, [join(ROOT, 'scripts', 'build.mjs'), name], {
      cwd: ROOT,
      stdio: ON_STDERR,
    });
    if (status !== 0) fail(`The ${name} could not be built; the lines above say why.`);
    writeFileSync(stampFile, stamp);
  }
}

const NOT_SOURCES = new Set(['node_modules', 'dist', 'test', 'bench']);

/** Names, sizes and times: reading every file would cost more than the start may take. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      if (!/\.test\.tsx?$/.test(path))
        hash.update(`${relative(ROOT, path)}\0${stat.size}\0${stat.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(path).sort()) {
      if (!NOT_SOURCES.has(name) && !name.startsWith('.')) visit(join(path, name));
    }
  };
  for (const path of paths) visit(join(ROOT, path));
  return hash.digest('hex');
}
