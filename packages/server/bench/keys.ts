/** API keys: what the look at one costs each request, and how fast a program that asks steadily is answered. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { findApiKey } from '../src/access/api-keys.ts';
import { createApiKeys, KeyUses } from '../src/areas/api-keys/index.ts';
import { openConfigStore } from '../src/db/index.ts';
import { RequestRing, sendSteadily } from './load.ts';
import {
  formatCount,
  formatMs,
  median,
  quantile,
  type Figure,
  type Measurement,
} from './measure.ts';
import {
  createSite,
  removeFolder,
  startProduct,
  temporaryFolder,
  type Listening,
  type Session,
} from './product.ts';

const CHECKS = 20_000;
const WARM_UP_CHECKS = 2_000;
/** Keys among which the one is found. */
const KEYS = 100;
const PER_SECOND = 200;
const EVENTS = 10_000;
const WEEK_MS = 7 * 86_400_000;
const CONNECTIONS = 16;

const clock = { nowMs: () => Date.now() };

async function post<Body>(
  { port }: Listening,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<Body> {
  const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false });
  const [response] = (await once(sent.end(body), 'response')) as [IncomingMessage];
  const answer = (await json(response)) as Body;
  if (response.statusCode! >= 300) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
}

const sitePath = ({ orgId, siteId }: Session) => `/api/org/${orgId}/site/${siteId}`;

/** @returns a key of the site with these scopes */
async function newKey(server: Listening, session: Session, scopes: string[]): Promise<string> {
  const headers = {
    'content-type': 'application/json',
    cookie: session.cookie,
    origin: `http://127.0.0.1:${server.port}`,
  };
  const body = JSON.stringify({ name: 'Bench', scopes });
  const path = `${sitePath(session)}/api-key`;
  return (await post<{ api_key: { key: string } }>(server, path, headers, body)).api_key.key;
}

/** A week of a small site. */
async function fill(server: Listening, session: Session, key: string): Promise<void> {
  const rows = Array.from({ length: EVENTS }, (_, index) => ({
    url: `https://bench.example/products/${index % 500}`,
    visitor_id: `visitor-${index % 2_000}`,
    timestamp: new Date(Date.now() - ((index * 7_919) % EVENTS) * (WEEK_MS / EVENTS)),
  }));
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  await post(server, `${sitePath(session)}/events`, headers, JSON.stringify(rows));
}

/** The use case's own question, as it goes over the wire. */
function questionOf(session: Session, key: string): Buffer {
  const body = JSON.stringify({
    period: '7d',
    metrics: ['visitors', 'pageviews'],
    dimensions: ['date'],
  });
  const head = [
    `POST ${sitePath(session)}/stats HTTP/1.1`,
    'Host: 127.0.0.1',
    `X-API-Key: ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** In this process, on a database of its own: nothing but the look-up. */
async function timeChecks(dataDir: string): Promise<Figure> {
  const { db, close } = await openConfigStore({ path: join(dataDir, 'purestat.sqlite'), clock });
  const { id: siteId } = await db.selectFrom('sites').select('id').executeTakeFirstOrThrow();
  const creator = await db.selectFrom('users').select(['id', 'name']).executeTakeFirstOrThrow();
  const uses = new KeyUses({ db, clock });
  const keys = createApiKeys({ db, clock, uses, onAccessEnded: () => undefined });
  const input = { name: 'Bench', scopes: ['stats:read' as const] };
  const made: string[] = [];
  while (made.length < KEYS - 2) {
    made.push((await keys.create({ siteId, creator }, input)).key);
  }
  const now = new Date().toISOString();
  const micros: number[] = [];
  for (let check = 0; check < WARM_UP_CHECKS + CHECKS; check++) {
    const startedMs = performance.now();
    const shown = await findApiKey(db, made[check % made.length]!, now);
    const tookMs = performance.now() - startedMs;
    if (shown !== null && 'refusal' in shown) throw shown.refusal;
    if (check >= WARM_UP_CHECKS) micros.push(tookMs * 1_000);
  }
  await close();
  return {
    name: `look at an API key, one of ${KEYS}`,
    value: `p50 ${median(micros).toFixed(0)} µs, p99 ${quantile(micros, 0.99).toFixed(0)} µs`,
  };
}

async function timeSteadily(server: Listening, question: Buffer, isQuick: boolean) {
  const { accepted, refused, latenciesMs } = await sendSteadily({
    port: server.port,
    connections: CONNECTIONS,
    requests: new RequestRing([question]),
    perSecond: PER_SECOND,
    durationMs: isQuick ? 5_000 : 20_000,
  });
  if (refused > 0) throw new Error(`${refused} questions were refused`);
  return {
    name: `stats by API key, ${PER_SECOND} a second`,
    value: `p50 ${formatMs(median(latenciesMs))}, p99 ${formatMs(quantile(latenciesMs, 0.99))} (${formatCount(accepted)} questions)`,
  };
}

export const keys: Measurement = {
  name: 'keys',
  describe: 'API keys: the cost of a look at one, and figures asked for steadily',
  async run({ isQuick }) {
    const dataDir = temporaryFolder();
    const server = await startProduct(dataDir);
    const session = await createSite(server.port);
    const key = await newKey(server, session, ['stats:read']);
    await fill(server, session, await newKey(server, session, ['events:write']));
    const steady = await timeSteadily(server, questionOf(session, key), isQuick);
    await server.end();
    const figures = [await timeChecks(dataDir), steady];
    removeFolder(dataDir);
    return figures;
  },
};
