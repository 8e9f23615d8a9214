/**
 * Sites, the counter their numbers come from, and the deletions that are still to be finished.
 * The counter is a row of its own, because the highest number in use may be given back by a deletion.
 * Cost: none, the tables are new.
 * Undo: drop the three tables; the event store's rows then belong to nobody.
 */
import { sql } from 'kysely';
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0003_sites_create_numbers',
  async up(db) {
    await db.schema
      .createTable('sites')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('number', 'integer', (column) => column.notNull().unique())
      .addColumn('org_id', 'text', (column) =>
        column.notNull().references('orgs.id').onDelete('cascade'),
      )
      .addColumn('domain', 'text', (column) => column.notNull().unique())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('timezone', 'text', (column) => column.notNull())
      .addColumn('public', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('first_event_at', 'text')
      .execute();
    await db.schema.createIndex('sites_org_id').on('sites').column('org_id').execute();
    await db.schema
      .createTable('counters')
      .addColumn('name', 'text', (column) => column.notNull().primaryKey())
      .addColumn('value', 'integer', (column) => column.notNull())
      .execute();
    await sql`insert into counters (name, value) values ('site', 0)`.execute(db);
    await db.schema
      .createTable('site_deletions')
      .addColumn('number', 'integer', (column) => column.notNull().primaryKey())
      .addColumn('requested_at', 'text', (column) => column.notNull())
      .execute();
  },
};
