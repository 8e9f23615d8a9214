/** The time from an event's 202 until a stats query counts it, while others keep coming. */
import { RequestRing, sendOne, sendSteadily } from './load.ts';
import {
  formatMs,
  median,
  quantile,
  sleep,
  type Figure,
  type Measurement,
  type Scale,
} from './measure.ts';
import {
  askStats,
  createSite,
  removeFolder,
  startProduct,
  temporaryFolder,
  type Session,
} from './product.ts';
import { pageviewRequest, shopRequests } from './requests.ts';

const PER_SECOND = 1_000;
const PROBES_PER_SECOND = 10;
const POLL_EVERY_MS = 20;
const WANTED_P95_MS = 1_500;
/** Give up waiting for the last ones. */
const PATIENCE_MS = 10_000;

interface Probes {
  /** When each path's 202 came. */
  acknowledgedMs: Map<string, number>;
  /** When a query first counted it. */
  seenMs: Map<string, number>;
}

async function sendProbes(port: number, durationMs: number, { acknowledgedMs }: Probes) {
  for (let sent = 0; sent < (durationMs / 1_000) * PROBES_PER_SECOND; sent++) {
    const path = `/probe/${sent}`;
    await sendOne(port, pageviewRequest(path, sent));
    acknowledgedMs.set(path, performance.now());
    await sleep(1_000 / PROBES_PER_SECOND);
  }
}

/** Asks over and over which probes are counted, as an open dashboard would. */
async function watchProbes(
  port: number,
  session: Session,
  { acknowledgedMs, seenMs }: Probes,
  isDone: () => boolean,
): Promise<number[]> {
  const query = {
    period: 'today',
    metrics: ['pageviews'],
    dimensions: ['pathname'],
    filters: { pathname: { contains: '/probe/' } },
    limit: 10_000,
  };
  const queryMs: number[] = [];
  let untilMs = Infinity;
  while (performance.now() < untilMs) {
    const askedMs = performance.now();
    const answer = await askStats<{ dimensions: Array<{ pathname: string }> }>(
      port,
      session,
      'stats',
      query,
    );
    const nowMs = performance.now();
    queryMs.push(nowMs - askedMs);
    for (const { pathname } of answer.dimensions)
      if (!seenMs.has(pathname)) seenMs.set(pathname, nowMs);
    if (isDone() && seenMs.size >= acknowledgedMs.size) break;
    if (isDone() && untilMs === Infinity) untilMs = nowMs + PATIENCE_MS;
    await sleep(POLL_EVERY_MS);
  }
  return queryMs;
}

async function run({ isQuick }: Scale): Promise<Figure[]> {
  const dataDir = temporaryFolder();
  const { port, end } = await startProduct(dataDir);
  const session = await createSite(port);
  const durationMs = isQuick ? 6_000 : 20_000;
  const probes: Probes = { acknowledgedMs: new Map(), seenMs: new Map() };
  let isDone = false;
  const watching = watchProbes(port, session, probes, () => isDone);
  const others = sendSteadily({
    port,
    connections: 64,
    requests: new RequestRing(shopRequests()),
    perSecond: PER_SECOND,
    durationMs,
  });
  const probing = sendProbes(port, durationMs, probes);
  const sending = Promise.all([probing, others]).then(() => void (isDone = true));
  const [queryMs] = await Promise.all([watching, sending]);
  await end();
  removeFolder(dataDir);
  const waits = [...probes.acknowledgedMs].map(([path, atMs]) =>
    Math.max(0, (probes.seenMs.get(path) ?? Infinity) - atMs),
  );
  const p95 = quantile(waits, 0.95);
  return [
    {
      name: `from 202 to visible in stats, at ${PER_SECOND} events/s`,
      value: `p50 ${formatMs(median(waits))}, p95 ${formatMs(p95)} (${waits.length} probes; the query itself takes ${formatMs(median(queryMs))})`,
      target: 'p95 under 1.5 s',
      isMet: p95 < WANTED_P95_MS,
    },
  ];
}

export const visible: Measurement = {
  name: 'visible',
  describe: 'from 202 until a query counts the event, at 1,000 events a second',
  run,
};
