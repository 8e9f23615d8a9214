/**
 * What the views select: sealed rows of the version that counts, and hot rows with their visits
 * decided. All take the commit and the segment up to which they read as parameters.
 */
import { VISIT_IDLE_MS, VISIT_PROPERTIES } from '../event-record.ts';

/** The row of `seals` that counts, for each day that has one. */
const STATE = `(
  SELECT site, day, argMax(sealed_version, number) AS version,
    argMax(through_segment, number) AS through, argMax(opened, number) AS is_open
  FROM seals WHERE number <= {commit:UInt64} GROUP BY site, day)`;

/** Days that are sealed and got no rows since. */
const SEALED_DAYS = `(SELECT site, day, version FROM ${STATE} WHERE NOT is_open)`;
const OPEN_DAYS = `(SELECT site, day, version, through FROM ${STATE} WHERE is_open)`;
/** Days that were sealed once, or hold rows whose visits are decided here. */
const SEEN_DAYS = `(SELECT site, day FROM seals WHERE number <= {commit:UInt64})`;

/** Days with rows that are not sealed. */
export const UNSEALED_DAYS = `
  SELECT DISTINCT site, day FROM (
    SELECT site, day FROM hot_events LEFT ANTI JOIN ${SEEN_DAYS} AS seen USING (site, day)
    WHERE segment <= {segment:UInt64}
    UNION ALL SELECT site, day FROM ${OPEN_DAYS})`;

const isEngagement = `name = 'engagement'`;
/** What an event said itself: what its visit says, overlaid with what it says otherwise. */
const SAID = `mapUpdate(
  map(${VISIT_PROPERTIES.map((property) => `'${property}', toString(${property})`).join(', ')}),
  JSONExtract(ifNull(own, '{}'), 'Map(String, String)'))`;

/** TRICKY: a map that was updated holds its keys in another order than one that was not. */
const IN_ORDER = `arrayMap(property -> said[property], [${VISIT_PROPERTIES.map((property) => `'${property}'`).join(', ')}])`;

/** The columns as text, with those replaced that are named. */
function select(columns: readonly string[], replaced: Readonly<Record<string, string>>): string {
  return columns
    .map((column) => (column in replaced ? `${replaced[column]} AS ${column}` : column))
    .join(', ');
}

/** All rows of open days, with what each of them said itself. */
function openRows(columns: readonly string[]): string {
  const names = columns.join(', ');
  return `
    SELECT ${names} FROM hot_events INNER JOIN ${OPEN_DAYS} AS open USING (site, day)
    WHERE segment > through AND segment <= {segment:UInt64}
    UNION ALL
    SELECT ${select(columns, { visit_started: 'toNullable(visit_started)' })}
    FROM events INNER JOIN ${OPEN_DAYS} AS open USING (site, day, version)`;
}

/**
 * The rows of open days with their visits decided by METRICS.md: a stretch is what no gap divides,
 * its visit begins with its first event that is no engagement; engagement before that has no visit,
 * and waits for what may come yet.
 *
 * Of several events of one instant the first is a pageview, of several pageviews the one with the
 * first path, then the first by what it said: no order of arrival decides.
 */
function decidedRows(columns: readonly string[]): string {
  const outer = columns.filter((column) => column !== 'visit_started' && column !== 'own');
  const decided = Object.fromEntries(
    VISIT_PROPERTIES.map((property) => [property, `if(waiting, said, first_said)['${property}']`]),
  );
  const otherwise = 'mapFilter((property, value) -> value != first_said[property], said)';
  return `
    SELECT ${select(columns, {
      ...decided,
      visit_started: 'if(waiting, ts, decided_start)',
      own: `if(${isEngagement} OR empty(${otherwise}), NULL, toJSONString(${otherwise}))`,
    })}, waiting
    FROM (
      SELECT ${outer.join(', ')}, said,
        minIf(ts, NOT ${isEngagement}) OVER visit AS decided_start,
        countIf(NOT ${isEngagement}) OVER visit = 0 OR ts < decided_start AS waiting,
        argMinIf(said, (ts, name != 'pageview', pathname, ${IN_ORDER}), NOT ${isEngagement}) OVER visit AS first_said
      FROM (
        SELECT *, countIf(is_after_gap) OVER (PARTITION BY site, day, visitor ORDER BY ts ASC
          RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stretch
        FROM (
          SELECT *, ${SAID} AS said,
            toUnixTimestamp64Milli(ts) - toUnixTimestamp64Milli(lagInFrame(ts, 1, ts) OVER (
              PARTITION BY site, day, visitor ORDER BY ts ASC
              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) > ${VISIT_IDLE_MS} AS is_after_gap
          FROM (${openRows(columns)})))
      WINDOW visit AS (PARTITION BY site, day, visitor, stretch))`;
}

