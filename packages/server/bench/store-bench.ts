/**
 * Measures the event store and the query engine alone, over one site of many events in 12 months:
 * `node packages/server/bench/store-bench.ts [events] [sites] [folder]`. Prints a table.
 *
 * The events are made inside the engine, then sealed day by day as a running server would, the last
 * day left hot. With several sites the same number of events is spread over all of them, and the
 * first one is asked.
 */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { runStatsBatch, type StatsContext } from '../src/query/index.ts';
import { inTransaction, openDatabase } from '../src/stores/duckdb/database.ts';
import { sealDays } from '../src/stores/duckdb/days.ts';
import { openEventStore } from '../src/stores/open.ts';

const EVENTS = Number(process.argv[2] ?? 10_000_000);
const SITES = Number(process.argv[3] ?? 1);
const FOLDER = process.argv[4] ?? './bench-data/store';
const LAST_DAY = '2026-03-01';
const DAYS = 365;
const DAYS_AT_ONCE = 30;
/** What the visits below come to. */
const EVENTS_PER_VISIT = 3.34;

const pick = (prefix: string, count: number, skew: number) =>
  `'${prefix}' || floor(${count} * pow(random(), ${skew}))::INTEGER`;

/** Some days of all sites: visits, then their pageviews, engagement and a few custom events. */
function daysSql(firstDay: string, days: number, visits: number): string[] {
  return [
    `CREATE OR REPLACE TEMP TABLE v AS SELECT
       i, (i % ${SITES} + 1)::UINTEGER AS site, d::DATE AS day,
       hash(CASE WHEN i // ${SITES} % 8 = 7 THEN i - ${SITES} ELSE i END, d) AS visitor,
       (epoch_ms(d) + floor(80000000 * random())::BIGINT) AS started,
       1 + floor(-ln(random() + 1e-9) * 1.1)::INTEGER AS pages,
       ${pick('Source ', 40, 3)} AS source, ${pick('Channel ', 12, 2)} AS channel,
       ${pick('ref.example/', 2000, 4)} AS referrer,
       CASE WHEN random() < 0.1 THEN ${pick('campaign-', 30, 2)} ELSE '' END AS utm_campaign,
       CASE WHEN random() < 0.1 THEN ${pick('src-', 10, 2)} ELSE '' END AS utm_source,
       ${pick('C', 80, 3)} AS country, ${pick('Region ', 400, 3)} AS region, ${pick('City ', 4000, 3)} AS city,
       ${pick('Browser ', 6, 2)} AS browser, ${pick('', 60, 2)} AS browser_version,
       ${pick('OS ', 6, 2)} AS os, ${pick('', 20, 2)} AS os_version,
       CASE WHEN random() < 0.5 THEN 'desktop' ELSE 'mobile' END AS device_type,
       ${pick('screen', 4, 1)} AS screen_size, ${pick('l', 30, 3)} AS language
     FROM range(${visits}) AS visits(i),
       range(TIMESTAMP '${firstDay}', TIMESTAMP '${firstDay}' + INTERVAL ${days} DAY, INTERVAL 1 DAY) AS days(d)`,
    `INSERT INTO hot_events BY NAME SELECT
       site, day, epoch_ms(started + step * 30000 + floor(20000 * random())::BIGINT * least(step, 1))::TIMESTAMP_MS AS ts,
       visitor, epoch_ms(started)::TIMESTAMP_MS AS visit_started,
       CASE WHEN step % 2 = 0 THEN 'pageview' WHEN random() < 0.1 THEN 'signup' ELSE 'engagement' END AS name,
       true AS interactive, 'example.com' AS hostname, '/blog/' || floor(3000 * pow(random(), 3))::INTEGER AS pathname,
       floor(30000 * random())::UINTEGER AS engaged_ms, floor(100 * random())::UTINYINT AS scroll_depth,
       referrer, source, channel, utm_source, '' AS utm_medium, utm_campaign, '' AS utm_term, '' AS utm_content,
       country, region, city, browser, browser_version, os, os_version, device_type, screen_size, language,
       CASE WHEN random() < 0.05 THEN MAP {'plan': ${pick('plan-', 4, 1)}} END AS props,
       NULL AS revenue_amount, NULL AS revenue_currency
     FROM (SELECT *, unnest(range(pages * 2 - (i % 2))) AS step FROM v)
     ORDER BY ts`,
  ];
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}

