/**
 * Counts the figures of one sealed day from its visits and events, and those of a month from its
 * days. Runs inside a transaction opened by the caller, in the worker thread.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SiteDay } from '../event-store.ts';
import {
  FIGURE_DIMENSIONS,
  FIGURE_MEASURES,
  figureCode,
  isLongDimension,
  missingText,
  VISIT_FIGURE_DIMENSIONS,
  type FigureDimension,
} from '../figure-tables.ts';

const SHORT = FIGURE_DIMENSIONS.filter((name) => !isLongDimension(name));
const LONG = FIGURE_DIMENSIONS.filter(isLongDimension);

/** One visit a day is the rule; only the visitors with more need to be told apart. */
const visitorsOf = (rows: string) =>
  `count(*) FILTER (WHERE ${rows}.only_visit) + count(DISTINCT ${rows}.visitor) FILTER (WHERE NOT ${rows}.only_visit) AS visitors`;

function shownValue(dimension: FigureDimension): string {
  const missing = missingText(dimension);
  return missing === null
    ? dimension
    : `CASE WHEN ${dimension} = '' THEN '${missing}' ELSE ${dimension} END`;
}

const ofVisits = (dimensions: readonly FigureDimension[]) =>
  dimensions.filter(
    (name) => name !== 'total' && (VISIT_FIGURE_DIMENSIONS as readonly string[]).includes(name),
  );

/** One pass over the visits for all dimensions: `grouped` tells by which one a row is grouped. */
function visitFigures(dimensions: readonly FigureDimension[]): string {
  const names = ofVisits(dimensions);
  const sets = names.map((name) => `(${name})`);
  if (dimensions.includes('total')) sets.push('()');
  const all = 2 ** names.length - 1;
  const cases = names.map((name, index) => {
    const grouped = all - 2 ** (names.length - 1 - index);
    return { when: `WHEN ${grouped} THEN`, name };
  });
  return `
    SELECT
      (CASE grouped ${cases.map(({ when, name }) => `${when} ${figureCode(name)}`).join(' ')} ELSE ${figureCode('total')} END)::UTINYINT AS dimension,
      CASE grouped ${cases.map(({ when, name }) => `${when} ${name}`).join(' ')} ELSE '' END AS value,
      * EXCLUDE (grouped, ${names.join(', ')})
    FROM (
      SELECT GROUPING(${names.join(', ')}) AS grouped, ${names.join(', ')},
        ${visitorsOf('v')}, count(*) AS visits, sum(pageviews) AS pageviews, sum(events) AS events,
        count(*) AS entered_visits, count(*) FILTER (WHERE is_bounce) AS entered_bounces,
        sum(pageviews) AS entered_pageviews, sum(duration_ms) AS entered_duration_ms,
        count(*) FILTER (WHERE entered) AS entrances, count(*) FILTER (WHERE left_page) AS exits
      FROM (SELECT ${names.map((name) => `${shownValue(name)} AS ${name}`).join(', ')},
        visitor, only_visit, pageviews, events, is_bounce, duration_ms,
        entry_page <> '' AS entered, exit_page <> '' AS left_page FROM day_visits) v
      GROUP BY GROUPING SETS (${sets.join(', ')}))`;
}

/** Visits with what their events of one value come to. */
const perVisit = (column: string) => `
  SELECT ${column} AS value, visitor, visit_started, any_value(only_visit) AS only_visit,
    count(*) FILTER (WHERE name = 'pageview') AS pageviews, count(*) AS events
  FROM day_events GROUP BY ALL`;

const OF_EVENTS = `${visitorsOf('e')}, count(*) AS visits, sum(e.pageviews) AS pageviews, sum(e.events) AS events`;

/** Over a row for each visit and page of which time or scroll was reported. */
const ENGAGEMENT = `sum(engaged_ms) AS engaged_ms, count(DISTINCT (visitor, visit_started)) FILTER (WHERE engaged_ms > 0) AS engaged_visits,
  sum(deepest) AS deepest_scrolls, count(*) FILTER (WHERE deepest > 0) AS scrolled_pages, count(*) AS engagements`;

