/**
 * A site of millions of events among 199 others, made inside DuckDB because the way in would take
 * too long. Sealing and counting is the store's own, so tables and order on disk are as in real life.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, dateAt, startOfDateMs } from '../src/calendar.ts';
import { inTransaction, openDatabase, type Database } from '../src/stores/duckdb/database.ts';
import { sealDays } from '../src/stores/duckdb/days.ts';
import { countDay, countMonth, uncountedMonths } from '../src/stores/duckdb/figures.ts';
import { MIN_EVENTS_FOR_FIGURES } from '../src/stores/figure-tables.ts';

/** Site 1 has a third of all events, site 2 the fewest. */
const SITES = 200;
export const LARGE_SITE = 1;
/** Of a visit: pageviews, nearly as many reports of engagement, now and then an event of its own. */
const ROWS_PER_VISIT = 4.44;
const DAYS = 365;
/** Days for one statement: bounds its memory. */
const DAYS_AT_ONCE = 5;

/** Text that a number below 1 picks from a list, the first ones far more often. */
const pick = (list: string, chance: string, steepness = 2) =>
  `list_extract(${list}, 1 + floor(len(${list}) * pow(${chance}, ${steepness}))::INTEGER)`;

/** A number from 0 to 1 that depends on the visit and the purpose alone. */
const chance = (purpose: string, of = 'visit') =>
  `(hash('${purpose}', ${of}) % 1000003) / 1000003.0`;

const SOURCES = `['', '', '', 'Google', 'Google', 'Facebook', 'Bing', 'Instagram', 'X', 'Reddit', 'DuckDuckGo', 'YouTube', 'LinkedIn', 'ChatGPT', 'Pinterest', 'Hacker News', 'GitHub']`;
const CHANNELS = `['Direct', 'Organic Search', 'Organic Social', 'Paid Search', 'Email', 'Referral', 'Paid Social', 'AI Assistants', 'Organic Video']`;
const COUNTRIES = `['DE','US','GB','FR','AT','CH','NL','PL','IT','ES','SE','DK','NO','FI','BE','CZ','IE','PT','CA','AU','NZ','IN','JP','BR','MX','SG','ZA','KR','TR','AR','UA','RO','GR','HU','BG','HR','SK','SI','LT','LV','EE','IL','AE','TH','VN','ID','MY','PH','CL','CO','PE','EG','NG','KE','MA','SA','PK','BD','HK','TW']`;
const BROWSERS = `['Chrome', 'Safari', 'Firefox', 'Edge', 'Samsung Internet', 'Opera', 'Brave']`;
const SYSTEMS = `['Windows', 'iOS', 'Android', 'macOS', 'Linux', 'iPadOS', 'ChromeOS']`;
const LANGUAGES = `['de','en','fr','nl','pl','it','es','sv','da','nb','fi','cs','pt','ja','ko','tr','uk','ro']`;

/** Visits of some days; each of them with all that its first event decides. */
const visitsSql = (visitsPerDay: number, fromDay: number) => `
CREATE OR REPLACE TEMP TABLE visits_made AS
WITH numbered AS (
  SELECT i AS visit, day_index, getvariable('day_starts')[day_index + 1] AS day_starts_ms,
    getvariable('dates')[day_index + 1]::DATE AS day
  FROM (SELECT i, floor(i / ${visitsPerDay})::INTEGER AS day_index
        FROM range(${fromDay * visitsPerDay}, ${(fromDay + DAYS_AT_ONCE) * visitsPerDay}) r(i)
  ) WHERE day_index < ${DAYS}
)
SELECT visit, day,
  CASE WHEN visit % 3 = 0 THEN ${LARGE_SITE} ELSE ${SITES} - floor(${SITES - 1} * pow(${chance('site')}, 2.5))::INTEGER END AS site,
  -- Every twelfth visit is the second one of the visitor before.
  hash('visitor', day, visit - CASE WHEN visit % 36 >= 33 THEN 3 ELSE 0 END) AS visitor,
  day_starts_ms + floor((0.29 + 0.34 * (${chance('t1')} + ${chance('t2')})) * 86400000)::BIGINT AS started_ms,
  least(30, 1 + floor(ln(1 - ${chance('pages')}) / ln(0.54)))::INTEGER AS pages,
  ${chance('source')} AS source_chance,
  ${pick(SOURCES, chance('source'))} AS source,
  ${pick(CHANNELS, chance('source'))} AS channel,
  CASE WHEN ${chance('referrer')} < 0.4 THEN '' ELSE 'site' || floor(800 * pow(${chance('host')}, 3)) || '.example/' || CASE WHEN ${chance('deep')} < 0.3 THEN 'p/' || floor(50 * ${chance('deep2')}) ELSE '' END END AS referrer,
  CASE WHEN ${chance('utm')} < 0.12 THEN 'campaign-' || floor(60 * ${chance('campaign')}) ELSE '' END AS utm_campaign,
  CASE WHEN ${chance('utm')} < 0.12 THEN 'google' ELSE '' END AS utm_source,
  CASE WHEN ${chance('utm')} < 0.12 THEN 'cpc' ELSE '' END AS utm_medium,
  ${pick(COUNTRIES, chance('place'), 3)} AS country,
  'Region ' || floor(400 * pow(${chance('place')}, 3)) AS region,
  'City ' || floor(3000 * pow(${chance('place')}, 3)) AS city,
  ${pick(BROWSERS, chance('browser'))} AS browser,
  (150 - floor(30 * pow(${chance('version')}, 3)))::INTEGER::VARCHAR AS browser_version,
  ${pick(SYSTEMS, chance('os'), 1.5)} AS os,
  (18 - floor(9 * pow(${chance('os_version')}, 2)))::INTEGER::VARCHAR AS os_version,
  ${pick(`['mobile', 'desktop', 'tablet', 'other']`, chance('os'), 1.5)} AS device_type,
  ${pick(`['mobile', 'desktop', 'laptop', 'tablet']`, chance('os'), 1.5)} AS screen_size,
  ${pick(LANGUAGES, chance('place'), 3)} AS language
FROM numbered`;

