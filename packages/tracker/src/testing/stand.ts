/**
 * A stand for the tracker: a site that carries the script, and a collector that keeps what it is
 * sent, on origins of their own that are not localhost.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundle, SCRIPTS } from '../../build.mjs';

/** The body of a request to the collector, and what else it said. */
export interface Received {
  body: Record<string, unknown>;
  headers: IncomingMessage['headers'];
}

export interface SitePage {
  /** Default: the documented snippet. */
  head?: string;
  body?: string;
  headers?: Record<string, string>;
  status?: number;
  /** Called for each request; the answer waits for it. */
  until?: () => Promise<void> | void;
}

export interface Stand {
  /** `http://site.test:PORT` */
  site: string;
  /** `http://collector.test:PORT` */
  collector: string;
  /** In the order of their arrival. */
  received: Received[];
  /** Requests that asked for permission first. */
  preflights: number;
  /** Paths of the pages the site was asked for. */
  loads: string[];
  /** How the collector answers; `hang` takes the request and never answers. */
  answer: number | 'hang';
  /** Pages of the site by path; all others are a plain page with the snippet. */
  pages: Record<string, SitePage>;
  /** The documented script tag, with further attributes if given. */
  snippet(attributes?: string): string;
  /** Resolves with the bodies of all events so far, once there are at least so many. */
  events(count: number): Promise<Received['body'][]>;
  /** Forgets what was received and how to answer. */
  reset(): void;
  close(): Promise<void>;
}

const PAGE_HEIGHT_PIXELS = 2_000;

/** Starts both servers on free ports. */
export async function openStand(): Promise<Stand> {
  const scripts = await bundleAll();
  let waiters: Array<() => void> = [];
  const collector = createServer((request, response) => void collect(request, response));
  const site = createServer((request, response) => void servePage(stand, request, response));
  const ports = await Promise.all([listen(collector), listen(site)]);
  const stand: Stand = {
    site: `http://site.test:${ports[1]}`,
    collector: `http://collector.test:${ports[0]}`,
    received: [],
    preflights: 0,
    loads: [],
    answer: 202,
    pages: {},
    snippet: (attributes = '') =>
      `<script defer data-domain="site.test" ${attributes} src="${stand.collector}/js/purestat.js"></script>`,
    events: async (count) => {
      while (stand.received.length < count) {
        await new Promise<void>((resolve) => waiters.push(resolve));
      }
      return stand.received.map(({ body }) => body);
    },
    reset: () =>
      Object.assign(stand, { received: [], preflights: 0, loads: [], answer: 202, pages: {} }),
    close: async () => {
      await Promise.all([collector, site].map(shut));
    },
  };

  async function collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const script = scripts[request.url!];
    if (script !== undefined) {
      const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
      response.writeHead(200, headers).end(script);
    } else if (request.method === 'OPTIONS') {
      stand.preflights += 1;
      response.writeHead(204, { 'access-control-allow-origin': '*' }).end();
    } else {
      await keep(request);
      if (stand.answer === 'hang') return;
      // The cookie is bait: nobody may take it.
      const headers = { 'access-control-allow-origin': '*', 'set-cookie': 'bait=1' };
      response.writeHead(stand.answer, headers).end('{"ok":true}');
    }
  }

  async function keep(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Received['body'];
    stand.received.push({ body, headers: request.headers });
    for (const wake of waiters.splice(0)) wake();
  }

  return stand;
}

/** Every script by its path, as the server has them. */
async function bundleAll(): Promise<Record<string, string>> {
  const names = Object.keys(SCRIPTS);
  const texts = await Promise.all(names.map(bundle));
  return Object.fromEntries(names.map((name, index) => [`/js/${name}`, texts[index]!]));
}

async function servePage(
  stand: Stand,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url!.split('?')[0]!;
  stand.loads.push(path);
  const page = stand.pages[path] ?? {};
  await page.until?.();
  const body = page.body ?? `<div style="height:${PAGE_HEIGHT_PIXELS}px">${path}</div>`;
  response
    .writeHead(page.status ?? 200, { 'content-type': 'text/html', ...page.headers })
    .end(
      `<!doctype html><title>${path}</title><link rel="icon" href="data:,">` +
        `${page.head ?? stand.snippet()}<body style="margin:0">${body}`,
    );
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