/** Engagement of open days that belongs to no visit. */
export function waitingEngagement(columns: readonly string[]): string {
  return `SELECT site, day FROM (${decidedRows(columns)}) WHERE waiting`;
}

/** The same of sealed days. */
export const SEALED_WAITING = `
  SELECT site, day FROM events INNER JOIN ${SEALED_DAYS} AS sealed USING (site, day, version)
  WHERE waiting`;

/**
 * Rows of days that are not sealed, those that wait for a visit among them.
 * @param hasOpenDays false leaves out deciding, whose many expressions cost each query 100 ms
 */
export function unsealedEvents(columns: readonly string[], hasOpenDays: boolean): string {
  const asTheyCame = `
    SELECT ${select(columns, { visit_started: 'assumeNotNull(visit_started)' })}, false AS waiting
    FROM hot_events LEFT ANTI JOIN ${SEEN_DAYS} AS seen USING (site, day)
    WHERE segment <= {segment:UInt64}`;
  return hasOpenDays ? `${asTheyCame} UNION ALL ${decidedRows(columns)}` : asTheyCame;
}

export function allEvents(columns: readonly string[], hasOpenDays: boolean): string {
  const names = columns.join(', ');
  return `
    SELECT ${names}, only_visit, first_on_page, toNullable(new_on_page) AS new_on_page
    FROM events INNER JOIN ${SEALED_DAYS} AS sealed USING (site, day, version)
    WHERE NOT waiting
    UNION ALL
    SELECT ${names}, false AS only_visit, false AS first_on_page, CAST(NULL, 'Nullable(Bool)') AS new_on_page
    FROM (${unsealedEvents(columns, hasOpenDays)}) WHERE NOT waiting`;
}

const visitProperties = VISIT_PROPERTIES.join(', ');
const counted = 'duration_ms, pageviews, events, is_bounce, entry_page, exit_page';
const isPageview = `name = 'pageview'`;

/** Of several pageviews in one millisecond the first (last) by name, so that the order of arrival never matters. */
const pageAt = (edge: 'argMin' | 'argMax') => `${edge}If(pathname, (ts, pathname), ${isPageview})`;

/** The one definition of how events make a visit, for queries and for sealing alike. */
export function hotVisits(columns: readonly string[], hasOpenDays: boolean): string {
  return `
    SELECT site, day, visitor, visit_started AS started,
      toUInt32(greatest(0, toUnixTimestamp64Milli(max(ts)) - toUnixTimestamp64Milli(visit_started))) AS duration_ms,
      toUInt32(countIf(${isPageview})) AS pageviews,
      toUInt32(countIf(NOT ${isEngagement})) AS events,
      countIf(${isPageview}) <= 1
        AND countIf(interactive AND name NOT IN ('pageview', 'engagement')) = 0 AS is_bounce,
      ${pageAt('argMin')} AS entry_page,
      ${pageAt('argMax')} AS exit_page,
      ${VISIT_PROPERTIES.map((property) => `any(e.${property}) AS ${property}`).join(', ')}
    FROM (${unsealedEvents(columns, hasOpenDays)}) e WHERE NOT waiting
    GROUP BY site, day, visitor, visit_started`;
}

export function allVisits(columns: readonly string[], hasOpenDays: boolean): string {
  const names = `site, day, visitor, started`;
  return `
    SELECT ${names}, only_visit, toNullable(marks) AS marks, ${counted}, ${visitProperties}
    FROM visits INNER JOIN ${SEALED_DAYS} AS sealed USING (site, day, version)
    UNION ALL
    SELECT ${names}, false AS only_visit, CAST(NULL, 'Nullable(UInt32)') AS marks, ${counted}, ${visitProperties}
    FROM (${hotVisits(columns, hasOpenDays)})`;
}
