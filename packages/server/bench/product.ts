/** The built product as a process of its own, and what a signed-in person does with it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { sleep } from './measure.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = join(ROOT, 'packages/server/dist/main.js');
const READY_WITHIN_MS = 30_000;

/** A process that listens, and how to end it. */
export interface Listening {
  readonly pid: number;
  readonly port: number;
  /** Resolves when it is gone. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();

/** Ends what is still running and removes every folder; for the end, good or bad. */
export async function cleanUp(): Promise<void> {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...running].map((child) => once(child, 'exit')));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Makes a folder that `cleanUp` removes. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'purestat-bench-'));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Starts a script of Node on a free port and waits until `path` answers 200. */
export async function startNode(
  script: string,
  env: Record<string, string>,
  path: string,
): Promise<Listening> {
  const port = await freePort();
  const child = spawn(process.execPath, [script], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));
  await answers(`http://127.0.0.1:${port}${path}`, child);
  return {
    pid: child.pid!,
    port,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
  };
}

/** @throws Error when the process ends first, or takes too long */
export async function answers(url: string, child: ChildProcess): Promise<void> {
  for (
    const until = performance.now() + READY_WITHIN_MS;
    performance.now() < until;
    await sleep(5)
  ) {
    if (child.exitCode !== null)
      throw new Error(`It ended with ${child.exitCode} before ${url} answered`);
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
  }
  throw new Error(`${url} did not answer within ${READY_WITHIN_MS} ms`);
}

/** Starts the built server on the folder, limits off; resolves when it is ready. */
export function startProduct(dataDir: string): Promise<Listening> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing; npm run bench builds it`);
  const env = {
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_EVENTS: '0',
    RATE_LIMIT_STATS: '0',
    RATE_LIMIT_API: '0',
    RATE_LIMIT_AUTH: '0',
  };
  return startNode(MAIN, env, '/api/ready');
}

/** Somebody signed in, and his site. */
export interface Session {
  orgId: string;
  siteId: string;
  cookie: string;
}

export const DOMAIN = 'bench.example';
export const TIMEZONE = 'Europe/Berlin';

interface Answer {
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** On a connection of its own: a kept one may be closed by the server just when it is used again. */
async function post(port: number, path: string, body: unknown, cookie = ''): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    origin: `http://127.0.0.1:${port}`,
    ...(cookie !== '' && { cookie }),
  };
  const options = { host: '127.0.0.1', port, path, method: 'POST', headers, agent: false };
  const sent = request(options).end(JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode! >= 300) throw new Error(`${path}: ${response.statusCode} ${answer}`);
  return { headers: response.headers, body: JSON.parse(answer) };
}

const ACCOUNT = { email: 'bench@example.com', name: 'Bench', password: 'bench-password' };
const cookieOf = ({ headers }: Answer) =>
  (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');

/** Registers somebody and makes his site. */
export async function createSite(port: number): Promise<Session> {
  const registered = await post(port, '/api/auth/register', ACCOUNT);
  const cookie = cookieOf(registered);
  const { org } = (await post(port, '/api/org', { name: 'Bench' }, cookie)).body as {
    org: { id: string };
  };
  return addSite(port, { orgId: org.id, siteId: '', cookie }, DOMAIN);
}

/** Makes another site in the same organization. */
export async function addSite(port: number, session: Session, domain: string): Promise<Session> {
  const path = `/api/org/${session.orgId}/site`;
  const created = await post(port, path, { domain, timezone: TIMEZONE }, session.cookie);
  const { site } = created.body as { site: { id: string } };
  return { ...session, siteId: site.id };
}

/** Signs in to a folder of an earlier run. @returns a session for each site, in the order they were made */
export async function signIn(port: number): Promise<Session[]> {
  const { email, password } = ACCOUNT;
  const cookie = cookieOf(await post(port, '/api/auth/login', { email, password }));
  const get = async (path: string) =>
    (await (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie } })).json()) as {
      orgs: Array<{ id: string }>;
      sites: Array<{ id: string; created_at: string }>;
    };
  const orgId = (await get('/api/org')).orgs[0]!.id;
  const { sites } = await get(`/api/org/${orgId}/site`);
  return sites
    .toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1))
    .map((site) => ({ orgId, siteId: site.id, cookie }));
}

/** Posts to a route of the site, such as `goal`. */
export async function postToSite<Result>(
  port: number,
  { orgId, siteId, cookie }: Session,
  route: string,
  body: unknown,
): Promise<Result> {
  return (await post(port, `/api/org/${orgId}/site/${siteId}/${route}`, body, cookie))
    .body as Result;
}

/** Asks the site's figures, `stats` or `stats/batch`. */
export function askStats<Result>(
  port: number,
  session: Session,
  kind: 'stats' | 'stats/batch',
  body: unknown,
): Promise<Result> {
  return postToSite(port, session, kind, body);
}
