/**
 * Who did what in an organization, when. Ids of people and sites are no references: an entry outlives
 * what it speaks of, for a year. It ends with its organization.
 * Cost: none, the table is new.
 * Undo: drop the table.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0011_audit_create',
  async up(db) {
    await db.schema
      .createTable('audit')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('org_id', 'text', (column) =>
        column.notNull().references('orgs.id').onDelete('cascade'),
      )
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('actor_kind', 'text', (column) => column.notNull())
      .addColumn('actor_id', 'text')
      .addColumn('actor_name', 'text')
      .addColumn('site_id', 'text')
      .addColumn('site_name', 'text')
      .addColumn('details', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('audit_org_id').on('audit').columns(['org_id', 'id']).execute();
    await db.schema.createIndex('audit_at').on('audit').column('at').execute();
  },
};
