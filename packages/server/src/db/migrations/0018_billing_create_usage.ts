/**
 * What counting and limits need beside the events themselves: whose pageviews those of each site are
 * (also when the site is gone: its pageviews stay counted), and which notices of a month's use have
 * been mailed.
 * Cost: one row for each site. Undo: drop the tables.
 */
import { sql } from 'kysely';
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0018_billing_create_usage',
  async up(db) {
    await db.schema
      .createTable('metered_sites')
      // No reference to sites: it outlives them, and the number is never given again.
      .addColumn('site_number', 'integer', (column) => column.notNull().primaryKey())
      .addColumn('org_id', 'text', (column) =>
        column.notNull().references('orgs.id').onDelete('cascade'),
      )
      .execute();
    await sql`insert into metered_sites (site_number, org_id) select number, org_id from sites`.execute(
      db,
    );
    await db.schema
      .createTable('usage_notices')
      .addColumn('org_id', 'text', (column) =>
        column.notNull().references('orgs.id').onDelete('cascade'),
      )
      .addColumn('month', 'text', (column) => column.notNull())
      .addColumn('plan', 'text', (column) => column.notNull())
      .addColumn('percent', 'integer', (column) => column.notNull())
      .addColumn('sent_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('usage_notices_once', ['org_id', 'month', 'plan', 'percent'])
      .execute();
  },
};
