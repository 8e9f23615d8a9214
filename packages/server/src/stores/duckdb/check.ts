/**
 * Computes sealed days anew from their events and compares with what is stored. The same code that
 * seals runs in an empty database in memory, beside the real one, so the rules are written once;
 * only which visit an event belongs to is derived here, a second time and in another way.
 * Runs in the worker thread, changes nothing.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { EVENT_COLUMNS, VISIT_IDLE_MS, VISIT_PROPERTIES } from '../event-record.ts';
import type { DayDifference, PartDifference, SealedDay, SiteDay } from '../event-store.ts';
import { inTransaction } from './database.ts';
import { daysIn, sealDays } from './days.ts';
import { countDay } from './figures.ts';
import { FIGURE_MEASURES } from '../figure-tables.ts';
import { MIGRATIONS } from './migrations/index.ts';

const columns = EVENT_COLUMNS.join(', ');
const SCRATCH = 'recomputed';

export const SEALED_DAYS = `
  SELECT site, day, (SELECT count(*) FROM events e WHERE e.site = s.site AND e.day = s.day) AS events
  FROM sealed_days s ORDER BY site, day`;

export function toSealedDay(row: Record<string, unknown>): SealedDay {
  return { site: Number(row['site']), day: String(row['day']), events: Number(row['events']) };
}

/** What is compared: rows of both databases that ought to be the same, however often each is there. */
interface Comparison {
  part: PartDifference['part'];
  /** @param database prefix of the tables, `where` on site and day */
  rows(database: string, where: string): string;
}

/** Of events of one instant on one page any may carry the mark; so it is looked at without their names. */
const MARKED_EVENT = `site, day, visitor, visit_started, ts, pathname, name = 'engagement' AS is_engagement`;

/** Those of days that were opened again lie there until the next sealing, and count no more. */
const figureRows = (database: string, where: string): string => `
  SELECT f.* FROM (FROM ${database}.day_figures UNION ALL FROM ${database}.day_figures_long) f
  JOIN (FROM ${database}.sealed_days WHERE has_figures AND ${where}) USING (site, day)`;

const COMPARISONS: readonly Comparison[] = [
  { part: 'visits', rows: (database, where) => `SELECT * FROM ${database}.visits WHERE ${where}` },
  {
    part: 'marks',
    rows: (database, where) =>
      `SELECT ${MARKED_EVENT}, COLUMNS(* EXCLUDE (${columns})) FROM ${database}.events WHERE ${where}`,
  },
  { part: 'figures', rows: figureRows },
];

/** Counts, for each day, the rows that are there more or less often than they ought to be. */
function differenceSql({ rows }: Comparison, original: string, where: string): string {
  return `
    SELECT site, day::VARCHAR AS day,
      sum(greatest(surplus, 0)) AS unexpected, sum(greatest(-surplus, 0)) AS missing
    FROM (
      SELECT * EXCLUDE (sign), sum(sign) AS surplus FROM (
        SELECT *, 1 AS sign FROM (${rows(original, where)})
        UNION ALL BY NAME
        SELECT *, -1 AS sign FROM (${rows(SCRATCH, 'true')}))
      GROUP BY ALL HAVING surplus <> 0)
    GROUP BY ALL`;
}

/**
 * Events that are counted to another visit than the gaps between them say, or that say other things
 * of their visit than its first event does.
 */
const assignmentSql = (original: string, where: string): string => `
  WITH spaced AS (
    SELECT site, day, visitor, ts, visit_started, hash(${VISIT_PROPERTIES.join(', ')}) AS said,
      coalesce(epoch_ms(ts) - lag(epoch_ms(ts)) OVER before > ${VISIT_IDLE_MS}, true) AS begins
    FROM ${original}.events WHERE ${where}
    WINDOW before AS (PARTITION BY site, day, visitor ORDER BY ts)),
  derived AS (
    SELECT *, max(ts) FILTER (begins) OVER so_far AS started
    FROM spaced
    WINDOW so_far AS (PARTITION BY site, day, visitor ORDER BY ts ROWS UNBOUNDED PRECEDING))
  SELECT site, day::VARCHAR AS day, count(*) AS unexpected, count(*) AS missing FROM (
    SELECT site, day, visit_started <> started
      OR said <> first_value(said) OVER (PARTITION BY site, day, visitor, started ORDER BY ts) AS is_wrong
    FROM derived)
  WHERE is_wrong GROUP BY ALL`;

