/** Events acknowledged as durable, held against a bare server that keeps nothing. */
import { fileURLToPath } from 'node:url';
import { RequestRing, sendAtFull, sendSteadily } from './load.ts';
import { cpuMsOf } from './machine.ts';
import {
  formatCount,
  formatMs,
  median,
  quantile,
  type Figure,
  type Measurement,
  type Scale,
} from './measure.ts';
import {
  createSite,
  removeFolder,
  startNode,
  startProduct,
  temporaryFolder,
  type Listening,
} from './product.ts';
import { shopRequests } from './requests.ts';

const BARE_SERVER = fileURLToPath(new URL('bare-server.ts', import.meta.url));
/** Enough that many events share one write to the disk, as with as many visitors at once. */
const CONNECTIONS = 256;
const WANTED_RATIO = 0.5;

interface Round {
  perSecond: number;
  cpuMicrosPerEvent: number;
  dropped: number;
}

async function measureRound(
  server: Listening,
  requests: RequestRing,
  durationMs: number,
): Promise<Round> {
  const cpuMs: Array<number | null> = [];
  const tally = await sendAtFull({
    port: server.port,
    connections: CONNECTIONS,
    requests,
    warmUpMs: durationMs / 3,
    durationMs,
    onMeasured: () => cpuMs.push(cpuMsOf(server.pid)),
  });
  if (tally.refused > 0) throw new Error(`${tally.refused} requests were refused`);
  const taken = tally.accepted + tally.dropped;
  const usedMs = (cpuMs[1] ?? Number.NaN) - (cpuMs[0] ?? Number.NaN);
  return {
    perSecond: (taken / tally.durationMs) * 1_000,
    cpuMicrosPerEvent: (usedMs * 1_000) / taken,
    dropped: tally.dropped / taken,
  };
}

async function measureLatency(
  server: Listening,
  requests: RequestRing,
  perSecond: number,
  durationMs: number,
): Promise<string> {
  const { latenciesMs, refused } = await sendSteadily({
    port: server.port,
    connections: CONNECTIONS,
    requests,
    perSecond,
    durationMs,
  });
  if (refused > 0) throw new Error(`${refused} requests were refused at half load`);
  const [middle, worst] = [median(latenciesMs), quantile(latenciesMs, 0.99)];
  return `p50 ${formatMs(middle)}, p99 ${formatMs(worst)} at ${formatCount(perSecond)}/s`;
}

async function run({ isQuick }: Scale): Promise<Figure[]> {
  const dataDir = temporaryFolder();
  const requests = new RequestRing(shopRequests());
  const ours = await startProduct(dataDir);
  const bare = await startNode(BARE_SERVER, {}, '/');
  await createSite(ours.port);
  const rounds = { ours: [] as Round[], bare: [] as Round[] };
  const durationMs = isQuick ? 1_500 : 4_000;
  // The first pair only warms both up.
  for (let pair = 0; pair <= (isQuick ? 3 : 6); pair++) {
    const pairOfRounds = {
      ours: await measureRound(ours, requests, durationMs),
      bare: await measureRound(bare, requests, durationMs),
    };
    if (pair === 0) continue;
    rounds.ours.push(pairOfRounds.ours);
    rounds.bare.push(pairOfRounds.bare);
  }
  const of = (who: 'ours' | 'bare', key: keyof Round) =>
    median(rounds[who].map((round) => round[key]));
  const steadyMs = isQuick ? 3_000 : 8_000;
  const oursLatency = await measureLatency(ours, requests, of('ours', 'perSecond') / 2, steadyMs);
  const bareLatency = await measureLatency(bare, requests, of('bare', 'perSecond') / 2, steadyMs);
  await Promise.all([ours.end(), bare.end()]);
  removeFolder(dataDir);
  const ratio = of('ours', 'perSecond') / of('bare', 'perSecond');
  const cpu = (who: 'ours' | 'bare') => `${of(who, 'cpuMicrosPerEvent').toFixed(0)} µs`;
  const [least, most] = [Math.min, Math.max].map((pick) =>
    pick(...rounds.ours.map((round, index) => round.perSecond / rounds.bare[index]!.perSecond)),
  ) as [number, number];
  return [
    {
      name: 'events/s acknowledged as durable, to a bare server',
      value: `${ratio.toFixed(2)} (${formatCount(of('ours', 'perSecond'))}/s to ${formatCount(of('bare', 'perSecond'))}/s; pairs ${least.toFixed(2)} to ${most.toFixed(2)})`,
      target: 'at least 0.50',
      isMet: ratio >= WANTED_RATIO,
    },
    {
      name: 'processor time of an event, all threads',
      value: `${cpu('ours')}, bare ${cpu('bare')}`,
    },
    { name: 'time to the answer at half load', value: oursLatency },
    { name: 'the same, bare server', value: bareLatency },
    {
      name: 'dropped among them (no_visit)',
      value: `${(of('ours', 'dropped') * 100).toFixed(2)} %`,
    },
  ];
}

export const throughput: Measurement = {
  name: 'throughput',
  describe: 'events a second, processor time and latency, held against a bare node:http server',
  run,
};
