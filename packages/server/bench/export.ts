/** Long files: rows a second, and what of them is in memory. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { addDays } from '../src/calendar.ts';
import { openDatabase } from '../src/stores/duckdb/database.ts';
import { sealDays } from '../src/stores/duckdb/days.ts';
import { cpuMsOf, residentBytesOf } from './machine.ts';
import { formatCount, formatMb, type Figure, type Measurement, type Scale } from './measure.ts';
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

/** Each visit has five pages, and no page has another's path. */
const eventsOf = (day: string, place: number, rows: number) => `
INSERT INTO hot_events BY NAME
SELECT 1 AS site, '${day}'::DATE AS day, hash('${day}', n // 5) AS visitor,
  epoch_ms(epoch_ms('${day}'::TIMESTAMP) + 28800000 + (n // 5) * 100)::TIMESTAMP_MS AS visit_started,
  epoch_ms(epoch_ms('${day}'::TIMESTAMP) + 28800000 + (n // 5) * 100 + (n % 5) * 1000)::TIMESTAMP_MS AS ts,
  'pageview' AS name, true AS interactive, 'bench.example' AS hostname,
  '/products/category-' || n % 40 || '/item-' || (n + ${place * rows}) AS pathname,
  0 AS engaged_ms, 0 AS scroll_depth,
  'google.com/search' AS referrer, 'Google' AS source, 'Organic Search' AS channel,
  '' AS utm_source, '' AS utm_medium, '' AS utm_campaign, '' AS utm_term, '' AS utm_content,
  'DE' AS country, 'Berlin' AS region, 'Berlin' AS city, 'Firefox' AS browser, '150' AS browser_version,
  'Linux' AS os, '' AS os_version, 'desktop' AS device_type, 'laptop' AS screen_size, 'de' AS language,
  MAP {'plan': 'pro', 'variant': 'b'} AS props, NULL AS revenue_amount, NULL AS revenue_currency,
  'Item ' || n || ', a product' AS page_title
FROM range(${rows}) r(n)`;

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
  for (let place = 0; place < DAYS; place++) {
    const day = addDays(FIRST_DAY, place);
    await writer.run(eventsOf(day, place, rows / DAYS));
    await sealDays(writer, [{ site: 1, day }]);
  }
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
}

const LINE_END = 10;

async function download(
  { port, pid }: { port: number; pid: number },
  { orgId, siteId, cookie }: Session,
  query: string,
): Promise<Download> {
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
  };
}

const FIGURES = 'export?period=all&dimensions=pathname&metrics=visitors,pageviews';
const FILES = [
  { name: 'figures by page, CSV', query: FIGURES, hasLines: true },
  { name: 'events of 33 columns, CSV', query: 'export/events?', hasLines: true },
  {
    name: 'events of 33 columns, Parquet',
    query: 'export/events?format=parquet',
    hasLines: false,
  },
];

async function measureFolder(rows: number): Promise<Figure[]> {
  const folder = temporaryFolder();
  const fresh = await startProduct(folder);
  await createSite(fresh.port);
  await fresh.end();
  await fill(folder, rows);
  const product = await startProduct(folder);
  const [session] = await signIn(product.port);
  const figures: Figure[] = [];
  for (const { name, query, hasLines } of FILES) {
    const file = await download(product, session!, query);
    if (hasLines && file.rows !== rows) throw new Error(`${name}: ${file.rows} rows of ${rows}`);
    figures.push(...told(`${formatCount(rows)} rows, ${name}`, rows, file));
  }
  await product.end();
  removeFolder(folder);
  return figures;
}

function told(
  name: string,
  rows: number,
  { seconds, cpuSeconds, bytes, memory }: Download,
): Figure[] {
  return [
    {
      name,
      value: `${formatCount(rows / seconds)} rows/s, ${formatCount(rows / cpuSeconds)} for a second of processor time; ${formatMb(bytes)}`,
    },
    {
      name: `${name}: memory of the process`,
      value: `${formatMb(memory.before)} before, ${formatMb(memory.peak)} at most`,
    },
  ];
}

export const exports: Measurement = {
  name: 'export',
  describe: 'files of 1 and 10 million rows: how many rows a second, and memory',
  async run({ isQuick }: Scale) {
    const figures: Figure[] = [];
    for (const rows of isQuick ? [100_000, 1_000_000] : [1_000_000, 10_000_000]) {
      figures.push(...(await measureFolder(rows)));
    }
    return figures;
  },
};
