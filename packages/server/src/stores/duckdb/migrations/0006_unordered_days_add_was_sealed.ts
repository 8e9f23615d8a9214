/**
 * A day that was sealed when rows came to it may have rows in both tables of events. Only such days
 * need to be looked for among the sealed rows.
 *
 * Cost: none. Undo: drop the column.
 */
import type { Migration } from './migration.ts';

export const migration: Migration = {
  id: '0006_unordered_days_add_was_sealed',
  up: ['ALTER TABLE unordered_days ADD COLUMN was_sealed BOOLEAN DEFAULT false'],
};
