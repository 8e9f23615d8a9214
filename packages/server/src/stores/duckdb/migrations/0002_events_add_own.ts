/**
 * Keeps the page's title, and what an event itself said where that is not what its visit says
 * (JSON text): so visits can be decided anew when events come out of the order of time.
 *
 * Cost: metadata only; old rows read '' and null, which is right for all but an event that named
 * another source in the middle of a visit. Undo: drop both columns, make the view as in 0001.
 */
import { EVENT_COLUMNS } from '../../event-record.ts';
import type { Migration } from './migration.ts';

const columns = EVENT_COLUMNS.slice(0, EVENT_COLUMNS.indexOf('own') + 1).join(', ');

export const migration: Migration = {
  id: '0002_events_add_own',
  up: [
    ...['hot_events', 'events'].flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN page_title VARCHAR DEFAULT ''`,
      `ALTER TABLE ${table} ADD COLUMN own VARCHAR`,
    ]),
    `CREATE OR REPLACE VIEW all_events AS
      SELECT ${columns}, only_visit, first_on_page, new_on_page FROM events
      UNION ALL
      SELECT ${columns}, false, false, NULL FROM hot_events`,
  ],
};
