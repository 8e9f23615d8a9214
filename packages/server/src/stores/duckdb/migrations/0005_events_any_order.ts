/**
 * Days whose rows came in any order, and the engagement on them that has no visit so far (its
 * `visit_started` means nothing): see any-order.ts.
 *
 * Cost: none. Undo: drop the tables.
 */
import type { Migration } from './migration.ts';

export const migration: Migration = {
  id: '0005_events_any_order',
  up: [
    'CREATE TABLE unordered_days (site UINTEGER NOT NULL, day DATE NOT NULL)',
    'CREATE TABLE waiting_engagement AS FROM hot_events LIMIT 0',
  ],
};
