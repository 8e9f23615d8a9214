/**
 * Of how many events of a site something was cut, by day and reason, with the property of the latest
 * of them, so that its people can see what is missing and where to look.
 * Cost: none, the table is new; it grows by at most one row for each site, day and reason.
 * Undo: drop the table.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0022_cuts_create',
  async up(db) {
    await db.schema
      .createTable('cuts')
      .addColumn('site_number', 'integer', (column) =>
        column.notNull().references('sites.number').onDelete('cascade'),
      )
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addColumn('property', 'text')
      .addPrimaryKeyConstraint('cuts_site_day_reason', ['site_number', 'day', 'reason'])
      .execute();
  },
};
