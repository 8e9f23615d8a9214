/** Events acknowledged as durable, held against a bare server that keeps nothing. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
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

/** What one durable write costs on this disk, alone: the shortest an answer can take. */
function timeSyncs(folder: string): number[] {
  const file = openSync(join(folder, 'sync'), 'w');
  const block = Buffer.alloc(4_096, 1);
  const timings = Array.from({ length: 200 }, () => {
    writeSync(file, block);
    const startedMs = performance.now();
    fdatasyncSync(file);
    return performance.now() - startedMs;
  });
  closeSync(file);
  return timings;
}

interface Servers {
  ours: Listening;
  bare: Listening;
}
type Rounds = Record<keyof Servers, Round[]>;

/** Turn and turn about, so that what disturbs one disturbs the other too. */
async function measurePairs(
  { ours, bare }: Servers,
  requests: RequestRing,
  { isQuick }: Scale,
): Promise<Rounds> {
  const durationMs = isQuick ? 1_500 : 4_000;
  const rounds: Rounds = { ours: [], bare: [] };
  for (let pair = 0; pair <= (isQuick ? 3 : 6); pair++) {
    const ofOurs = await measureRound(ours, requests, durationMs);
    const ofBare = await measureRound(bare, requests, durationMs);
    // The first pair only warms both up.
    if (pair === 0) continue;
    rounds.ours.push(ofOurs);
    rounds.bare.push(ofBare);
  }
  return rounds;
}

const medianOf = (rounds: readonly Round[], key: keyof Round): number =>
  median(rounds.map((round) => round[key]));

function describeRatio({ ours, bare }: Rounds): Figure {
  const [oursPerSecond, barePerSecond] = [medianOf(ours, 'perSecond'), medianOf(bare, 'perSecond')];
  const ratio = oursPerSecond / barePerSecond;
  const pairs = ours.map((round, index) => round.perSecond / bare[index]!.perSecond);
  const [least, most] = [Math.min(...pairs).toFixed(2), Math.max(...pairs).toFixed(2)];
  return {
    name: 'events/s acknowledged as durable, to a bare server',
    value: `${ratio.toFixed(2)} (${formatCount(oursPerSecond)}/s to ${formatCount(barePerSecond)}/s; pairs ${least} to ${most})`,
    target: 'at least 0.50',
    isMet: ratio >= WANTED_RATIO,
  };
}

async function run(scale: Scale): Promise<Figure[]> {
  const dataDir = temporaryFolder();
  const syncMs = timeSyncs(dataDir);
  const requests = new RequestRing(shopRequests());
  const ours = await startProduct(dataDir);
  const bare = await startNode(BARE_SERVER, {}, '/');
  await createSite(ours.port);
  const rounds = await measurePairs({ ours, bare }, requests, scale);
  const atHalf = (server: Listening, reached: readonly Round[]) =>
    measureLatency(
      server,
      requests,
      medianOf(reached, 'perSecond') / 2,
      scale.isQuick ? 3_000 : 8_000,
    );
  const oursLatency = await atHalf(ours, rounds.ours);
  const bareLatency = await atHalf(bare, rounds.bare);
  await Promise.all([ours.end(), bare.end()]);
  removeFolder(dataDir);
  const [oursCpu, bareCpu] = [rounds.ours, rounds.bare].map((reached) =>
    medianOf(reached, 'cpuMicrosPerEvent').toFixed(0),
  );
  return [
    describeRatio(rounds),
    {
      name: 'processor time of an event, all threads',
      value: `${oursCpu} µs, bare ${bareCpu} µs`,
    },
    { name: 'time to the answer at half load', value: oursLatency },
    { name: 'the same, bare server', value: bareLatency },
    {
      name: 'one fdatasync of 4 KB on this disk',
      value: `p50 ${formatMs(median(syncMs))}, p95 ${formatMs(quantile(syncMs, 0.95))}`,
    },
    {
      name: 'dropped among them (no_visit)',
      value: `${(medianOf(rounds.ours, 'dropped') * 100).toFixed(2)} %`,
    },
  ];
}

export const throughput: Measurement = {
  name: 'throughput',
  describe: 'events a second, processor time and latency, held against a bare node:http server',
  run,
};
