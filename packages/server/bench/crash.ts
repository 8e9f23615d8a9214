/** Whether what was acknowledged is there after kill -9 under load, and there once. */
import { createRandom } from '../src/seed/random.ts';
import { openEventStore } from '../src/stores/open.ts';
import { sendEach } from './load.ts';
import { formatCount, sleep, type Figure, type Measurement, type Scale } from './measure.ts';
import { createSite, removeFolder, startProduct, temporaryFolder } from './product.ts';
import { pageviewRequest } from './requests.ts';

const CONNECTIONS = 64;

/** Sends pageviews of ever new paths until the connections break; notes those acknowledged. */
async function sendUntilKilled(port: number, round: number, acknowledged: Set<string>) {
  let sequence = 0;
  await sendEach({
    port,
    connections: CONNECTIONS,
    next: () => {
      const path = `/kill/${round}/${sequence++}`;
      return {
        request: pageviewRequest(path, sequence),
        onReply: (reply) => {
          if (reply?.status === 202 && !reply.isDropped) acknowledged.add(path);
        },
      };
    },
  });
}

async function storedPaths(dataDir: string): Promise<Map<string, number>> {
  const store = await openEventStore({ dataDir });
  const rows = await store.query({
    text: `SELECT pathname, count(*) AS times FROM all_events WHERE pathname LIKE '/kill/%' GROUP BY pathname`,
    params: [],
  });
  await store.close();
  return new Map(rows.map(({ pathname, times }) => [String(pathname), Number(times)]));
}

async function run({ isQuick }: Scale): Promise<Figure[]> {
  const dataDir = temporaryFolder();
  const kills = isQuick ? 5 : 20;
  const random = createRandom('crash');
  const acknowledged = new Set<string>();
  for (let round = 0; round < kills; round++) {
    const server = await startProduct(dataDir);
    if (round === 0) await createSite(server.port);
    const killing = sleep(random.whole(150, 900)).then(() => server.end('SIGKILL'));
    await Promise.all([sendUntilKilled(server.port, round, acknowledged), killing]);
  }
  // A start and an orderly end bring what the log still holds into the store.
  await (await startProduct(dataDir)).end('SIGTERM');
  const stored = await storedPaths(dataDir);
  removeFolder(dataDir);
  const lost = [...acknowledged].filter((path) => !stored.has(path)).length;
  const twice = [...stored.values()].filter((times) => times > 1).length;
  return [
    {
      name: `lost after ${kills} times kill -9 under load`,
      value: `${lost} of ${formatCount(acknowledged.size)} acknowledged (${twice} stored twice)`,
      target: '0',
      isMet: lost === 0 && twice === 0,
    },
  ];
}

export const crash: Measurement = {
  name: 'crash',
  describe: 'what is missing after kill -9 under load, many times over',
  run,
};