const page = (number: string) =>
  `'/' || CASE WHEN ${chance('page', `visit, ${number}`)} < 0.18 THEN '' ELSE 'articles/a-page-with-an-ordinary-name-' || floor(pow(50000, ${chance('page2', `visit, ${number}`)}))::INTEGER END`;

/** Pageview, engagement at its end, and an event of its own on some pages. */
const EVENTS_SQL = `
INSERT INTO hot_events BY NAME
WITH viewed AS (
  SELECT v.*, p AS page_number, ${page('p')} AS pathname,
    started_ms + p * 41000 + floor(9000 * ${chance('gap', 'visit, p')})::BIGINT AS viewed_ms
  FROM visits_made v, unnest(range(pages)) t(p)
), sent AS (
  SELECT *, 'pageview' AS name, viewed_ms AS ts_ms, 0 AS engaged_ms, 0 AS scroll_depth FROM viewed
  UNION ALL
  SELECT *, 'engagement', viewed_ms + 24000 + floor(8000 * ${chance('stay', 'visit, page_number')})::BIGINT,
    (4000 + 26000 * ${chance('engaged', 'visit, page_number')})::INTEGER, (20 + 80 * ${chance('scroll', 'visit, page_number')})::INTEGER
  FROM viewed WHERE ${chance('lost', 'visit, page_number')} < 0.96
  UNION ALL
  SELECT *, CASE WHEN ${chance('which', 'visit, page_number')} < 0.8 THEN 'add_to_cart' ELSE 'signup' END, viewed_ms + 12000, 0, 0
  FROM viewed WHERE ${chance('custom', 'visit, page_number')} < 0.08
)
SELECT site, day, make_timestamp_ms(ts_ms) AS ts, visitor,
  make_timestamp_ms(min(ts_ms) OVER (PARTITION BY visit)) AS visit_started,
  name, true AS interactive, 'bench.example' AS hostname, pathname, engaged_ms, scroll_depth,
  referrer, source, channel, utm_source, utm_medium, utm_campaign, '' AS utm_term, '' AS utm_content,
  country, region, city, browser, browser_version, os, os_version, device_type, screen_size, language,
  CASE WHEN name = 'add_to_cart' THEN MAP {'product': pathname} END AS props,
  NULL AS revenue_amount, NULL AS revenue_currency
FROM sent`;

/**
 * Fills the folder with about `rows` events of 200 sites over the 12 months before today; a third of
 * them are site 1's. They are sealed, and large days and months have their figures.
 */
