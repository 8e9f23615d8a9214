/** Sealing: writes the visits and events of days that are over, under a version that does not count yet. */
import type { ClickHouseClient } from '@clickhouse/client';
import { EVENT_COLUMNS, VISIT_PROPERTIES } from '../event-record.ts';
import type { SiteDay } from '../event-store.ts';
import { ALL_MARKS, markBit, VISIT_MARKS } from '../visit-marks.ts';
import type { Snapshot } from './commits.ts';
import { viewAt } from './statement.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * A condition that holds for rows of these days. Written out, for it stands where nothing can be
 * bound: numbers and dates only.
 * @throws RangeError for what is no date
 */
export function dayList(days: readonly SiteDay[]): string {
  const pairs = days.map(({ site, day }) => {
    if (!DATE.test(day)) throw new RangeError(`Not a date: ${day}`);
    return `(${Number(site)}, '${day}')`;
  });
  return `(site, day) IN (${pairs.join(', ')})`;
}

const columns = EVENT_COLUMNS.join(', ');
const isEngagement = `name = 'engagement'`;

/** Engagement is no event that a figure counts, so it is never the first on a page. */
const isFirst = (partition: string) =>
  `NOT ${isEngagement} AND row_number() OVER (PARTITION BY site, day, visitor, ${partition}pathname, ${isEngagement} ORDER BY ts) = 1`;

const EVENTS = (version: number, from: string) => `
  INSERT INTO events (${columns}, only_visit, first_on_page, new_on_page, waiting, version)
  SELECT ${columns},
    uniqExactIf(visit_started, NOT waiting) OVER day_visitor = 1 AS only_visit_,
    ${isFirst('visit_started, ')} AS first_on_page_,
    ${isFirst('')} AS new_on_page_,
    waiting,
    ${version}
  FROM (SELECT ${columns}, waiting FROM ${from})
  WINDOW day_visitor AS (PARTITION BY site, day, visitor)`;

/** Adds up the bits of what a visit is its visitor's first of; of one visitor's visits only. */
const marks = VISIT_MARKS.map((mark) => {
  const property = mark === 'visitor' ? '' : `, ${mark}`;
  return `if(row_number() OVER (PARTITION BY site, day, visitor${property} ORDER BY started) = 1, ${markBit(mark)}, 0)`;
}).join(' + ');

const visitColumns = [
  'site, day, visitor, started, duration_ms, pageviews, events, is_bounce, entry_page, exit_page',
  ...VISIT_PROPERTIES,
].join(', ');

const VISITS = (version: number, from: string) => {
  const counted = `(SELECT *, count() OVER (PARTITION BY site, day, visitor) AS siblings FROM ${from})`;
  return `
  INSERT INTO visits (${visitColumns}, only_visit, marks, version)
  SELECT ${visitColumns}, true, ${ALL_MARKS}, ${version} FROM ${counted} WHERE siblings = 1
  UNION ALL
  SELECT ${visitColumns}, false, ${marks}, ${version} FROM ${counted} WHERE siblings > 1`;
};

export async function insertSealed(
  client: ClickHouseClient,
  days: readonly SiteDay[],
  { version, snapshot }: { version: number; snapshot: Snapshot },
): Promise<void> {
  const where = dayList(days);
  await client.command({
    query: VISITS(version, `${viewAt('hot_visits', snapshot)} WHERE ${where}`),
  });
  await client.command({
    query: EVENTS(version, `${viewAt('unsealed_events', snapshot)} WHERE ${where}`),
  });
}
