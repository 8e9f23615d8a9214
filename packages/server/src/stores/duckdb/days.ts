/**
 * Sealing: what turns a day that is over into its visits and clustered events, and back.
 * All of it runs inside a transaction opened by the caller, in the worker thread.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { EVENT_COLUMNS } from '../event-record.ts';
import type { SiteDay } from '../event-store.ts';
import { ALL_MARKS, markBit, VISIT_MARKS } from '../visit-marks.ts';

const columns = EVENT_COLUMNS.join(', ');

/** The bits of what a visit `v` has of its visitor's earlier visit `w`, and so is not the first of. */
const hadBeforeSql = VISIT_MARKS.map((mark) => {
  const bit = markBit(mark);
  return mark === 'visitor'
    ? String(bit)
    : `CASE WHEN v.${mark} = w.${mark} THEN ${bit} ELSE 0 END`;
}).join(' + ');

/** Days in one `IN` list. */
const DAYS_PER_STATEMENT = 500;

/** A condition on site and day, and its parameters. */
export function daysIn(days: readonly SiteDay[]): {
  where: string;
  params: Array<number | string>;
} {
  const [only, ...others] = days;
  if (only !== undefined && others.length === 0) {
    // A list of one the engine compares row by row, and skips no blocks.
    return { where: '(site = ?::UINTEGER AND day = ?::DATE)', params: [only.site, only.day] };
  }
  return {
    where: `(site, day) IN (${days.map(() => '(?::UINTEGER, ?::DATE)').join(', ')})`,
    params: days.flatMap(({ site, day }) => [site, day]),
  };
}

/** The given days cut into lists that fit a statement. */
function inBatches(days: readonly SiteDay[]): SiteDay[][] {
  const batches: SiteDay[][] = [];
  for (let start = 0; start < days.length; start += DAYS_PER_STATEMENT) {
    batches.push(days.slice(start, start + DAYS_PER_STATEMENT));
  }
  return batches;
}

/**
 * Events that are sorted at once. All that sealing tells apart is a matter of one visitor's day, so
 * a large day is done a range of visitors at a time: sorted whole it would not fit the engine's
 * memory, and by way of the disk it takes several times as long.
 */
const EVENTS_AT_ONCE = 150_000;

/** Visitor ids are hashes, spread evenly. */
const VISITOR_IDS = 2n ** 64n;

/** Conditions on the visitor that together take every one, in the order of the ids. */
function visitorRanges(events: number, atOnce: number): string[] {
  const ranges = BigInt(Math.max(1, Math.ceil(events / atOnce)));
  if (ranges === 1n) return ['true'];
  return Array.from({ length: Number(ranges) }, (_, index) => {
    const from = (VISITOR_IDS * BigInt(index)) / ranges;
    const last = (VISITOR_IDS * BigInt(index + 1)) / ranges - 1n;
    return `visitor BETWEEN ${from}::UBIGINT AND ${last}::UBIGINT`;
  });
}

// Few visitors come twice on a day; each visit of theirs is laid beside those before it. Windows, one
// for each mark, made this statement take nearly twice as long.
const visitsSql = (where: string) => `
  WITH counted AS MATERIALIZED (
    SELECT *, count(*) OVER (PARTITION BY site, day, visitor) AS visits
    FROM hot_visits WHERE ${where}),
  again AS MATERIALIZED (FROM counted WHERE visits > 1),
  had AS (
    SELECT v.site, v.day, v.visitor, v.started, bit_or(${hadBeforeSql}) AS bits
    FROM again v JOIN again w
      ON w.site = v.site AND w.day = v.day AND w.visitor = v.visitor AND w.started < v.started
    GROUP BY ALL)
  SELECT * EXCLUDE (visits) REPLACE (true AS only_visit, ${ALL_MARKS} AS marks)
  FROM counted WHERE visits = 1
  UNION ALL
  SELECT * EXCLUDE (visits, bits) REPLACE (${ALL_MARKS} & ~coalesce(bits, 0) AS marks)
  FROM again LEFT JOIN had USING (site, day, visitor, started)
  ORDER BY site, day, started, visitor`;

