/**
 * The tables of events and visits.
 *
 * Inserted rows never change. `hot_events` holds them as they came, with their segment; sealing a
 * day writes its `events` and `visits` under a version of their own, and a row in `seals` says which
 * version of a day counts. Which rows of `seals` and which segments count, `commits` says: see
 * commits.ts. The views take that as parameters.
 *
 * Cost: none, the database is new. Undo: drop the database.
 */
import { EVENT_COLUMNS, VISIT_PROPERTIES } from '../../event-record.ts';
import { createTable, createView, type TableDefinition } from '../tables.ts';
import {
  allEvents,
  allVisits,
  hotVisits,
  SEALED_WAITING,
  UNSEALED_DAYS,
  unsealedEvents,
  waitingEngagement,
} from '../views.ts';
import { OF_OPEN_DAYS } from '../statement.ts';
import type { Migration } from './migration.ts';

const INSTANT = `DateTime64(3, 'UTC')`;
const NAME = 'LowCardinality(String)';
/** Properties with so many values that a dictionary would only cost. */
const MANY_VALUED = ['referrer', 'utm_term', 'utm_content'];

const visitProperties = VISIT_PROPERTIES.map(
  (property) => `${property} ${MANY_VALUED.includes(property) ? 'String' : NAME}`,
);

const eventColumns = (visitStarted: string) => [
  'site UInt32',
  'day Date',
  `ts ${INSTANT}`,
  'visitor UInt64',
  `visit_started ${visitStarted}`,
  `name ${NAME}`,
  'interactive Bool',
  `hostname ${NAME}`,
  'pathname String',
  'engaged_ms UInt32',
  'scroll_depth UInt8',
  ...visitProperties,
  `props Map(${NAME}, String)`,
  'revenue_amount Nullable(Decimal(18, 4))',
  'revenue_currency LowCardinality(Nullable(String))',
  'page_title String',
  // JSON text; see EventRecord.
  'own Nullable(String)',
];

/** How many inserts back a repeated one is recognised by its token; only the last one is ever repeated. */
const REMEMBERED_INSERTS = 1000;

const TABLES: TableDefinition[] = [
  {
    // One row, once it is merged.
    name: 'commits',
    columns: [
      'id UInt8',
      'number SimpleAggregateFunction(max, UInt64)',
      'segment SimpleAggregateFunction(max, UInt64)',
    ],
    engine: 'AggregatingMergeTree',
    orderBy: 'id',
    isSharded: false,
  },
  {
    // Versions that were given to a seal, whether or not it was finished.
    name: 'versions',
    columns: ['version UInt64'],
    orderBy: 'version',
    isSharded: false,
  },
  {
    // Of a day's rows the one with the highest number counts. `opened`: the day has rows that came
    // after it was sealed, or whose visits the store decides. What is sealed is what the segments up
    // to `through_segment` brought.
    name: 'seals',
    columns: [
      'site UInt32',
      'day Date',
      'number UInt64',
      'sealed_version UInt64',
      'through_segment UInt64',
      'opened Bool',
    ],
    orderBy: '(site, day, number)',
    isSharded: true,
    settings: { index_granularity: 1024 },
  },
  {
    name: 'hot_events',
    columns: [...eventColumns(`Nullable(${INSTANT})`), 'segment UInt64'],
    partitionBy: 'toYYYYMM(day)',
    orderBy: '(site, day, visitor, ts)',
    isSharded: true,
    settings: { non_replicated_deduplication_window: REMEMBERED_INSERTS },
  },
  {
    // The ids that senders gave their events.
    name: 'event_ids',
    columns: ['site UInt32', 'id UUID', 'segment UInt64'],
    orderBy: '(site, id)',
    isSharded: true,
    settings: { non_replicated_deduplication_window: REMEMBERED_INSERTS },
  },
  {
    name: 'events',
    columns: [
      ...eventColumns(INSTANT),
      'only_visit Bool',
      'first_on_page Bool',
      'new_on_page Bool',
      // Engagement that belongs to no visit, and to no report.
      'waiting Bool',
      'version UInt64',
    ],
    partitionBy: 'toYYYYMM(day)',
    orderBy: '(site, day, visitor, ts)',
    isSharded: true,
  },
  {
    name: 'visits',
    columns: [
      'site UInt32',
      'day Date',
      'visitor UInt64',
      `started ${INSTANT}`,
      'only_visit Bool',
      'marks UInt32',
      'duration_ms UInt32',
      'pageviews UInt32',
      'events UInt32',
      'is_bounce Bool',
      'entry_page String',
      'exit_page String',
      ...visitProperties,
      'version UInt64',
    ],
    partitionBy: 'toYYYYMM(day)',
    orderBy: '(site, day, started, visitor)',
    isSharded: true,
  },
];

/** The fields of this version; the log's format may grow. */
const columns = EVENT_COLUMNS.slice(0, EVENT_COLUMNS.indexOf('own') + 1);

export const migration: Migration = {
  id: '0001_events_visits',
  up: (layout) => [
    ...TABLES.flatMap((table) => createTable(table, layout)),
    createView('waiting_engagement', waitingEngagement(columns), layout),
    createView('sealed_waiting', SEALED_WAITING, layout),
    createView('unsealed_days', UNSEALED_DAYS, layout),
    ...[false, true].flatMap((hasOpenDays) => {
      const suffix = hasOpenDays ? OF_OPEN_DAYS : '';
      return [
        createView(`all_events${suffix}`, allEvents(columns, hasOpenDays), layout),
        createView(`unsealed_events${suffix}`, unsealedEvents(columns, hasOpenDays), layout),
        createView(`hot_visits${suffix}`, hotVisits(columns, hasOpenDays), layout),
        createView(`all_visits${suffix}`, allVisits(columns, hasOpenDays), layout),
      ];
    }),
  ],
};
