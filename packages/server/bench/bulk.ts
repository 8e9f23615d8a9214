/** Many events in one request: how many a second, how long one request takes, and what others notice. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { cpuMsOf } from './machine.ts';
import {
  formatCount,
  formatMs,
  median,
  quantile,
  sleep,
  type Figure,
  type Measurement,
  type Scale,
} from './measure.ts';
import {
  createSite,
  removeFolder,
  startProduct,
  temporaryFolder,
  type Listening,
  type Session,
} from './product.ts';

const ROWS = 10_000;
const HOUR_MS = 3_600_000;
const BROWSERS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
];

interface Shape {
  name: string;
  /** Hours before now over which the rows are spread; null: rows of now. */
  overHours: number | null;
  hasIds: boolean;
}

const SHAPES: readonly Shape[] = [
  { name: 'of now', overHours: null, hasIds: false },
  { name: 'of the last 30 days', overHours: 30 * 24, hasIds: false },
  { name: 'of the last 30 days, with ids', overHours: 30 * 24, hasIds: true },
];

/** One client's request, as an import would send it. */
function bodyOf({ overHours, hasIds }: Shape, sent: number): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const visitor = (sent * ROWS + index) % 40_000;
    return JSON.stringify({
      url: `https://bench.example/products/${index % 500}?utm_source=newsletter`,
      referrer: 'https://www.google.com/',
      visitor_id: `visitor-${visitor}`,
      ip: `198.51.${visitor % 250}.${visitor % 240}`,
      user_agent: BROWSERS[visitor % BROWSERS.length],
      props: { plan: 'pro' },
      ...(overHours !== null && {
        timestamp: new Date(Date.now() - ((index * 7919) % ROWS) * ((overHours * HOUR_MS) / ROWS)),
      }),
      ...(hasIds && { id: `event-${sent}-${index}` }),
    });
  });
  return `${rows.join('\n')}\n`;
}

async function post(
  port: number,
  { orgId, siteId, cookie }: Session,
  body: string,
  agent: Agent,
): Promise<number> {
  const sent = request({
    host: '127.0.0.1',
    port,
    agent,
    method: 'POST',
    path: `/api/org/${orgId}/site/${siteId}/events`,
    headers: {
      'content-type': 'application/x-ndjson',
      'content-length': Buffer.byteLength(body),
      origin: `http://127.0.0.1:${port}`,
      cookie,
    },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = (await json(response)) as { accepted?: number };
  if (response.statusCode === 202 && answer.accepted === ROWS) return 202;
  if (response.statusCode === 503) return 503;
  throw new Error(`${response.statusCode} ${JSON.stringify(answer)}`);
}

interface Run {
  perSecond: number;
  latenciesMs: number[];
  waits: number;
}

/** One client, one request after another; told to wait it waits a second. */
async function sendAll(
  server: Listening,
  session: Session,
  shape: Shape,
  requests: number,
): Promise<Run> {
  const agent = new Agent({ keepAlive: true });
  const sends: Run = { perSecond: 0, latenciesMs: [], waits: 0 };
  let busyMs = 0;
  for (let sent = 0; sent < requests;) {
    const body = bodyOf(shape, sent);
    const startedMs = performance.now();
    const status = await post(server.port, session, body, agent);
    const tookMs = performance.now() - startedMs;
    busyMs += tookMs;
    if (status === 202) {
      sends.latenciesMs.push(tookMs);
      sent += 1;
    } else {
      sends.waits += 1;
      busyMs += 1_000;
      await sleep(1_000);
    }
  }
  agent.destroy();
  sends.perSecond = (requests * ROWS * 1_000) / busyMs;
  return sends;
}

async function measureShape(shape: Shape, requests: number): Promise<Figure> {
  const folder = temporaryFolder();
  const server = await startProduct(folder);
  try {
    const session = await createSite(server.port);
    const cpuMsBefore = cpuMsOf(server.pid) ?? Number.NaN;
    const { perSecond, latenciesMs, waits } = await sendAll(server, session, shape, requests);
    const cpuMs = (cpuMsOf(server.pid) ?? Number.NaN) - cpuMsBefore;
    const cpuMicros = (cpuMs * 1_000) / (requests * ROWS);
    const [middle, slow] = [median(latenciesMs), quantile(latenciesMs, 0.95)];
    const waited = waits === 0 ? '' : `, told to wait ${waits} times`;
    return {
      name: `10,000 events ${shape.name} a request, one client`,
      value: `${formatCount(perSecond)} events/s; a request p50 ${formatMs(middle)}, p95 ${formatMs(slow)}; ${cpuMicros.toFixed(1)} µs CPU an event${waited}`,
    };
  } finally {
    await server.end();
    removeFolder(folder);
  }
}

async function run({ isQuick }: Scale): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const shape of SHAPES) figures.push(await measureShape(shape, isQuick ? 10 : 40));
  return figures;
}

export const bulk: Measurement = {
  name: 'bulk',
  describe: 'events a second in requests of 10,000, and how long such a request takes',
  run,
};
