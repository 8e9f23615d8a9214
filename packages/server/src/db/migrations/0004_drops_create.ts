/**
 * How many events of a site were not counted on purpose, by day and reason, so that its people can
 * see what is missing and why.
 * Cost: none, the table is new; it grows by at most one row for each site, day and reason.
 * Undo: drop the table.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0004_drops_create',
  async up(db) {
    await db.schema
      .createTable('drops')
      .addColumn('site_number', 'integer', (column) =>
        column.notNull().references('sites.number').onDelete('cascade'),
      )
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('drops_site_day_reason', ['site_number', 'day', 'reason'])
      .execute();
  },
};
