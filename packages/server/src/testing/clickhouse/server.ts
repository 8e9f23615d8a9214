/**
 * A server that speaks ClickHouse's HTTP protocol, as far as its client uses it, over the real
 * engine. A process of its own: `server.ts PACKAGE_FOLDER DATA_FOLDER`; tells its port to its parent
 * and ends with it.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Engine, type EngineRequest } from './engine.ts';

const [packageFolder, dataFolder] = process.argv.slice(2);
const engine = new Engine(packageFolder!, dataFolder!);

/** Query parameters that are the protocol's own and no settings of the engine. */
const PROTOCOL = new Set(['query', 'query_id', 'database', 'default_format', 'session_id', 'role']);
/** Settings that a server obeys in how it answers, unknown to the engine or of no use to it. */
const OF_THE_SERVER = new Set([
  'enable_http_compression',
  'http_zlib_compression_level',
  'wait_end_of_query',
  'cancel_http_readonly_queries_on_client_close',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
]);
/** Statuses that a server gives to an error's code; every other one is a 500. */
const STATUS: Record<number, number> = {
  36: 400, // BAD_ARGUMENTS
  47: 404, // UNKNOWN_IDENTIFIER
  60: 404, // UNKNOWN_TABLE
  62: 400, // SYNTAX_ERROR
  81: 404, // UNKNOWN_DATABASE
  115: 404, // UNKNOWN_SETTING
  159: 408, // TIMEOUT_EXCEEDED
  164: 403, // READONLY
  456: 400, // UNKNOWN_QUERY_PARAMETER
  457: 400, // BAD_QUERY_PARAMETER
};

const server = createServer((request, response) => void answer(request, response));
// A test that computes for long does not see that a connection was closed meanwhile, and asks over it.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () =>
  process.send!({ port: (server.address() as AddressInfo).port }),
);
process.on('disconnect', () => process.exit(0));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, 'http://localhost');
  if (url.pathname === '/ping') {
    response.end('Ok.\n');
    return;
  }
  const id = url.searchParams.get('query_id') ?? randomUUID();
  try {
    const read = toEngineRequest(url.searchParams, request, await bodyOf(request));
    const isReadonly = (read.settings.get('readonly') ?? '0') !== '0';
    const isCancelled =
      isReadonly && url.searchParams.get('cancel_http_readonly_queries_on_client_close') === '1';
    let isDone = false;
    response.on('close', () => {
      if (isCancelled && !isDone) void engine.kill(id);
    });
    const bytes = await engine.run(id, read).finally(() => (isDone = true));
    const wantsGzip =
      url.searchParams.get('enable_http_compression') === '1' &&
      String(request.headers['accept-encoding']).includes('gzip');
    response.setHeader('X-ClickHouse-Query-Id', id);
    response.setHeader('X-ClickHouse-Format', read.format);
    response.setHeader('X-ClickHouse-Summary', '{}');
    if (wantsGzip) response.setHeader('Content-Encoding', 'gzip');
    response.end(wantsGzip ? gzipSync(bytes) : bytes);
  } catch (error) {
    const message = (error as Error).message;
    const code = Number(/^Code: (\d+)/.exec(message)?.[1] ?? 1002);
    response.statusCode = STATUS[code] ?? 500;
    response.setHeader('X-ClickHouse-Exception-Code', String(code));
    response.end(`${message} (version 0 (test server))\n`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

function toEngineRequest(
  search: URLSearchParams,
  request: IncomingMessage,
  body: Buffer,
): EngineRequest {
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(
    request.headers['content-type'] ?? '',
  )?.[1];
  const fields = new Map(search);
  for (const [name, value] of boundary === undefined ? [] : partsOf(body, boundary))
    fields.set(name, value);
  const inUrl = fields.get('query');
  const text = inUrl ?? body.toString();
  const named = (prefix: string) =>
    [...fields].filter(([name]) => name.startsWith('param_') === (prefix === 'param_'));
  return {
    text,
    rows: inUrl !== undefined && boundary === undefined ? body : null,
    database: fields.get('database') ?? 'default',
    params: new Map(named('param_').map(([name, value]) => [name.slice('param_'.length), value])),
    settings: new Map(
      named('').filter(([name]) => !PROTOCOL.has(name) && !OF_THE_SERVER.has(name)),
    ),
    format: fields.get('default_format') ?? 'TabSeparated',
  };
}

/** The fields of a form, as the client writes them. */
function partsOf(body: Buffer, boundary: string): Array<[string, string]> {
  const parts = body.toString().split(`--${boundary}`);
  return parts.slice(1, -1).map((part) => {
    const end = part.indexOf('\r\n\r\n');
    const name = /name="([^"]+)"/.exec(part.slice(0, end))![1]!;
    return [name, part.slice(end + 4, -2)];
  });
}
