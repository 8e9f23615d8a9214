/**
 * Organizations and who belongs to them.
 * Cost: none, the tables are new.
 * Undo: drop both tables.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0002_orgs_create_members',
  async up(db) {
    await db.schema
      .createTable('orgs')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('slug', 'text', (column) => column.notNull().unique())
      .addColumn('plan', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('members')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('org_id', 'text', (column) =>
        column.notNull().references('orgs.id').onDelete('cascade'),
      )
      .addColumn('user_id', 'text', (column) =>
        column.notNull().references('users.id').onDelete('cascade'),
      )
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addUniqueConstraint('members_org_user', ['org_id', 'user_id'])
      .execute();
    await db.schema.createIndex('members_user_id').on('members').column('user_id').execute();
  },
};
