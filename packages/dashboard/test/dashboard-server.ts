/**
 * The built dashboard behind a small server: files as the real one serves them, with its strict
 * content security policy, and an API that lives in memory.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { ApiAnswer, FakeApi } from './fake-api.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface DashboardServer {
  url: string;
  /** Of live figures that are open now. */
  streams: Set<ServerResponse>;
  /** True: those that are asked for now are answered with 503. */
  refusesStreams: boolean;
  close(): Promise<void>;
}

/** Builds the dashboard into a folder of its own; give it to `serveDashboard`, then remove it. */
export async function buildDashboard(): Promise<{ folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'purestat-dashboard-'));
  await build({
    configFile: join(PACKAGE, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function serveDashboard(folder: string, api: FakeApi): Promise<DashboardServer> {
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/realtime/stream')) {
      if (!running.refusesStreams) keepOpen(response, streams);
      else response.writeHead(503).end();
    } else void answer(folder, api, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const running: DashboardServer = {
    url: `http://localhost:${address.port}`,
    streams,
    refusesStreams: false,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return running;
}

/** A stream that says nothing until a test writes to it. */
function keepOpen(response: ServerResponse, streams: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

function sendFile(response: ServerResponse, { name, text, isCut }: NonNullable<ApiAnswer['file']>) {
  response.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  });
  if (!isCut) response.end(text);
  else response.write(text, () => response.destroy());
}

async function answer(
  folder: string,
  api: FakeApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname.startsWith('/api/')) {
    const text = (await request.setEncoding('utf8').toArray()).join('');
    const { status, body, lines, file } = api.handle({
      method: request.method ?? 'GET',
      path: pathname.slice('/api'.length),
      query,
      body: text === '' ? undefined : JSON.parse(text),
      takesLines: request.headers.accept?.includes('application/x-ndjson') ?? false,
    });
    if (file !== undefined) return sendFile(response, file);
    if (lines !== undefined) {
      response.writeHead(status, { 'content-type': 'application/x-ndjson' });
      for await (const line of lines) response.write(`${JSON.stringify(line)}\n`);
      response.end();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
    return;
  }
  const path = normalize(join(folder, pathname));
  const isFile = path.startsWith(folder) && statSync(path, { throwIfNoEntry: false })?.isFile();
  const file = isFile ? path : join(folder, 'index.html');
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
  });
  response.end(readFileSync(file));
}
