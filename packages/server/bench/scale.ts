/** The same site at 1, 10 and 100 million events in one table, and the sealing of a large day. */
import { openEventStore } from '../src/stores/open.ts';
import type { EventStore } from '../src/stores/event-store.ts';
import { addOpenDay, fillLargeSite, LARGE_SITE, repeatYears } from './large-site-data.ts';
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
  TIMEZONE,
  type Session,
} from './product.ts';
import { sendOne } from './load.ts';
import { pageviewRequest } from './requests.ts';
import { firstView, MONTH, timeQuestion, YEAR, type View } from './stats-questions.ts';

const TIMES = 10;
const UNTIL_STORED_MS = 700;
const SETTLE_MS = 3_000;
const WANTED_SEAL_MS = 5_000;
const WANTED_LONGEST_QUERY_MS = 100;

const ALL_TIME: View = { period: 'all', interval: 'month' };

async function timeViews(dataDir: string, session: Session, rows: number): Promise<Figure[]> {
  const { port, end } = await startProduct(dataDir);
  await sleep(SETTLE_MS);
  const figures: Figure[] = [];
  for (const view of [MONTH, YEAR, ALL_TIME]) {
    const times: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      await sendOne(port, pageviewRequest('/', time));
      await sleep(UNTIL_STORED_MS);
      times.push(await timeQuestion(port, session, firstView(view)));
    }
    figures.push({
      name: `first view, ${view.period}, of a site of ${formatCount(rows)} events`,
      value: `p50 ${formatMs(median(times))}, p95 ${formatMs(quantile(times, 0.95))}`,
    });
  }
  await end();
  return figures;
}

/** Queries while a day is sealed: the longest tells how long sealing keeps them waiting. */
async function watchQueries(store: EventStore, isOver: () => boolean): Promise<number[]> {
  const statement = {
    text: `SELECT sum(visitors) AS n FROM day_figures WHERE site = ${LARGE_SITE} AND dimension = 0`,
    params: [],
  };
  const times: number[] = [];
  while (!isOver()) {
    const startedMs = performance.now();
    await store.query(statement);
    times.push(performance.now() - startedMs);
    await sleep(5);
  }
  return times;
}

async function timeSealing(dataDir: string, rows: number): Promise<Figure[]> {
  const day = await addOpenDay(dataDir, rows);
  const store = await openEventStore({ dataDir });
  let isOver = false;
  const watching = watchQueries(store, () => isOver);
  const startedMs = performance.now();
  await store.sealDays([{ site: LARGE_SITE, day }]);
  const sealMs = performance.now() - startedMs;
  isOver = true;
  const times = await watching;
  await store.close();
  const longest = Math.max(...times);
  return [
    {
      name: `sealing a day of ${formatCount(rows)} events`,
      value: formatMs(sealMs),
      target: `at most ${formatMs(WANTED_SEAL_MS)}`,
      isMet: sealMs <= WANTED_SEAL_MS,
    },
    {
      name: 'longest query while it is sealed',
      value: `${formatMs(longest)} (p50 ${formatMs(median(times))})`,
      target: `at most ${formatMs(WANTED_LONGEST_QUERY_MS)}`,
      isMet: longest <= WANTED_LONGEST_QUERY_MS,
    },
  ];
}

async function run({ isQuick }: Scale): Promise<Figure[]> {
  const millions = isQuick ? [0.3, 1, 10] : [1, 10, 100];
  const figures: Figure[] = [];
  for (const million of millions) {
    const dataDir = temporaryFolder();
    const server = await startProduct(dataDir);
    const session = await createSite(server.port);
    await server.end();
    const isMany = million > 10;
    const rows = (isMany ? million / 10 : million) * 1_000_000;
    // A third is the site's own.
    await fillLargeSite(dataDir, TIMEZONE, 3 * rows, Date.now());
    if (isMany) await repeatYears(dataDir, 9);
    figures.push(...(await timeViews(dataDir, session, million * 1_000_000)));
    if (million === millions[1]) {
      figures.push(...(await timeSealing(dataDir, isQuick ? 100_000 : 1_000_000)));
    }
    removeFolder(dataDir);
  }
  return figures;
}

export const scale: Measurement = {
  name: 'scale',
  describe: 'the first view at 1, 10 and 100 million events; sealing a day of a million',
  run,
};
