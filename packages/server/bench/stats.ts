/** A site of 10 million events among 30 million of 200 sites: how long the dashboard waits. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStore } from '../src/stores/open.ts';
import { openLargeSite, type Sites } from './large-site.ts';
import { RequestRing, sendOne, sendSteadily } from './load.ts';
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
import { removeFolder, startProduct, type Listening, type Session } from './product.ts';
import { pageviewRequest, shopRequests } from './requests.ts';
import {
  COUNTRIES,
  firstView,
  MONTH,
  NOTHING_BUT_REALTIME,
  pagesInDetail,
  report,
  SOURCES,
  timeQuestion,
  YEAR,
  type View,
} from './stats-questions.ts';

const WANTED_IDLE_BYTES = 250 * 1024 * 1024;
const WANTED_PEAK_BYTES = 700 * 1024 * 1024;
const WANTED_BYTES_PER_EVENT = 64;
const WANTED_AT_ONCE_MS = 1_500;
/** For the start's own work to be over. */
const SETTLE_MS = 3_000;
const UNTIL_STORED_MS = 700;
const PEOPLE = 16;
const TIMES = 12;
const STARTS = 5;
const PAGES = [
  '/',
  ...[1, 2, 5, 20, 100, 1000].map((page) => `/articles/a-page-with-an-ordinary-name-${page}`),
];
const EVENTS_PER_SECOND = 1_000;

interface Wanted {
  name: string;
  /** At most this many milliseconds, median. */
  wantedMs?: number;
}

const spread = (values: readonly number[]) =>
  `p50 ${formatMs(median(values))}, p95 ${formatMs(quantile(values, 0.95))}`;

function timing({ name, wantedMs }: Wanted, times: readonly number[]): Figure {
  if (wantedMs === undefined) return { name, value: spread(times) };
  const isMet = median(times) <= wantedMs;
  return { name, value: spread(times), target: `p50 at most ${wantedMs} ms`, isMet };
}

/** What is asked of the large site, and how long it may take for a month and for a year. */
const QUESTIONS: ReadonlyArray<{
  name: string;
  month: number;
  year: number;
  /** Another question each time, so that nothing kept answers it. */
  bodies(view: View): object[];
}> = [
  {
    name: 'report of sources, one country',
    month: 150,
    year: 600,
    bodies: (view) => COUNTRIES.map((country) => report(view, 'source', { country })),
  },
  {
    name: 'report of pages, one source',
    month: 150,
    year: 600,
    bodies: (view) => SOURCES.map((source) => report(view, 'pathname', { source })),
  },
  {
    name: 'report of countries, one page',
    month: 150,
    year: 600,
    bodies: (view) => PAGES.map((pathname) => report(view, 'country', { pathname })),
  },
  {
    name: 'first view, one country',
    month: 300,
    year: 1_500,
    bodies: (view) => COUNTRIES.map((country) => firstView(view, { country })),
  },
  {
    name: 'first view, one page',
    month: 300,
    year: 1_500,
    bodies: (view) => PAGES.map((pathname) => firstView(view, { pathname })),
  },
];

/** Asked again after a new event, which makes whatever was kept of the site's answers void. */
async function timeAfterEvents(
  { port }: Listening,
  session: Session,
  body: object,
): Promise<number[]> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    await sendOne(port, pageviewRequest('/', time));
    await sleep(UNTIL_STORED_MS);
    times.push(await timeQuestion(port, session, body));
  }
  return times;
}

async function timeAgain({ port }: Listening, session: Session, body: object): Promise<number[]> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) times.push(await timeQuestion(port, session, body));
  return times;
}

async function timeEach(
  { port }: Listening,
  session: Session,
  bodies: readonly object[],
): Promise<number[]> {
  const times: number[] = [];
  for (const body of bodies) times.push(await timeQuestion(port, session, body));
  return times;
}

/** The same data in a fresh process: nothing is kept, the engine has read nothing. */
async function timeStarts(dataDir: string, { large, small }: Sites): Promise<Figure[]> {
  const asked: ReadonlyArray<[Wanted, Session, object]> = [
    [{ name: 'first view, 30 days', wantedMs: 50 }, large, firstView(MONTH)],
    [{ name: 'first view, 12 months', wantedMs: 120 }, large, firstView(YEAR)],
    [{ name: 'small site, first view, 30 days', wantedMs: 15 }, small, firstView(MONTH)],
    [{ name: '100 of 50,000 pages, 12 months', wantedMs: 100 }, large, pagesInDetail(YEAR)],
  ];
  const figures: Figure[] = [];
  for (const [wanted, session, body] of asked) {
    const times: number[] = [];
    for (let start = 0; start < STARTS; start++) {
      const server = await startProduct(dataDir);
      await sleep(SETTLE_MS);
      times.push(await timeQuestion(server.port, session, body));
      await server.end();
    }
    figures.push(timing({ ...wanted, name: `${wanted.name}: first request after a start` }, times));
  }
  return figures;
}

