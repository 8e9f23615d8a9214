/** The product as a process of its own, and a client that speaks to it as a program would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = join(ROOT, 'packages/server/src/main.ts');

export interface Product {
  readonly url: string;
  readonly dataDir: string;
  /** Everything it has printed so far, over all its starts. */
  output(): string;
  /** Ends it as the signal says and waits until it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  dispose(): Promise<void>;
}

export interface ProductOptions {
  env?: Record<string, string>;
  /** `npm`: as a user starts it, with all that this builds; otherwise straight from the sources. */
  by?: 'npm' | 'source';
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts the product in an empty folder; resolves when it is ready. */
export async function startProduct({
  env = {},
  by = 'source',
}: ProductOptions = {}): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'purestat-data-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let output = '';
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const [command, args] =
      by === 'npm' ? ['npm', ['start', '--silent']] : [process.execPath, [MAIN]];
    const spawned = spawn(command as string, args as string[], {
      cwd: ROOT,
      // A group of its own, so that what npm starts in turn ends with it.
      detached: true,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        // The test runner has a variable of this name for its own purposes.
        BASE_URL: '',
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        RATE_LIMIT_EVENTS: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = spawned;
    await new Promise<void>((resolve, reject) => {
      const onText = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes('Purestat is ready')) resolve();
      };
      output += '\n';
      spawned.stdout!.on('data', onText);
      spawned.stderr!.on('data', onText);
      spawned.once('exit', (code) =>
        reject(new Error(`the product ended with ${code}:\n${output}`)),
      );
    });
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    process.kill(-child.pid!, signal);
    await gone;
    output = output.replaceAll('Purestat is ready', 'Purestat was ready');
  }

  await start();
  return {
    url,
    dataDir,
    output: () => output,
    end,
    start,
    async dispose() {
      await end('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A signed-in owner with an organization and a site. */
export interface Owner {
  orgId: string;
  siteId: string;
  /** Sends a request with the session; answers the decoded body. @throws Error for anything but 2xx */
  request<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Registers an account, makes an organization and a site, all by the API. */
export async function makeOwner(
  url: string,
  domain: string,
  headers: Record<string, string> = {},
): Promise<Owner> {
  let cookie = '';
  async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: url, cookie, ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (set.length > 0) cookie = set.join('; ');
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  await request('POST', '/api/auth/register', {
    email: 'owner@example.com',
    name: 'Olga',
    password: 'correct horse battery',
  });
  const { org } = await request<{ org: { id: string } }>('POST', '/api/org', { name: 'Acme' });
  const { site } = await request<{ site: { id: string } }>('POST', `/api/org/${org.id}/site`, {
    domain,
    timezone: 'UTC',
  });
  return { orgId: org.id, siteId: site.id, request };
}
