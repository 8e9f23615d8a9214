/** The same site at 1, 10 and 100 million events in one table, and the sealing of a large day. */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
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
  signIn,
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

/** A folder of its own with a site of so many events, a third of the table's. */
async function filledFolder(rows: number): Promise<{ dataDir: string; session: Session }> {
  const dataDir = temporaryFolder();
  const server = await startProduct(dataDir);
  const session = await createSite(server.port);
  await server.end();
  await fillLargeSite(dataDir, TIMEZONE, 3 * rows, Date.now());
  return { dataDir, session };
}

/** A copy of what "stats" keeps, whose site has 10 million. */
async function copiedFolder(kept: string): Promise<{ dataDir: string; session: Session }> {
  const dataDir = temporaryFolder();
  cpSync(kept, dataDir, { recursive: true });
  const server = await startProduct(dataDir);
  const [session] = await signIn(server.port);
  await server.end();
  return { dataDir, session: session! };
}

const YEARS_BEFORE = 9;

async function run({ isQuick, dataFolder }: Scale): Promise<Figure[]> {
  const million = isQuick ? 100_000 : 1_000_000;
  const small = await filledFolder(million);
  const figures = await timeViews(small.dataDir, small.session, million);
  removeFolder(small.dataDir);
  const hasKept = dataFolder !== undefined && existsSync(join(dataFolder, 'filled'));
  const { dataDir, session } = hasKept
    ? await copiedFolder(dataFolder)
    : await filledFolder(10 * million);
  figures.push(...(await timeViews(dataDir, session, 10 * million)));
  figures.push(...(await timeSealing(dataDir, million)));
  await repeatYears(dataDir, YEARS_BEFORE);
  figures.push(...(await timeViews(dataDir, session, 100 * million)));
  removeFolder(dataDir);
  return figures;
}

export const scale: Measurement = {
  name: 'scale',
  describe: 'the first view at 1, 10 and 100 million events; sealing a day of a million',
  run,
};