/** Events by their page; what is `entered` speaks of the visits that began there. */
const PATHNAME_FIGURES = `
  SELECT ${figureCode('pathname')}::UTINYINT AS dimension, * FROM (
    SELECT value, ${OF_EVENTS} FROM (${perVisit('pathname')}) e GROUP BY value
    UNION ALL BY NAME
    SELECT entry_page AS value, count(*) AS entered_visits,
      count(*) FILTER (WHERE is_bounce) AS entered_bounces,
      sum(pageviews) AS entered_pageviews, sum(duration_ms) AS entered_duration_ms,
      count(*) AS entrances
    FROM day_visits WHERE entry_page <> '' GROUP BY value
    UNION ALL BY NAME
    SELECT exit_page AS value, count(*) AS exits
    FROM day_visits WHERE exit_page <> '' GROUP BY value
    UNION ALL BY NAME
    SELECT pathname AS value, ${ENGAGEMENT} FROM day_engagement GROUP BY value)`;

const TOTAL_ENGAGEMENT = `
  SELECT ${figureCode('total')}::UTINYINT AS dimension, '' AS value, ${ENGAGEMENT}
  FROM day_engagement HAVING count(*) > 0`;

/** Events by another property; what is `entered` speaks of the visits that hold such an event. */
const eventFigures = (dimension: 'hostname' | 'event_name', column: string) => `
  SELECT ${figureCode(dimension)}::UTINYINT AS dimension, value, ${OF_EVENTS},
    count(*) AS entered_visits, count(*) FILTER (WHERE v.is_bounce) AS entered_bounces,
    sum(v.pageviews) AS entered_pageviews, sum(v.duration_ms) AS entered_duration_ms
  FROM (${perVisit(column)}) e
  JOIN day_visits v ON v.visitor = e.visitor AND v.started = e.visit_started
  GROUP BY value`;

function insertInto(table: string, parts: readonly string[]): string {
  const sums = FIGURE_MEASURES.map((name) => `coalesce(sum(${name}), 0) AS ${name}`).join(', ');
  return `
    INSERT INTO ${table} BY NAME
    WITH day_visits AS MATERIALIZED (
      SELECT * FROM visits WHERE site = $site::UINTEGER AND day = $day::DATE),
    day_events AS MATERIALIZED (
      SELECT pathname, hostname, name, visitor, visit_started, only_visit FROM events
      WHERE site = $site::UINTEGER AND day = $day::DATE AND name <> 'engagement'),
    day_engagement AS MATERIALIZED (
      SELECT visitor, visit_started, pathname, sum(engaged_ms) AS engaged_ms, max(scroll_depth) AS deepest
      FROM events WHERE site = $site::UINTEGER AND day = $day::DATE AND name = 'engagement'
      GROUP BY visitor, visit_started, pathname)
    SELECT $site::UINTEGER AS site, $day::DATE AS day, dimension, value, ${sums}
    FROM (${parts.join(' UNION ALL BY NAME ')})
    GROUP BY dimension, value ORDER BY dimension, value`;
}

const COUNT_SHORT = insertInto('day_figures', [
  visitFigures(SHORT),
  TOTAL_ENGAGEMENT,
  eventFigures('hostname', 'hostname'),
  eventFigures('event_name', 'name'),
]);
const COUNT_LONG = insertInto('day_figures_long', [visitFigures(LONG), PATHNAME_FIGURES]);

const DAY_TABLES = ['day_figures', 'day_figures_long'];
const OF_DAY = 'site = $site::UINTEGER AND day = $day::DATE';

async function ask(connection: DuckDBConnection, text: string, params?: Values): Promise<Cells[]> {
  return (await connection.runAndReadAll(text, params)).getRowsJson() as Cells[];
}
type Values = Record<string, number | string>;
type Cells = Array<string | number | boolean | null>;

/** Counts a day that was sealed just now, when it is large enough. What was counted before gives way. */
export async function countDay(
  connection: DuckDBConnection,
  { site, day }: SiteDay,
  minEvents: number,
): Promise<void> {
  const params = { site, day };
  for (const table of DAY_TABLES) {
    await connection.run(`DELETE FROM ${table} WHERE ${OF_DAY}`, params);
  }
  const [found] = await ask(connection, `SELECT count(*) FROM events WHERE ${OF_DAY}`, params);
  if (Number(found![0]) >= minEvents) await keepDay(connection, params);
}