export async function fillLargeSite(
  dataDir: string,
  timezone: string,
  rows: number,
  nowMs: number,
): Promise<void> {
  const database = await openFolder(dataDir);
  const { writer } = database;
  await writer.run("SET checkpoint_threshold = '512MB'");
  const visitsPerDay = Math.round(rows / DAYS / ROWS_PER_VISIT);
  const dates = await setDays(writer, timezone, nowMs);
  for (let fromDay = 0; fromDay < DAYS; fromDay += DAYS_AT_ONCE) {
    await writer.run(visitsSql(visitsPerDay, fromDay));
    await writer.run(EVENTS_SQL);
    for (const day of dates.slice(fromDay, fromDay + DAYS_AT_ONCE)) await sealDayOfAll(writer, day);
  }
  const sites = Array.from({ length: SITES }, (_, index) => index + 1);
  for (const month of await uncountedMonths(writer, sites)) {
    await inTransaction(writer, () => countMonth(writer, month));
  }
  await writer.run('CHECKPOINT');
  database.close();
}

/** All sites' day at once, for a commit each would take longer than all the rest; the tables come out alike. */
async function sealDayOfAll(writer: DuckDBConnection, day: string): Promise<void> {
  const days = Array.from({ length: SITES }, (_, index) => ({ site: index + 1, day }));
  const large = await writer.runAndReadAll(
    `SELECT site FROM hot_events WHERE day = ?::DATE GROUP BY site HAVING count(*) >= ${MIN_EVENTS_FOR_FIGURES}`,
    [day],
  );
  await inTransaction(writer, async () => {
    await sealDays(writer, days);
    for (const [site] of large.getRows()) await countDay(writer, { site: Number(site), day }, 0);
  });
}

const COPIED: ReadonlyArray<{ table: string; day: string }> = [
  { table: 'events', day: 'day' },
  { table: 'visits', day: 'day' },
  { table: 'day_figures', day: 'day' },
  { table: 'day_figures_long', day: 'day' },
  { table: 'month_figures_long', day: 'day' },
  { table: 'sealed_days', day: 'day' },
  { table: 'sealed_months', day: 'month' },
];

/** Gives site 1 the same 12 months again in each of the `years` before them. Times of day stay as they are. */
export async function repeatYears(dataDir: string, years: number): Promise<void> {
  const database = await openFolder(dataDir);
  const { writer } = database;
  const last = await writer.runAndReadAll('SELECT max(day)::VARCHAR FROM sealed_days');
  const since = addDays(String(last.getRows()[0]![0]), -DAYS);
  for (let back = 1; back <= years; back++) {
    for (const { table, day } of COPIED) {
      await writer.run(
        `INSERT INTO ${table} SELECT * REPLACE ((${day} - INTERVAL ${back} YEAR)::DATE AS ${day})
         FROM ${table} WHERE site = ${LARGE_SITE} AND ${day} > '${since}'::DATE`,
      );
    }
  }
  await writer.run('CHECKPOINT');
  database.close();
}

/** A day of many events of site 1 that is over and not sealed. @returns the day */
export async function addOpenDay(dataDir: string, rows: number): Promise<string> {
  const database = await openFolder(dataDir);
  const { writer } = database;
  const last = await writer.runAndReadAll('SELECT max(day)::VARCHAR FROM sealed_days');
  const lastDay = String(last.getRows()[0]![0]);
  const day = addDays(lastDay, -DAYS - 30);
  await writer.run(
    `INSERT INTO hot_events BY NAME
     SELECT e.* EXCLUDE (only_visit, first_on_page, new_on_page) REPLACE (
       '${day}'::DATE AS day, hash(e.visitor, copy) AS visitor)
     FROM events e, range(${Math.ceil((rows * DAYS) / 10_000_000) + 1}) r(copy)
     WHERE e.site = ${LARGE_SITE} AND e.day = '${lastDay}'::DATE
     LIMIT ${rows}`,
  );
  database.close();
  return day;
}

function openFolder(dataDir: string): Promise<Database> {
  return openDatabase({
    path: join(dataDir, 'events/events.duckdb'),
    memoryLimitMb: 3_072,
    threads: availableParallelism(),
    queryConnections: 0,
    streamConnections: 0,
    minEventsForFigures: 0,
  });
}

async function setDays(
  writer: DuckDBConnection,
  timezone: string,
  nowMs: number,
): Promise<string[]> {
  const first = addDays(dateAt(timezone, nowMs), -DAYS);
  const dates = Array.from({ length: DAYS + DAYS_AT_ONCE }, (_, day) => addDays(first, day));
  const starts = dates.map((date) => startOfDateMs(timezone, date));
  await writer.run(`SET VARIABLE dates = [${dates.map((date) => `'${date}'`).join(', ')}]`);
  await writer.run(`SET VARIABLE day_starts = [${starts.map((ms) => `${ms}::BIGINT`).join(', ')}]`);
  return dates.slice(0, DAYS);
}
