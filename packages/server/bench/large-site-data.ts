/**
 * A site of millions of events, made inside DuckDB because the way in would take too long. Sealing
 * is the store's own, so tables and order on disk are as in real life.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, dateAt, startOfDateMs } from '../src/calendar.ts';
import { inTransaction, openDatabase } from '../src/stores/duckdb/database.ts';
import { sealDays } from '../src/stores/duckdb/days.ts';

const SITE_NUMBER = 1;
/** Of a visit: pageviews, nearly as many reports of engagement, now and then an event of its own. */
const ROWS_PER_VISIT = 4.44;
const DAYS = 365;
/** Days for one statement: bounds its memory. */
const DAYS_AT_ONCE = 14;

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
  -- Every twelfth visit is the second one of the visitor before.
  hash('visitor', day, visit - (visit % 12 = 11)::INTEGER) AS visitor,
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
  `'/' || CASE WHEN ${chance('page', `visit, ${number}`)} < 0.18 THEN '' ELSE 'articles/a-page-with-an-ordinary-name-' || floor(pow(4000, ${chance('page2', `visit, ${number}`)}))::INTEGER END`;

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
SELECT ${SITE_NUMBER} AS site, day, make_timestamp_ms(ts_ms) AS ts, visitor,
  make_timestamp_ms(min(ts_ms) OVER (PARTITION BY visit)) AS visit_started,
  name, true AS interactive, 'bench.example' AS hostname, pathname, engaged_ms, scroll_depth,
  referrer, source, channel, utm_source, utm_medium, utm_campaign, '' AS utm_term, '' AS utm_content,
  country, region, city, browser, browser_version, os, os_version, device_type, screen_size, language,
  CASE WHEN name = 'add_to_cart' THEN MAP {'product': pathname} END AS props,
  NULL AS revenue_amount, NULL AS revenue_currency
FROM sent`;

/** Fills the folder's only site with about `rows` events over the 12 months before today. */
export async function fillLargeSite(
  dataDir: string,
  timezone: string,
  rows: number,
  nowMs: number,
): Promise<void> {
  const database = await openDatabase({
    path: join(dataDir, 'events/events.duckdb'),
    memoryLimitMb: 3_072,
    threads: availableParallelism(),
    queryConnections: 0,
    minEventsForFigures: 0,
  });
  const { writer } = database;
  await writer.run("SET checkpoint_threshold = '512MB'");
  const visitsPerDay = Math.round(rows / DAYS / ROWS_PER_VISIT);
  const dates = await setDays(writer, timezone, nowMs);
  for (let fromDay = 0; fromDay < DAYS; fromDay += DAYS_AT_ONCE) {
    await writer.run(visitsSql(visitsPerDay, fromDay));
    await writer.run(EVENTS_SQL);
    // Several at once, for a commit each would take longer than all the rest; as it is one site's
    // and in order of days, the tables come out alike.
    const days = dates.slice(fromDay, fromDay + DAYS_AT_ONCE);
    const sealing = days.map((day) => ({ site: SITE_NUMBER, day }));
    await inTransaction(writer, () => sealDays(writer, sealing));
  }
  await writer.run('CHECKPOINT');
  database.close();
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
