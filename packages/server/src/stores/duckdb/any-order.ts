/**
 * Rows whose visits the store decides: those that were not accepted in the order of time, and
 * whatever comes later to such a day. Visits come out as if all rows had come live, in order.
 *
 * What is decided is all rows of the visitors of a day that get a row; nobody else's visit can
 * change. All of it runs inside the transaction opened by the caller, in the worker thread.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { EVENT_COLUMNS, VISIT_IDLE_MS, VISIT_PROPERTIES } from '../event-record.ts';
import type { DayRows, SiteDay } from '../event-store.ts';
import type { EventRow } from '../segment-file.ts';
import { appendRows } from './append.ts';
import { daysIn, daysListed, reopenMonths } from './days.ts';

const VISITORS = 'site, day, visitor';
const columns = EVENT_COLUMNS.join(', ');
const propertyList = (write: (name: string) => string, between = ', ') =>
  VISIT_PROPERTIES.map(write).join(between);

/**
 * The order of events of one instant, in this place alone. A visit's properties are those of its
 * first event: of several that share its instant a pageview's, of several pageviews the one with
 * the first path (which is the entry page too), then the first by what it said. What is equal in
 * all of these makes the same visit either way.
 */
const FIRST_FIRST = `ts, name <> 'pageview', pathname, ${propertyList((name) => `said_${name}`)}`;

const rowsOf = (
  table: string,
) => `SELECT '${table}' AS origin, rowid AS place, ${columns} FROM ${table}
  WHERE (${VISITORS}) IN (SELECT DISTINCT ${VISITORS} FROM arriving)`;

/** All rows of the visitors but sealed ones; `place` is the row's in its table. */
const GATHER = `
  CREATE OR REPLACE TEMP TABLE gathered AS
  ${['arriving', 'hot_events', 'waiting_engagement'].map(rowsOf).join(' UNION ALL ')}`;

/** Site, first and last day: what lies between is one stretch of the table, the rest is not read. */
const GATHER_SEALED = `
  INSERT INTO gathered ${rowsOf('events')}
    AND site = ?::UINTEGER AND day BETWEEN ?::DATE AND ?::DATE`;

const said = (name: string) =>
  `CASE WHEN own IS NULL THEN ${name} ELSE coalesce(json_extract_string(own, '$.${name}'), ${name}) END AS said_${name}`;

const ownSql = `nullif('{' || concat_ws(',', ${propertyList(
  (name) =>
    `CASE WHEN g.said_${name} <> f.said_${name} THEN '"${name}":' || to_json(g.said_${name}) END`,
)}) || '}', '{}')`;

/**
 * A stretch is what no gap divides. Its visit begins with its first event that is no engagement;
 * engagement before that has no visit, and is kept aside: what it belongs to may come yet.
 */
const DECIDE = `
  CREATE OR REPLACE TEMP TABLE decided AS
  WITH said AS (
    SELECT *, name = 'engagement' AS is_engagement, ${propertyList(said)} FROM gathered),
  spaced AS (
    SELECT *, epoch_ms(ts) - lag(epoch_ms(ts)) OVER (PARTITION BY ${VISITORS} ORDER BY ts) > ${VISIT_IDLE_MS} AS is_after_gap
    FROM said),
  -- Events of one instant count as one here: the default frame takes them in together.
  stretches AS (
    SELECT *, count(*) FILTER (WHERE is_after_gap) OVER (PARTITION BY ${VISITORS} ORDER BY ts) AS stretch
    FROM spaced),
  firsts AS (
    SELECT * FROM stretches WHERE NOT is_engagement
    QUALIFY row_number() OVER (PARTITION BY ${VISITORS}, stretch ORDER BY ${FIRST_FIRST}) = 1),
  visits AS (
    SELECT g.* EXCLUDE (is_after_gap, stretch),
      coalesce(g.ts < f.ts, true) AS is_waiting,
      CASE WHEN g.ts >= f.ts THEN f.ts ELSE g.ts END AS new_visit_started,
      ${propertyList((name) => `CASE WHEN g.ts >= f.ts THEN f.said_${name} ELSE g.said_${name} END AS new_${name}`)},
      CASE WHEN NOT g.is_engagement THEN ${ownSql} END AS new_own
    FROM stretches g LEFT JOIN firsts f USING (${VISITORS}, stretch))
  SELECT origin, place, is_waiting,
    visit_started <> new_visit_started OR own IS DISTINCT FROM new_own
      OR ${propertyList((name) => `${name} <> new_${name}`, ' OR ')} AS is_changed,
    ${EVENT_COLUMNS.map((name) => (isDecided(name) ? `new_${name} AS ${name}` : name)).join(', ')}
  FROM visits`;

function isDecided(name: string): boolean {
  return ['visit_started', 'own', ...VISIT_PROPERTIES].includes(name);
}

const MOVE_SEALED = [
  `DELETE FROM events WHERE rowid IN (SELECT place FROM decided WHERE origin = 'events')`,
  `DELETE FROM visits WHERE (${VISITORS}) IN (SELECT DISTINCT ${VISITORS} FROM decided WHERE origin = 'events')`,
];

