/**
 * Goals get conditions on custom properties and depths of scrolling. What a goal counts is then more
 * than its type and target, so its meaning gets a column, which is unique for a site instead of those.
 * SQLite cannot drop a constraint: the table is made anew, and its rows, at most 100 for a site, are
 * copied.
 * Cost: a moment for each thousand goals.
 * Undo: make the table of 0005 and copy back the goals without properties and scrolling.
 */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Migration } from '../migrate.ts';

interface OldGoal {
  id: string;
  site_id: string;
  goal_type: string;
  name: string;
  target: string;
  currency: string | null;
  created_at: string;
}

interface Tables {
  goals: OldGoal;
  goals_with_conditions: OldGoal & {
    scroll_percent: number | null;
    properties: string;
    meaning: string;
  };
}

/** As `areas/goals/meaning.ts` says it of a goal without conditions. */
const meaningOf = ({ goal_type, target }: OldGoal): string =>
  createHash('sha256')
    .update(JSON.stringify([goal_type, target, null, '{}']))
    .digest('hex');

export const migration: Migration = {
  id: '0013_goals_add_conditions',
  async up(db) {
    await db.schema
      .createTable('goals_with_conditions')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('site_id', 'text', (column) =>
        column.notNull().references('sites.id').onDelete('cascade'),
      )
      .addColumn('goal_type', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('scroll_percent', 'integer')
      .addColumn('properties', 'text', (column) => column.notNull())
      .addColumn('currency', 'text')
      .addColumn('meaning', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addUniqueConstraint('goals_name_in_site', ['site_id', 'name'])
      .addUniqueConstraint('goals_meaning_in_site', ['site_id', 'meaning'])
      .execute();
    const tables = db as Kysely<Tables>;
    for (const goal of await tables.selectFrom('goals').selectAll().execute()) {
      const row = { ...goal, scroll_percent: null, properties: '{}', meaning: meaningOf(goal) };
      await tables.insertInto('goals_with_conditions').values(row).execute();
    }
    await db.schema.dropTable('goals').execute();
    await db.schema.alterTable('goals_with_conditions').renameTo('goals').execute();
  },
};