/** Long figures of a month that are not the sum of its days; told of the month's last sealed day. */
const monthsSql = (original: string, where: string): string => `
  WITH months AS (
    SELECT site, m.month, max(d.day) AS day
    FROM ${original}.sealed_months m JOIN ${original}.sealed_days d USING (site)
    WHERE d.day >= m.month AND d.day < m.month + INTERVAL 1 MONTH
    GROUP BY ALL),
  asked AS (SELECT * FROM months WHERE ${where}),
  summed AS (
    SELECT a.site, a.day, f.dimension, f.value, ${FIGURE_MEASURES.map((name) => `sum(f.${name}) AS ${name}`).join(', ')}, -1 AS sign
    FROM asked a JOIN ${original}.day_figures_long f
      ON f.site = a.site AND f.day >= a.month AND f.day < a.month + INTERVAL 1 MONTH
    GROUP BY ALL),
  stored AS (
    SELECT a.site, a.day, f.dimension, f.value, ${FIGURE_MEASURES.map((name) => `f.${name}`).join(', ')}, 1 AS sign
    FROM asked a JOIN ${original}.month_figures_long f ON f.site = a.site AND f.day = a.month)
  SELECT site, day::VARCHAR AS day,
    sum(greatest(surplus, 0)) AS unexpected, sum(greatest(-surplus, 0)) AS missing
  FROM (
    SELECT * EXCLUDE (sign), sum(sign) AS surplus
    FROM (FROM stored UNION ALL BY NAME FROM summed) GROUP BY ALL HAVING surplus <> 0)
  GROUP BY ALL`;

interface Question {
  part: PartDifference['part'];
  /** @returns rows of site, day, unexpected, missing; the statement has the days' parameters once */
  sql(original: string, where: string): string;
}

/** In the order in which they are reported. */
const QUESTIONS: readonly Question[] = [
  { part: 'assignment', sql: assignmentSql },
  ...COMPARISONS.map((comparison) => ({
    part: comparison.part,
    sql: (original: string, where: string) => differenceSql(comparison, original, where),
  })),
  { part: 'month_figures', sql: monthsSql },
];

/** @returns those of the days that differ from what their events come to, by site and day */
export async function checkDays(
  connection: DuckDBConnection,
  days: readonly SiteDay[],
): Promise<DayDifference[]> {
  if (days.length === 0) return [];
  const [database] = (await connection.runAndReadAll('SELECT current_database()')).getRows()[0]!;
  const original = `"${String(database)}".main`;
  await connection.run(`ATTACH ':memory:' AS ${SCRATCH}`);
  try {
    await connection.run(`USE ${SCRATCH}`);
    await recompute(connection, original, days);
    return await compare(connection, original, days);
  } finally {
    await connection.run(`USE "${String(database)}"`);
    // Its memory goes with it.
    await connection.run(`DETACH ${SCRATCH}`);
  }
}

async function recompute(
  connection: DuckDBConnection,
  original: string,
  days: readonly SiteDay[],
): Promise<void> {
  const { where, params } = daysIn(days);
  for (const { up } of MIGRATIONS) for (const statement of up) await connection.run(statement);
  await inTransaction(connection, async () => {
    await connection.run(
      `INSERT INTO hot_events BY NAME SELECT ${columns} FROM ${original}.events WHERE ${where}`,
      params,
    );
    await sealDays(connection, days);
  });
  const counted = await connection.runAndReadAll(
    `SELECT site, day::VARCHAR FROM ${original}.sealed_days WHERE has_figures AND ${where}`,
    params,
  );
  await inTransaction(connection, async () => {
    for (const [site, day] of counted.getRows())
      await countDay(connection, { site: Number(site), day: String(day) }, 0);
  });
}

async function compare(
  connection: DuckDBConnection,
  original: string,
  days: readonly SiteDay[],
): Promise<DayDifference[]> {
  const { where, params } = daysIn(days);
  const found = new Map<string, DayDifference>();
  for (const { part, sql } of QUESTIONS) {
    const rows = (await connection.runAndReadAll(sql(original, where), params)).getRows();
    for (const [site, day, unexpected, missing] of rows) {
      const key = JSON.stringify([Number(site), String(day)]);
      const of = found.get(key) ?? { site: Number(site), day: String(day), differences: [] };
      of.differences.push({ part, missing: Number(missing), unexpected: Number(unexpected) });
      found.set(key, of);
    }
  }
  return [...found.values()].toSorted((a, b) => a.site - b.site || (a.day < b.day ? -1 : 1));
}
