/**
 * How many pageviews of a site each calendar month (UTC) has got, ever: what is deleted later stays
 * counted. Moved in the transaction that stores a segment, so that it is exact after any crash.
 *
 * Cost: one scan of all events, once. Undo: drop the table; what was deleted is forgotten then.
 */
import type { Migration } from './migration.ts';

export const migration: Migration = {
  id: '0007_pageview_months_create',
  up: [
    `CREATE TABLE pageview_months (
      site UINTEGER NOT NULL,
      month VARCHAR NOT NULL,
      pageviews UBIGINT NOT NULL)`,
    `INSERT INTO pageview_months
      SELECT site, strftime(ts::TIMESTAMP, '%Y-%m') AS month, count(*)
      FROM all_events WHERE name = 'pageview' GROUP BY site, month`,
  ],
};