async function timeWarm(
  server: Listening,
  { large, small }: Sites,
  when: string,
): Promise<Figure[]> {
  const figures = [
    timing(
      { name: `first view, 30 days${when}`, wantedMs: 50 },
      await timeAfterEvents(server, large, firstView(MONTH)),
    ),
    timing(
      { name: `first view, 12 months${when}`, wantedMs: 120 },
      await timeAfterEvents(server, large, firstView(YEAR)),
    ),
    timing(
      { name: `100 of 50,000 pages, 12 months${when}`, wantedMs: 100 },
      await timeAfterEvents(server, large, pagesInDetail(YEAR)),
    ),
    timing(
      { name: `small site, first view, 30 days${when}`, wantedMs: 15 },
      await timeAgain(server, small, firstView(MONTH)),
    ),
    timing(
      { name: `realtime${when}`, wantedMs: 5 },
      await timeAfterEvents(server, large, NOTHING_BUT_REALTIME),
    ),
  ];
  for (const { name, month, year, bodies } of QUESTIONS) {
    for (const [view, wantedMs] of [
      [MONTH, month],
      [YEAR, year],
    ] as const) {
      const times = await timeEach(server, large, bodies(view));
      figures.push(timing({ name: `${name}, ${view.period}${when}`, wantedMs }, times));
    }
  }
  return figures;
}

/** All at the same moment, each with a question of his own. */
async function timeManyAtOnce({ port }: Listening, { large }: Sites): Promise<Figure> {
  const bodies = Array.from({ length: PEOPLE }, (_, index) => {
    const country = COUNTRIES[index % COUNTRIES.length]!;
    const view = index % 2 === 0 ? MONTH : YEAR;
    return index % 4 === 3 ? firstView(view, { country }) : firstView(view);
  });
  const times = await Promise.all(bodies.map((body) => timeQuestion(port, large, body)));
  const slowest = Math.max(...times);
  return {
    name: `${PEOPLE} first views at once, every fourth of one country`,
    value: `slowest ${formatMs(slowest)}, ${spread(times)}`,
    target: `none above ${WANTED_AT_ONCE_MS} ms`,
    isMet: slowest <= WANTED_AT_ONCE_MS,
  };
}

/** The same while events come in. */
async function timeUnderLoad(server: Listening, sites: Sites): Promise<Figure[]> {
  const over = new AbortController();
  const requests = new RequestRing(shopRequests());
  const sending = (async () => {
    while (!over.signal.aborted) {
      const { port } = server;
      const durationMs = 1_000;
      await sendSteadily({
        port,
        connections: 32,
        requests,
        perSecond: EVENTS_PER_SECOND,
        durationMs,
      });
    }
  })();
  const figures = await timeWarm(server, sites, `, at ${EVENTS_PER_SECOND} events/s`);
  over.abort();
  await sending;
  return figures;
}

function ofMemory(name: string, bytes: number | null, wanted: number): Figure {
  return {
    name,
    value: bytes === null ? 'unknown' : formatMb(bytes),
    target: `at most ${formatMb(wanted)}`,
    isMet: bytes !== null && bytes <= wanted,
  };
}

async function onDisk(dataDir: string): Promise<Figure> {
  const store = await openEventStore({ dataDir });
  const text = `SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM hot_events) AS rows,
    used_blocks * block_size AS used_bytes FROM pragma_database_size()
      WHERE database_name = current_database()`;
  const [found] = await store.query({ text, params: [] });
  await store.close();
  const [rows, used] = [Number(found!['rows']), Number(found!['used_bytes'])];
  const fileBytes = statSync(join(dataDir, 'events/events.duckdb')).size;
  return {
    name: `on disk, ${formatCount(rows)} events`,
    value: `${(used / rows).toFixed(1)} bytes an event (${formatMb(used)}; the file, with blocks left free by filling it, ${formatMb(fileBytes)})`,
    target: `at most ${WANTED_BYTES_PER_EVENT} bytes`,
    isMet: used / rows <= WANTED_BYTES_PER_EVENT,
  };
}

async function run(by: Scale): Promise<Figure[]> {
  const { dataDir, sites } = await openLargeSite(by);
  const disk = await onDisk(dataDir);
  const starts = await timeStarts(dataDir, sites);
  const server = await startProduct(dataDir);
  await sleep(SETTLE_MS);
  const idle = residentBytesOf(server.pid);
  const warm = await timeWarm(server, sites, ', after a new event');
  const atOnce = await timeManyAtOnce(server, sites);
  const loaded = await timeUnderLoad(server, sites);
  const peak = residentBytesOf(server.pid);
  await server.end();
  if (by.dataFolder === undefined) removeFolder(dataDir);
  return [
    disk,
    ...starts,
    ...warm,
    atOnce,
    ...loaded,
    ofMemory('memory, idle with that table and the city data', idle, WANTED_IDLE_BYTES),
    ofMemory('memory after all of these', peak, WANTED_PEAK_BYTES),
  ];
}

export const stats: Measurement = {
  name: 'stats',
  describe: '10 million events of one site among 30 million: every view, bytes on disk, memory',
  run,
};