/** What lay elsewhere, or lies there with other values than decided, is written anew. */
const MOVE = [
  `DELETE FROM hot_events WHERE rowid IN (
     SELECT place FROM decided WHERE origin = 'hot_events' AND (is_changed OR is_waiting))`,
  `DELETE FROM waiting_engagement WHERE rowid IN (
     SELECT place FROM decided WHERE origin = 'waiting_engagement' AND NOT is_waiting)`,
  `INSERT INTO hot_events BY NAME SELECT ${columns} FROM decided
   WHERE NOT is_waiting AND (is_changed OR origin <> 'hot_events')`,
  `INSERT INTO waiting_engagement BY NAME SELECT ${columns} FROM decided
   WHERE is_waiting AND origin <> 'waiting_engagement'`,
];

const COUNT_WAITING = `
  SELECT site, strftime(day, '%Y-%m-%d'),
    count(*) FILTER (WHERE is_waiting) - count(*) FILTER (WHERE origin = 'waiting_engagement') AS more
  FROM decided GROUP BY ALL HAVING more <> 0 ORDER BY ALL`;

/** Remembers that the store decides the visits of these days, whatever comes to them from now on. */
export async function noteUnorderedDays(
  writer: DuckDBConnection,
  days: readonly SiteDay[],
): Promise<void> {
  const known = await daysListed(writer, days, { table: 'unordered_days' });
  const isKnown = ({ site, day }: SiteDay) =>
    known.some((other) => other.site === site && other.day === day);
  for (const { site, day } of days.filter((one) => !isKnown(one))) {
    await writer.run(
      'INSERT INTO unordered_days BY NAME SELECT ?::UINTEGER AS site, ?::DATE AS day',
      [site, day],
    );
  }
}

/**
 * Remembers the same of days that are sealed and get rows now. From here on a visitor's rows of
 * such a day may be hot or not, so none may be added without looking for the others.
 */
export async function noteSealedDays(
  writer: DuckDBConnection,
  days: readonly SiteDay[],
): Promise<void> {
  await noteUnorderedDays(writer, days);
  for (const { site, day } of days) {
    await writer.run(
      'UPDATE unordered_days SET was_sealed = true WHERE site = ?::UINTEGER AND day = ?::DATE AND NOT was_sealed',
      [site, day],
    );
  }
}

/**
 * Stores the rows, and decides all visits of their visitors on their days. The visitors' rows of
 * sealed days become hot; those of others stay as they are, for all that sealing writes on a row is
 * of one visitor, and what it sums it sums anew.
 *
 * @param days holds those of the rows
 * @returns by how many rows the engagement without a visit grew, or shrank, where it did
 */
export async function appendInAnyOrder(
  writer: DuckDBConnection,
  rows: readonly EventRow[],
  days: readonly SiteDay[],
): Promise<DayRows[]> {
  if (rows.length === 0) return [];
  const onceSealed = await daysListed(writer, days, {
    table: 'unordered_days',
    condition: 'was_sealed',
  });
  await writer.run('CREATE OR REPLACE TEMP TABLE arriving AS FROM hot_events LIMIT 0');
  await appendRows(writer, rows, { table: 'arriving', catalog: 'temp' });
  return decideArriving(writer, onceSealed);
}

/** Makes all of a sealed day hot again and decides all its visits anew, so that it can be sealed again. */
export async function reopenDay(writer: DuckDBConnection, day: SiteDay): Promise<void> {
  const { where, params } = daysIn([day]);
  await writer.run('CREATE OR REPLACE TEMP TABLE arriving AS FROM hot_events LIMIT 0');
  await writer.run(
    `INSERT INTO arriving BY NAME SELECT ${columns} FROM events WHERE ${where}`,
    params,
  );
  for (const table of ['events', 'visits', 'sealed_days']) {
    await writer.run(`DELETE FROM ${table} WHERE ${where}`, params);
  }
  await reopenMonths(writer, [day]);
  await decideArriving(writer, []);
}

/** @param onceSealed days of which rows may lie among the sealed ones */
async function decideArriving(
  writer: DuckDBConnection,
  onceSealed: readonly SiteDay[],
): Promise<DayRows[]> {
  await writer.run(GATHER);
  for (const span of spansOf(onceSealed)) await writer.run(GATHER_SEALED, span);
  await writer.run(DECIDE);
  for (const statement of onceSealed.length === 0 ? MOVE : [...MOVE_SEALED, ...MOVE]) {
    await writer.run(statement);
  }
  const waiting = await writer.runAndReadAll(COUNT_WAITING);
  for (const table of ['arriving', 'gathered', 'decided']) await writer.run(`DROP TABLE ${table}`);
  return waiting
    .getRows()
    .map(([site, day, more]) => ({ site: Number(site), day: String(day), rows: Number(more) }));
}

/** Site, first and last day. */
function spansOf(days: readonly SiteDay[]): Array<[number, string, string]> {
  const spans = new Map<number, [number, string, string]>();
  for (const { site, day } of days) {
    const [, first, last] = spans.get(site) ?? [site, day, day];
    spans.set(site, [site, day < first ? day : first, day > last ? day : last]);
  }
  return [...spans.values()];
}