async function fill(path: string): Promise<number> {
  const database = await openDatabase({
    path,
    memoryLimitMb: 4096,
    threads: availableParallelism(),
    queryConnections: 1,
  });
  await database.writer.run(`SET checkpoint_threshold = '512MB'`);
  const visits = Math.round(EVENTS / DAYS / EVENTS_PER_VISIT);
  for (let back = DAYS - 1; back > 0; back -= DAYS_AT_ONCE) {
    const count = Math.min(DAYS_AT_ONCE, back);
    await fillDays(database.writer, dayBefore(LAST_DAY, back), count, visits);
  }
  for (const statement of daysSql(LAST_DAY, 1, visits)) await database.writer.run(statement);
  const rows = await database.writer.runAndReadAll(
    `SELECT count(*) FILTER (WHERE site = 1), count(*) FROM all_events`,
  );
  const [ofSite, all] = rows.getRows()[0]!.map(Number);
  const dictionary = await database.writer.runAndReadAll('SELECT count(*) FROM all_visits');
  console.log(
    `${all} events in ${String(dictionary.getRows()[0]![0])} visits, ${ofSite} of site 1`,
  );
  await database.writer.run('CHECKPOINT');
  database.close();
  return all!;
}

async function fillDays(writer: DuckDBConnection, first: string, count: number, visits: number) {
  for (const statement of daysSql(first, count, visits)) await writer.run(statement);
  for (let index = 0; index < count; index++) {
    const day = dayBefore(first, -index);
    const days = Array.from({ length: SITES }, (_, site) => ({ site: site + 1, day }));
    await inTransaction(writer, () => sealDays(writer, days));
  }
}

const CARDS = ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'avg_duration'];
const panel = (dimension: string, ...metrics: string[]) => ({
  dimensions: [dimension],
  metrics: ['visitors', ...metrics],
  limit: 9,
});

/** What a dashboard asks for first: cards with comparison, chart, the panels. */
const firstView = (period: string, extra: object = {}) => ({
  base: { period, ...extra },
  queries: {
    cards: { metrics: CARDS, compare: 'previous_period' },
    chart: {
      dimensions: [period === '30d' ? 'date' : 'month'],
      metrics: ['visitors'],
      compare: 'previous_period',
    },
    sources: panel('source'),
    pages: panel('pathname'),
    countries: panel('country'),
    devices: panel('browser'),
  },
  realtime: true,
});

async function timed(label: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  await work();
  const ms = Math.round(performance.now() - startedAt);
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuMs = Math.round((user + system) / 1000);
  const rssMb = Math.round(process.memoryUsage().rss / 1024 / 1024);
  console.log(
    `${label.padEnd(44)} ${String(ms).padStart(6)} ms   ${String(cpuMs).padStart(6)} ms CPU   RSS ${rssMb} MB`,
  );
}

async function measure(): Promise<void> {
  const context = {
    site: { number: 1, id: '', orgId: '', domain: 'example.com', timezone: 'UTC', createdAtMs: 0 },
    nowMs: Date.parse(`${LAST_DAY}T18:00:00Z`),
    firstEventAtMs: Date.parse(dayBefore(LAST_DAY, DAYS - 1)),
    goals: [],
  };
  for (const [period, extra] of [
    ['30d', {}],
    ['12mo', {}],
    ['12mo', { filters: { source: 'Source 1' } }],
    ['12mo', { filters: { pathname: '/blog/1' } }],
    ['30d', { filters: { pathname: { contains: 'blog/1' } } }],
  ] as const) {
    const store = await openEventStore({ dataDir: FOLDER });
    const body = firstView(period, extra);
    const label = `${period} ${JSON.stringify(extra)}`;
    let nowMs = context.nowMs;
    const run = () => {
      // Another second each time, and nothing kept: what is measured is the engine.
      nowMs += 1000;
      const fresh = uncached(store);
      return runStatsBatch({ ...context, store: fresh, nowMs } as StatsContext, body);
    };
    await timed(`${label} first`, run);
    await timed(`${label} warm`, run);
    await timed(`${label} warm`, run);
    for (const [name, query] of Object.entries(body.queries)) {
      await timed(`    ${name} alone`, () =>
        runStatsBatch(
          { ...context, store: uncached(store), nowMs: (nowMs += 1000) },
          { base: body.base, queries: { [name]: query } },
        ),
      );
    }
    await store.close();
  }
}

/** The same store under another identity, so that no answer kept for it is used. */
function uncached(store: StatsContext['store']): StatsContext['store'] {
  return new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const folder = join(FOLDER, 'events');
const path = join(folder, 'events.duckdb');
if (process.env.KEEP_DATA !== '1') {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const startedAt = performance.now();
  const events = await fill(path);
  const bytes = statSync(path).size;
  console.log(`filled in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  console.log(`${bytes} bytes, ${(bytes / events).toFixed(1)} per event`);
}
await timed('idle, open', async () => (await openEventStore({ dataDir: FOLDER })).close());
await measure();
