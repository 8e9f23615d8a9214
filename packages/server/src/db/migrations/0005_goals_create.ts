/**
 * Goals of sites. Two goals of a site neither mean the same nor bear the same name: the goal filter
 * takes names.
 * Cost: none, the table is new.
 * Undo: drop the table.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0005_goals_create',
  async up(db) {
    await db.schema
      .createTable('goals')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('site_id', 'text', (column) =>
        column.notNull().references('sites.id').onDelete('cascade'),
      )
      .addColumn('goal_type', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('currency', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addUniqueConstraint('goals_site_name', ['site_id', 'name'])
      .addUniqueConstraint('goals_site_target', ['site_id', 'goal_type', 'target'])
      .execute();
  },
};
