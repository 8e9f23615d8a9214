/**
 * `npm run dev`: server, dashboard and tracker from their sources, each taking over changes at
 * once, over a seeded site in a temporary folder. Needs no network once installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, watch } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ensureBuilt,
  ensureInstalled,
  fail,
  findNode,
  requireNpmNode,
  ROOT,
} from './bootstrap.mjs';

const HELP = `Runs server, dashboard and tracker from their sources; changes show at once.

npm run dev -- [options]

  --data DIR       data folder, made and seeded if it is empty (a temporary one, removed at the end;
                   KEEP_DATA=1 keeps it)
  --profile NAME, --days N, --visitors N, --seed TEXT, --domain HOST
                   what to seed, as in npm run seed
  --stripe         with billing on, and a local stand-in for Stripe
  --port N         of the dashboard (5173, or the next one that is free)`;

const SEED_OPTIONS = ['profile', 'days', 'visitors', 'seed', 'domain'];
/** Everything listens on this machine alone, so the password may be known to all. */
const LOGIN = { email: 'dev@example.com', password: 'purestat-dev' };
const FIRST_PORT = 5173;
const LAST_PORT = 5273;
/** How long parts may take to end before they are made to. */
const GRACE_MS = 8_000;
const READY_POLL_MS = 100;
/** One saved file tells of itself several times. */
const SETTLE_MS = 100;

const options = readOptions();
requireNpmNode();
ensureInstalled();
const nodePath = findNode();
ensureBuilt(nodePath, ['server']);
const isTemporary = options.data === undefined;
const dataDir = resolve(options.data ?? mkdtempSync(join(tmpdir(), 'purestat-dev-')));
/** @type {Map<string, import('node:child_process').ChildProcess>} */
const children = new Map();
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
await main();

async function main() {
  const isEmpty = !existsSync(join(dataDir, 'purestat.sqlite'));
  if (isEmpty) seed();
  const port = options.port === undefined ? await firstFreePort() : Number(options.port);
  const url = `http://localhost:${port}`;
  const backendPort = await freePort(0);
  buildTracker();
  onChange('packages/tracker/src', buildTracker);
  const env = serverEnv(backendPort, url, options.stripe ? await startStripe(backendPort) : {});
  startServer(env);
  onChange('packages/server/src', () => void renewServer(env));
  startDashboard(port, backendPort);
  if (!(await bothReady(backendPort, port))) return;
  console.log(`\n  Dashboard  ${url}`);
  console.log(`  Server     http://127.0.0.1:${backendPort}`);
  console.log(`  Data       ${dataDir}`);
  if (isEmpty) console.log(`  Sign in    ${LOGIN.email} / ${LOGIN.password}`);
  console.log('  Ctrl-C ends everything.\n');
}