// The windows run over few columns and are joined to the rows: over all columns they take several
// times as long. Engagement is no event that a figure counts, so it is never the first on a page. Of
// events of one instant any may be; the same one for both marks, or two sealings of a day would differ.
const eventsSql = (where: string) => `
  WITH marked AS MATERIALIZED (
    SELECT rowid AS event,
      min(visit_started) OVER day_visitor = max(visit_started) OVER day_visitor AS only_visit,
      name <> 'engagement' AND row_number() OVER (
        PARTITION BY site, day, visitor, visit_started, pathname, name = 'engagement' ORDER BY ts, rowid
      ) = 1 AS first_on_page,
      name <> 'engagement' AND row_number() OVER (
        PARTITION BY site, day, visitor, pathname, name = 'engagement' ORDER BY ts, rowid
      ) = 1 AS new_on_page
    FROM hot_events WHERE ${where}
    WINDOW day_visitor AS (PARTITION BY site, day, visitor))
  SELECT ${columns}, only_visit, first_on_page, new_on_page
  FROM hot_events JOIN marked ON hot_events.rowid = event
  ORDER BY site, day, visitor, ts`;

/**
 * Writes the visits of the days, moves their events into the clustered table, marks them sealed.
 * @returns false when nothing of them was hot: they have no rows, or are sealed and got none since
 */
export async function sealDays(
  writer: DuckDBConnection,
  days: readonly SiteDay[],
  eventsAtOnce = EVENTS_AT_ONCE,
): Promise<boolean> {
  const { where, params } = daysIn(days);
  const found = await writer.runAndReadAll(
    `SELECT count(*) FROM hot_events WHERE ${where}`,
    params,
  );
  const events = Number(found.getRows()[0]![0]);
  if (events === 0) return false;
  // Of several days each visitor's range holds some of every day: their order wants one statement.
  const ranges = days.length === 1 ? visitorRanges(events, eventsAtOnce) : ['true'];
  const within = ranges.map((range) => `${where} AND ${range}`);
  for (const one of within) {
    await writer.run(`INSERT INTO visits BY NAME ${visitsSql(one)}`, params);
    await writer.run(`INSERT INTO events BY NAME ${eventsSql(one)}`, params);
  }
  await writer.run(
    `INSERT INTO sealed_days BY NAME SELECT DISTINCT site, day FROM hot_events WHERE ${where}`,
    params,
  );
  await writer.run(`DELETE FROM hot_events WHERE ${where}`, params);
  return true;
}

/** @returns those of the days that are listed in the table of days, where the condition holds */
export async function daysListed(
  writer: DuckDBConnection,
  days: readonly SiteDay[],
  { table, condition = 'true' }: { table: 'sealed_days' | 'unordered_days'; condition?: string },
): Promise<SiteDay[]> {
  const listed: SiteDay[] = [];
  for (const batch of inBatches(days)) {
    const { where, params } = daysIn(batch);
    const found = await writer.runAndReadAll(
      `SELECT site, strftime(day, '%Y-%m-%d') FROM ${table} WHERE ${where} AND ${condition}`,
      params,
    );
    for (const [site, day] of found.getRows())
      listed.push({ site: Number(site), day: String(day) });
  }
  return listed;
}

/**
 * Takes back that the days are sealed, where they have hot rows now. What was derived of the day as
 * a whole no longer counts; rows of visitors who got none since stay in `events` and `visits`,
 * because all that sealing writes on a row is a matter of one visitor's day.
 */
export async function unsealDays(
  writer: DuckDBConnection,
  days: readonly SiteDay[],
): Promise<void> {
  for (const batch of inBatches(days)) {
    const { where, params } = daysIn(batch);
    await writer.run(
      `DELETE FROM sealed_days WHERE (site, day) IN (SELECT DISTINCT site, day FROM hot_events WHERE ${where})`,
      params,
    );
  }
}

/**
 * Takes back that the months of the days are added up: a day of theirs gets rows, be it one that
 * had none before.
 * @returns whether one was
 */
export async function reopenMonths(
  writer: DuckDBConnection,
  days: readonly SiteDay[],
): Promise<boolean> {
  const months = new Map(
    days.map(({ site, day }) => {
      const first = `${day.slice(0, 7)}-01`;
      return [`${site} ${first}`, { site, day: first }];
    }),
  );
  let isReopened = false;
  for (const batch of inBatches([...months.values()])) {
    const { params } = daysIn(batch);
    const places = batch.map(() => '(?::UINTEGER, ?::DATE)').join(', ');
    const reopened = await writer.runAndReadAll(
      `DELETE FROM sealed_months WHERE (site, month) IN (${places}) RETURNING site`,
      params,
    );
    isReopened ||= reopened.currentRowCount > 0;
  }
  return isReopened;
}
