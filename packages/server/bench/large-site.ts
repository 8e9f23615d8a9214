/** A site of 10 million events over 12 months: the dashboard's first view, room on disk, memory. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStore } from '../src/stores/open.ts';
import { fillLargeSite } from './large-site-data.ts';
import { sendOne } from './load.ts';
import { residentBytesOf } from './machine.ts';
import {
  formatCount,
  formatMb,
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
  TIMEZONE,
  type Session,
} from './product.ts';
import { pageviewRequest } from './requests.ts';

const WANTED_IDLE_BYTES = 250 * 1024 * 1024;
/** For the start's own work to be over. */
const SETTLE_MS = 3_000;
const UNTIL_STORED_MS = 700;
const TIMES = 12;
const CARDS = ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'avg_duration'];
const COUNTRIES = ['DE', 'US', 'GB', 'FR', 'AT', 'CH', 'NL', 'PL', 'IT', 'ES', 'SE', 'DK'];

interface View {
  period: string;
  interval: string;
}
const VIEWS: readonly View[] = [
  { period: '30d', interval: 'date' },
  { period: '12mo', interval: 'month' },
];

function panel(dimension: string, limit = 9) {
  return { metrics: ['visitors'], dimensions: [dimension], limit };
}

/** What the dashboard asks when it is opened: cards, chart, four panels, realtime. */
function firstView({ period, interval }: View, filters?: Record<string, string>) {
  const compare = 'previous_period';
  return {
    base: { period, ...(filters && { filters }) },
    queries: {
      cards: { metrics: CARDS, compare },
      chart: { metrics: CARDS, dimensions: [interval], compare },
      sources: panel('source'),
      pages: panel('pathname'),
      countries: panel('country', 250),
      browsers: panel('browser'),
    },
    realtime: true,
  };
}

async function timeFirstView(
  port: number,
  session: Session,
  view: View,
  filters?: Record<string, string>,
): Promise<number> {
  const startedMs = performance.now();
  await askStats(port, session, 'stats/batch', firstView(view, filters));
  return performance.now() - startedMs;
}

interface Timings {
  coldMs: number;
  /** Asked again after a new event, which makes whatever was kept of the site's answers void. */
  changedMs: number[];
  /** Never asked before: another country each time. */
  filteredMs: number[];
  /** Asked before, nothing new since. */
  keptMs: number[];
  idleBytes: number | null;
  residentBytes: number | null;
}

/** Cold is the first request of a fresh process; the system may still have the file in memory. */
async function timeView(dataDir: string, session: Session, view: View): Promise<Timings> {
  const { port, pid, end } = await startProduct(dataDir);
  await sleep(SETTLE_MS);
  const idleBytes = residentBytesOf(pid);
  const coldMs = await timeFirstView(port, session, view);
  const changedMs: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    await sendOne(port, pageviewRequest('/', time));
    await sleep(UNTIL_STORED_MS);
    changedMs.push(await timeFirstView(port, session, view));
  }
  const filteredMs: number[] = [];
  for (const country of COUNTRIES)
    filteredMs.push(await timeFirstView(port, session, view, { country }));
  const keptMs: number[] = [];
  for (let time = 0; time < TIMES; time++) keptMs.push(await timeFirstView(port, session, view));
  const residentBytes = residentBytesOf(pid);
  await end();
  return { coldMs, changedMs, filteredMs, keptMs, idleBytes, residentBytes };
}

interface Contents {
  rows: number;
  visits: number;
  /** What the tables take, without blocks that are free to be used again. */
  usedBytes: number;
}

async function contentsOf(dataDir: string): Promise<Contents> {
  const store = await openEventStore({ dataDir });
  const text = `SELECT (SELECT count(*) FROM events) AS rows, (SELECT count(*) FROM visits) AS visits,
    used_blocks * block_size AS used_bytes FROM pragma_database_size()`;
  const [found] = await store.query({ text, params: [] });
  await store.close();
  return {
    rows: Number(found!['rows']),
    visits: Number(found!['visits']),
    usedBytes: Number(found!['used_bytes']),
  };
}

const spread = (values: readonly number[]) =>
  `p50 ${formatMs(median(values))}, p95 ${formatMs(quantile(values, 0.95))}`;
const memory = (bytes: number | null) => (bytes === null ? 'unknown' : formatMb(bytes));

async function run({ isQuick }: Scale): Promise<Figure[]> {
  const dataDir = temporaryFolder();
  const server = await startProduct(dataDir);
  const session = await createSite(server.port);
  await server.end();
  await fillLargeSite(dataDir, TIMEZONE, isQuick ? 1_000_000 : 10_000_000, Date.now());
  const { rows, visits, usedBytes } = await contentsOf(dataDir);
  const fileBytes = statSync(join(dataDir, 'events/events.duckdb')).size;
  const figures: Figure[] = [
    {
      name: `on disk, ${formatCount(rows)} events in ${formatCount(visits)} visits`,
      value: `${(usedBytes / rows).toFixed(1)} bytes an event (${formatMb(usedBytes)}; the file, with blocks left free by filling it, ${formatMb(fileBytes)})`,
    },
  ];
  let idleBytes: number | null = null;
  let residentBytes: number | null = null;
  for (const view of VIEWS) {
    const timings = await timeView(dataDir, session, view);
    idleBytes = timings.idleBytes;
    residentBytes = Math.max(residentBytes ?? 0, timings.residentBytes ?? 0);
    figures.push(
      {
        name: `first view, ${view.period}: first request of a fresh process`,
        value: formatMs(timings.coldMs),
      },
      {
        name: `first view, ${view.period}: warm, after a new event`,
        value: spread(timings.changedMs),
      },
      {
        name: `first view, ${view.period}: warm, filtered by a country`,
        value: spread(timings.filteredMs),
      },
      { name: `first view, ${view.period}: warm, nothing new`, value: spread(timings.keptMs) },
    );
  }
  removeFolder(dataDir);
  return [
    ...figures,
    {
      name: 'memory, idle with this site and the city data',
      value: memory(idleBytes),
      target: 'at most 250 MB',
      isMet: idleBytes !== null && idleBytes <= WANTED_IDLE_BYTES,
    },
    { name: 'memory after these queries', value: memory(residentBytes) },
  ];
}

export const largeSite: Measurement = {
  name: 'large',
  describe: '10 million events of one site: first view, bytes on disk, memory',
  run,
};
