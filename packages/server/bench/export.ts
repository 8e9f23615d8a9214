/** Long files: rows a second, and what of them is in memory. */
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { addDays } from '../src/calendar.ts';
import { openDatabase } from '../src/stores/duckdb/database.ts';
import { sealDays } from '../src/stores/duckdb/days.ts';
import { cpuMsOf, residentBytesOf } from './machine.ts';
import {
  formatCount,
  formatMb,
  formatMs,
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
  type Session,
} from './product.ts';

const FIRST_DAY = '2026-01-01';
const DAYS = 20;
const LOOK_EVERY_MS = 50;

/** Of the first day. Each visit has five pages, and no page has another's path. */
const eventsOf = (rows: number) => `
INSERT INTO hot_events BY NAME
SELECT 1 AS site, '${FIRST_DAY}'::DATE AS day, hash(n // 5) AS visitor,
  epoch_ms(epoch_ms('${FIRST_DAY}'::TIMESTAMP) + 28800000 + (n // 5) * 100)::TIMESTAMP_MS AS visit_started,
  epoch_ms(epoch_ms('${FIRST_DAY}'::TIMESTAMP) + 28800000 + (n // 5) * 100 + (n % 5) * 1000)::TIMESTAMP_MS AS ts,
  'pageview' AS name, true AS interactive, 'bench.example' AS hostname,
  '/products/category-' || n % 40 || '/item-' || n AS pathname,
  0 AS engaged_ms, 0 AS scroll_depth,
  'google.com/search' AS referrer, 'Google' AS source, 'Organic Search' AS channel,
  '' AS utm_source, '' AS utm_medium, '' AS utm_campaign, '' AS utm_term, '' AS utm_content,
  'DE' AS country, 'Berlin' AS region, 'Berlin' AS city, 'Firefox' AS browser, '150' AS browser_version,
  'Linux' AS os, '' AS os_version, 'desktop' AS device_type, 'laptop' AS screen_size, 'de' AS language,
  MAP {'plan': 'pro', 'variant': 'b'} AS props, NULL AS revenue_amount, NULL AS revenue_currency,
  'Item ' || n || ', a product' AS page_title
FROM range(${rows}) r(n)`;

const later = (column: string, day: number) =>
  `(${column} + INTERVAL ${day} DAY)::TIMESTAMP_MS AS ${column}`;
/** The first day again, some days later. */
const copiesOf = (day: number) => {
  const date = `'${addDays(FIRST_DAY, day)}'::DATE AS day`;
  const from = `WHERE day = '${FIRST_DAY}'`;
  const page = `pathname || '/${day}' AS pathname`;
  return [
    `INSERT INTO events BY NAME SELECT * REPLACE (${date}, ${later('ts', day)}, ${later('visit_started', day)}, ${page}) FROM events ${from}`,
    `INSERT INTO visits BY NAME SELECT * REPLACE (${date}, ${later('started', day)}) FROM visits ${from}`,
    `INSERT INTO sealed_days BY NAME SELECT * REPLACE (${date}) FROM sealed_days ${from}`,
  ];
};

/** One day is sealed by the store's own code; the others are copies of it, which takes a quarter of the time. */
async function fill(dataDir: string, rows: number): Promise<void> {
  const database = await openDatabase({
    path: join(dataDir, 'events/events.duckdb'),
    memoryLimitMb: 3_072,
    threads: availableParallelism(),
    queryConnections: 0,
    streamConnections: 0,
    minEventsForFigures: 0,
  });
  const { writer } = database;
  await writer.run(eventsOf(rows / DAYS));
  await sealDays(writer, [{ site: 1, day: FIRST_DAY }]);
  for (let day = 1; day < DAYS; day++)
    for (const statement of copiesOf(day)) await writer.run(statement);
  await writer.run('CHECKPOINT');
  database.close();
}

interface Download {
  rows: number;
  bytes: number;
  seconds: number;
  cpuSeconds: number;
  /** At the beginning, and the most there was. */
  memory: { before: number; peak: number };
  /** The longest time for which the main thread did nothing else. */
  blockedMs: number;
}

/** Since the last time it was asked. @returns milliseconds, some of which are the look's own */
async function longestBlock(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^purestat_nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000;
}

const LINE_END = 10;