async function keepDay(
  connection: DuckDBConnection,
  params: { site: number; day: string },
): Promise<void> {
  await connection.run(COUNT_SHORT, params);
  await connection.run(COUNT_LONG, params);
  await connection.run(`UPDATE sealed_days SET has_figures = true WHERE ${OF_DAY}`, params);
}

/**
 * Months of the sites that are over (there is a later day), have figures of days, and none of their
 * own yet.
 */
export async function uncountedMonths(
  connection: DuckDBConnection,
  sites: readonly number[],
): Promise<SiteMonth[]> {
  const rows = await ask(
    connection,
    `WITH days AS (
       SELECT site, day, date_trunc('month', day)::DATE AS month, has_figures,
         max(day) OVER (PARTITION BY site) AS last_day
       FROM sealed_days WHERE site IN (${sites.map(Number).join(', ')}))
     SELECT DISTINCT site, month::VARCHAR FROM days
     WHERE has_figures AND last_day >= month + INTERVAL 1 MONTH
       AND NOT EXISTS (SELECT 1 FROM sealed_months m WHERE m.site = days.site AND m.month = days.month)
       AND NOT EXISTS (SELECT 1 FROM hot_events h WHERE h.site = days.site
         AND h.day >= days.month AND h.day < days.month + INTERVAL 1 MONTH)`,
  );
  return rows.map(([site, month]) => ({ site: Number(site), month: String(month) }));
}

/** `month` is its first day. */
export interface SiteMonth {
  site: number;
  month: string;
}

const IN_MONTH = `site = $site::UINTEGER AND day >= $month::DATE AND day < $month::DATE + INTERVAL 1 MONTH`;

/**
 * Adds up a month's days; its days too small for figures get them now. Does nothing when the month
 * got rows since it was listed.
 */
export async function countMonth(
  connection: DuckDBConnection,
  { site, month }: SiteMonth,
): Promise<void> {
  const listed = await uncountedMonths(connection, [site]);
  if (!listed.some((one) => one.month === month)) return;
  const params = { site, month };
  const small = await ask(
    connection,
    `SELECT day::VARCHAR FROM sealed_days WHERE ${IN_MONTH} AND NOT has_figures`,
    params,
  );
  for (const [day] of small) await keepDay(connection, { site, day: String(day) });
  await connection.run(
    'DELETE FROM month_figures_long WHERE site = $site::UINTEGER AND day = $month::DATE',
    params,
  );
  await connection.run(
    `INSERT INTO month_figures_long BY NAME
     SELECT site, $month::DATE AS day, dimension, value, ${FIGURE_MEASURES.map((name) => `sum(${name}) AS ${name}`).join(', ')}
     FROM day_figures_long WHERE ${IN_MONTH} GROUP BY ALL ORDER BY dimension, value`,
    params,
  );
  await connection.run('INSERT INTO sealed_months VALUES ($site::UINTEGER, $month::DATE)', params);
}

/** Days and months whose figures count, of these sites or of all. */
export async function figuresKept(
  connection: DuckDBConnection,
  sites?: readonly number[],
): Promise<KeptFigures[]> {
  const among = sites === undefined ? 'true' : `site IN (${[...sites, -1].map(Number).join(', ')})`;
  const days = await ask(
    connection,
    `SELECT site, day::VARCHAR FROM sealed_days WHERE has_figures AND ${among} ORDER BY ALL`,
  );
  const months = await ask(
    connection,
    `SELECT site, month::VARCHAR FROM sealed_months WHERE ${among} ORDER BY ALL`,
  );
  const kept = new Map<number, KeptFigures>();
  const of = (site: number) => {
    const known = kept.get(site) ?? { site, days: [], months: [] };
    kept.set(site, known);
    return known;
  };
  for (const site of sites ?? []) of(site);
  for (const [site, day] of days) of(Number(site)).days.push(String(day));
  for (const [site, month] of months) of(Number(site)).months.push(String(month));
  return [...kept.values()];
}

/** As it crosses to the main thread. */
export interface KeptFigures {
  site: number;
  days: string[];
  months: string[];
}
