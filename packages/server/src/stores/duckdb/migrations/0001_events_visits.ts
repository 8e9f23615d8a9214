/**
 * The tables of events and visits.
 *
 * `hot_events` holds the (site, day)s that may still change, in the order of arrival; `events` and
 * `visits` hold sealed ones, written once per day grouped by site, so that a report touches its own
 * site's blocks. A row is in exactly one of the two event tables. The views put both together, so
 * that a query need not know which days are sealed; `hot_visits` is the one definition of how
 * events make a visit, for queries and for sealing alike.
 *
 * Cost: none, the database is new. Undo: delete the database file.
 */
import { EVENT_COLUMNS, VISIT_PROPERTIES } from '../../event-record.ts';
import type { Migration } from './migration.ts';

const eventColumns = `
  site UINTEGER NOT NULL,
  day DATE NOT NULL,
  ts TIMESTAMP_MS NOT NULL,
  visitor UBIGINT NOT NULL,
  visit_started TIMESTAMP_MS NOT NULL,
  name VARCHAR NOT NULL,
  interactive BOOLEAN NOT NULL,
  hostname VARCHAR NOT NULL,
  pathname VARCHAR NOT NULL,
  engaged_ms UINTEGER NOT NULL,
  scroll_depth UTINYINT NOT NULL,
  ${VISIT_PROPERTIES.map((name) => `${name} VARCHAR NOT NULL`).join(',\n  ')},
  props MAP(VARCHAR, VARCHAR),
  revenue_amount DECIMAL(18, 4),
  revenue_currency VARCHAR`;

/** Those of this version; the log's format has grown since. */
const columns = EVENT_COLUMNS.slice(0, EVENT_COLUMNS.indexOf('page_title')).join(', ');

/** First (or last) pageview's path; of several in one millisecond the first (last) by name, so that the order of arrival never matters. */
const pageAt = (edge: 'arg_min' | 'arg_max') =>
  `coalesce(${edge}(pathname, {'ts': ts, 'pathname': pathname}) FILTER (WHERE name = 'pageview'), '')`;

export const migration: Migration = {
  id: '0001_events_visits',
  up: [
    `CREATE TABLE hot_events (${eventColumns})`,
    // With these most distinct counts become plain counts. only_visit: the visitor has no other visit
    // that day. first_on_page: the visit's first event on that path; new_on_page: the visitor's.
    // marks: see visit-marks.ts. Of hot rows the latter two are null: not known yet.
    `CREATE TABLE events (${eventColumns},
      only_visit BOOLEAN NOT NULL,
      first_on_page BOOLEAN NOT NULL,
      new_on_page BOOLEAN NOT NULL)`,
    `CREATE TABLE visits (
      site UINTEGER NOT NULL,
      day DATE NOT NULL,
      visitor UBIGINT NOT NULL,
      started TIMESTAMP_MS NOT NULL,
      only_visit BOOLEAN NOT NULL,
      marks UINTEGER NOT NULL,
      duration_ms UINTEGER NOT NULL,
      pageviews UINTEGER NOT NULL,
      events UINTEGER NOT NULL,
      is_bounce BOOLEAN NOT NULL,
      entry_page VARCHAR NOT NULL,
      exit_page VARCHAR NOT NULL,
      ${VISIT_PROPERTIES.map((name) => `${name} VARCHAR NOT NULL`).join(',\n      ')})`,
    `CREATE TABLE sealed_days (site UINTEGER NOT NULL, day DATE NOT NULL)`,
    `CREATE TABLE stored_segment (number UBIGINT NOT NULL)`,
    `INSERT INTO stored_segment VALUES (0)`,
    `CREATE VIEW hot_visits AS SELECT
      site, day, visitor, visit_started AS started,
      false AS only_visit,
      NULL::UINTEGER AS marks,
      greatest(0, epoch_ms(max(ts)) - epoch_ms(visit_started))::UINTEGER AS duration_ms,
      (count(*) FILTER (WHERE name = 'pageview'))::UINTEGER AS pageviews,
      (count(*) FILTER (WHERE name <> 'engagement'))::UINTEGER AS events,
      count(*) FILTER (WHERE name = 'pageview') <= 1
        AND count(*) FILTER (WHERE interactive AND name NOT IN ('pageview', 'engagement')) = 0 AS is_bounce,
      ${pageAt('arg_min')} AS entry_page,
      ${pageAt('arg_max')} AS exit_page,
      ${VISIT_PROPERTIES.map((name) => `any_value(${name}) AS ${name}`).join(',\n      ')}
    FROM hot_events
    GROUP BY site, day, visitor, visit_started`,
    `CREATE VIEW all_visits AS SELECT * FROM visits UNION ALL SELECT * FROM hot_visits`,
    `CREATE VIEW all_events AS
      SELECT ${columns}, only_visit, first_on_page, new_on_page FROM events
      UNION ALL
      SELECT ${columns}, false, false, NULL FROM hot_events`,
  ],
};