function readOptions() {
  const strings = Object.fromEntries(
    ['data', 'port', ...SEED_OPTIONS].map((name) => [name, { type: 'string' }]),
  );
  try {
    const { values } = parseArgs({
      options: { ...strings, stripe: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    if (values.port !== undefined && !/^[1-9]\d{0,4}$/.test(values.port))
      fail(`--port: found "${values.port}"; allowed is a number from 1 to 65535.`);
    return values;
  } catch (error) {
    return fail(`${error.message.split(/[.\n]/)[0]}. npm run dev -- --help names the options.`);
  }
}

function seed() {
  const chosen = SEED_OPTIONS.flatMap((name) =>
    options[name] === undefined ? [] : [`--${name}`, options[name]],
  );
  const { status } = spawnSync(
    nodePath,
    [
      join(ROOT, 'packages/server/src/seed/main.ts'),
      '--data',
      dataDir,
      '--email',
      LOGIN.email,
      '--password',
      LOGIN.password,
      ...chosen,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status === 0) return;
  removeTemporary();
  process.exit(status ?? 1);
}

function buildTracker() {
  if (isStopping) return;
  const build = spawn(nodePath, [join(ROOT, 'packages/tracker/build.mjs')], {
    cwd: join(ROOT, 'packages/tracker'),
    stdio: 'inherit',
  });
  build.on('exit', (code) => {
    if (code !== 0 && !isStopping) console.error('The tracker could not be built.');
  });
}

function onChange(folder, act) {
  let timer;
  watch(join(ROOT, folder), { recursive: true }, (_, name) => {
    if (name?.includes('.test.')) return;
    clearTimeout(timer);
    timer = setTimeout(act, SETTLE_MS);
  });
}

/** @returns what turns billing on; the values are the stand-in's own, see testing/stripe-env.ts */
async function startStripe(backendPort) {
  const port = await freePort(0);
  const entry = join(ROOT, 'packages/server/src/testing/stripe/main.ts');
  const webhook = `http://127.0.0.1:${backendPort}/api/stripe/webhook`;
  start('stripe', [entry, String(port), webhook], { cwd: ROOT, env: process.env });
  return {
    STRIPE_SECRET_KEY: 'sk_test_0123456789',
    STRIPE_WEBHOOK_SECRET: 'whsec_0123456789',
    STRIPE_PRICE_PRO: 'price_pro',
    STRIPE_PRICE_BUSINESS: 'price_business',
    STRIPE_API_BASE: `http://127.0.0.1:${port}`,
  };
}

function serverEnv(port, baseUrl, billing) {
  return {
    LOG_LEVEL: 'warn',
    RATE_LIMIT_AUTH: '0',
    ...process.env,
    ...billing,
    PORT: String(port),
    HOST: '127.0.0.1',
    BASE_URL: baseUrl,
    DATA_DIR: dataDir,
  };
}

/** As it is built, its threads with it. One that has ended waits for the next change. */
function startServer(env) {
  const child = spawn(nodePath, [join(ROOT, 'packages/server/dist/main.js')], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.set('server', child);
  child.on('exit', (code) => {
    if (children.get('server') !== child) return;
    children.delete('server');
    if (code !== 0 && !isStopping) console.error('The server has ended; a change starts it again.');
  });
}

let renewing = Promise.resolve();

/** Builds what has changed and starts the server again; what cannot be built leaves it as it is. */
function renewServer(env) {
  renewing = renewing.then(async () => {
    if (isStopping || !(await buildServer())) return;
    const child = children.get('server');
    children.delete('server');
    if (child !== undefined) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    }
    if (!isStopping) startServer(env);
  });
  return renewing;
}

/** @returns whether it could be built */
function buildServer() {
  const build = spawn(nodePath, [join(ROOT, 'scripts/build.mjs'), 'server'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((done) => build.on('exit', (code) => done(code === 0)));
}

function startDashboard(port, backendPort) {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const listen = ['--host', '127.0.0.1', '--port', String(port), '--strictPort'];
  start('dashboard', [vite, ...listen, '--logLevel', 'warn', '--clearScreen', 'false'], {
    cwd: join(ROOT, 'packages/dashboard'),
    env: { ...process.env, PURESTAT_BACKEND: `http://127.0.0.1:${backendPort}` },
  });
}

function start(name, args, { cwd, env }) {
  const child = spawn(nodePath, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
  children.set(name, child);
  child.on('exit', () => {
    children.delete(name);
    if (isStopping) return;
    console.error(`The ${name} has ended; ending the rest.`);
    void stop(1);
  });
}

/** Ends every part, then takes the temporary folder away. */
async function stop(code) {
  if (isStopping) return;
  isStopping = true;
  const ends = [...children.values()].map(
    (child) => new Promise((ended) => child.once('exit', ended)),
  );
  for (const child of children.values()) child.kill('SIGTERM');
  const impatience = setTimeout(() => {
    for (const child of children.values()) child.kill('SIGKILL');
  }, GRACE_MS);
  await Promise.all(ends);
  clearTimeout(impatience);
  removeTemporary();
  process.exit(code);
}

function removeTemporary() {
  if (!isTemporary) return;
  if (process.env['KEEP_DATA'] === '1') console.log(`The data stays in ${dataDir}`);
  else rmSync(dataDir, { recursive: true, force: true });
}

/** @returns the port, 0 for any, once it is known to be free; null when it is not */
function freePort(port) {
  return new Promise((found) => {
    const probe = createServer();
    probe.once('error', () => found(null));
    probe.listen(port, '127.0.0.1', () => {
      const free = probe.address().port;
      probe.close(() => found(free));
    });
  });
}

async function firstFreePort() {
  for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
    if ((await freePort(port)) !== null) return port;
  }
  return fail(`No port from ${FIRST_PORT} to ${LAST_PORT} is free; name one with --port.`);
}

/** @returns false when the parts are being ended instead */
async function bothReady(backendPort, port) {
  const backend = `http://127.0.0.1:${backendPort}/api/ready`;
  await Promise.all([backend, `http://127.0.0.1:${port}/`].map(answered));
  return !isStopping;
}

/** Resolves when the address answers, or when the parts are being ended. */
async function answered(address) {
  for (;;) {
    const isThere = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere || isStopping) return;
    await new Promise((later) => setTimeout(later, READY_POLL_MS));
  }
}
