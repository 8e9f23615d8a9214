/**
 * Funnels of sites: steps in order, each a goal or a path. A goal that is a step cannot be deleted.
 * The reference is checked at the end of a transaction, so that a site may go with its goals and
 * funnels in any order.
 * Cost: none, the tables are new.
 * Undo: drop the tables.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0015_funnels_create',
  async up(db) {
    await db.schema
      .createTable('funnels')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('site_id', 'text', (column) =>
        column.notNull().references('sites.id').onDelete('cascade'),
      )
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('strict', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addUniqueConstraint('funnels_site_name', ['site_id', 'name'])
      .execute();
    await db.schema
      .createTable('funnel_steps')
      .addColumn('funnel_id', 'text', (column) =>
        column.notNull().references('funnels.id').onDelete('cascade'),
      )
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('goal_id', 'text')
      .addColumn('page_path', 'text')
      .addPrimaryKeyConstraint('funnel_steps_position', ['funnel_id', 'position'])
      .addForeignKeyConstraint('funnel_steps_goal', ['goal_id'], 'goals', ['id'], (key) =>
        key.deferrable().initiallyDeferred(),
      )
      .execute();
    await db.schema
      .createIndex('funnel_steps_goal_id')
      .on('funnel_steps')
      .column('goal_id')
      .execute();
  },
};
