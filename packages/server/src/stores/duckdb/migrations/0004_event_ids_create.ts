/**
 * The ids that senders gave their events, so that an event that is sent twice counts once, for ever.
 * A table of its own: most events have none, and no report reads them.
 *
 * Cost: none, the table is empty; later 17 bytes for each id. Undo: drop the table.
 */
import type { Migration } from './migration.ts';

export const migration: Migration = {
  id: '0004_event_ids_create',
  up: [`CREATE TABLE event_ids (site UINTEGER NOT NULL, id UUID NOT NULL)`],
};