async function download(
  { port, pid }: { port: number; pid: number },
  { orgId, siteId, cookie }: Session,
  query: string,
): Promise<Download> {
  await longestBlock(port);
  const before = residentBytesOf(pid) ?? 0;
  const [startedMs, cpuMs] = [performance.now(), cpuMsOf(pid) ?? 0];
  let peak = before;
  const look = setInterval(() => (peak = Math.max(peak, residentBytesOf(pid) ?? 0)), LOOK_EVERY_MS);
  const path = `/api/org/${orgId}/site/${siteId}/${query}`;
  const sent = request({ host: '127.0.0.1', port, path, headers: { cookie }, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let [lines, bytes] = [0, 0];
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length;
    for (let at = piece.indexOf(LINE_END); at !== -1; at = piece.indexOf(LINE_END, at + 1)) lines++;
  }
  clearInterval(look);
  if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}`);
  return {
    rows: lines - 1,
    bytes,
    seconds: (performance.now() - startedMs) / 1_000,
    cpuSeconds: ((cpuMsOf(pid) ?? 0) - cpuMs) / 1_000,
    memory: { before, peak },
    blockedMs: await longestBlock(port),
  };
}

const FIGURES = 'export?period=all&dimensions=pathname&metrics=visitors,pageviews';
const FILES = [
  { name: 'figures by page, CSV', query: FIGURES, hasLines: true },
  { name: 'events of 33 columns, CSV', query: 'export/events?', hasLines: true },
  { name: 'events of 33 columns, NDJSON', query: 'export/events?format=ndjson', hasLines: false },
  {
    name: 'events of 33 columns, Parquet',
    query: 'export/events?format=parquet',
    hasLines: false,
  },
];

/** A folder with so many events; where folders are kept, the one of an earlier run. */
async function openFolder(rows: number, kept: string | undefined): Promise<string> {
  const folder = kept === undefined ? temporaryFolder() : join(kept, `export-${rows}`);
  if (existsSync(join(folder, 'filled'))) return folder;
  mkdirSync(folder, { recursive: true });
  const fresh = await startProduct(folder);
  await createSite(fresh.port);
  await fresh.end();
  await fill(folder, rows);
  writeFileSync(join(folder, 'filled'), '');
  return folder;
}

async function measureFolder(rows: number, kept: string | undefined): Promise<Download[]> {
  const folder = await openFolder(rows, kept);
  const downloads: Download[] = [];
  for (const { name, query, hasLines } of FILES) {
    // A server of its own: what a process has held for one file it does not give back for the next.
    const product = await startProduct(folder);
    const [session] = await signIn(product.port);
    const file = await download(product, session!, query);
    await product.end();
    if (hasLines && file.rows !== rows) throw new Error(`${name}: ${file.rows} rows of ${rows}`);
    downloads.push(file);
  }
  if (kept === undefined) removeFolder(folder);
  return downloads;
}

function told(
  name: string,
  rows: number,
  { seconds, cpuSeconds, bytes, memory, blockedMs }: Download,
): Figure[] {
  const perSecond = formatCount(rows / seconds);
  const perCpuSecond = formatCount(rows / cpuSeconds);
  return [
    {
      name,
      value: `${perSecond} rows/s, ${perCpuSecond} for a second of processor time; ${formatMb(bytes)}`,
    },
    {
      name: `${name}: memory of the process, longest block of its main thread`,
      value: `${formatMb(memory.before)} before, ${formatMb(memory.peak)} at most; ${formatMs(blockedMs)}`,
    },
  ];
}

/** What ten times the rows, or what was asked for, takes more. */
function growth(sizes: readonly number[], downloads: readonly Download[][]): Figure[] {
  if (sizes.length < 2) return [];
  const [few, many] = [downloads.at(0)!, downloads.at(-1)!];
  return FILES.map(({ name }, place) => {
    const grown = many[place]!.memory.peak - few[place]!.memory.peak;
    const [from, to] = [sizes.at(0)!, sizes.at(-1)!].map(formatCount);
    return {
      name: `${name}: more memory for ${to} rows than for ${from}`,
      value: formatMb(grown),
      target: `≤ ${formatMb(WANTED_GROWTH)}`,
      isMet: grown <= WANTED_GROWTH,
    };
  });
}

/** The engine keeps what it last used, up to its limit; rows do not gather. */
const WANTED_GROWTH = 150 * 1024 * 1024;
const [QUICK, WHOLE] = [
  [100_000, 1_000_000],
  [1_000_000, 10_000_000],
];

export const exports: Measurement = {
  name: 'export',
  describe: 'files of 1 and 10 million rows (--rows for others): rows a second, and memory',
  async run({ isQuick, dataFolder, rows = isQuick ? QUICK : WHOLE }: Scale) {
    const downloads: Download[][] = [];
    for (const size of rows) downloads.push(await measureFolder(size, dataFolder));
    const figures = rows.flatMap((size, place) =>
      FILES.flatMap(({ name }, file) =>
        told(`${formatCount(size)} rows, ${name}`, size, downloads[place]![file]!),
      ),
    );
    return [...figures, ...growth(rows, downloads)];
  },
};
