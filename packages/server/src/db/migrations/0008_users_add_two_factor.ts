/**
 * Second factors: whether an account has one, its secret (encrypted) and recovery codes (hashed),
 * which sessions still wait for it, and which organizations insist on it. Sessions get a coarse name
 * of the device they were begun on, so that people can tell them apart.
 * Cost: metadata only. Sessions from before have no name.
 * Undo: drop the two tables and the columns; whoever had a second factor signs in without.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0008_users_add_two_factor',
  async up(db) {
    await db.schema
      .alterTable('users')
      .addColumn('two_factor', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable('sessions')
      .addColumn('device', 'text', (column) => column.notNull().defaultTo(''))
      .execute();
    await db.schema
      .alterTable('sessions')
      .addColumn('awaits_second_factor', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable('orgs')
      .addColumn('two_factor_required', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable('two_factors')
      .addColumn('user_id', 'text', (column) =>
        column.notNull().primaryKey().references('users.id').onDelete('cascade'),
      )
      .addColumn('secret', 'text', (column) => column.notNull())
      .addColumn('last_step', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('confirmed_at', 'text')
      .execute();
    await db.schema
      .createTable('recovery_codes')
      .addColumn('user_id', 'text', (column) =>
        column.notNull().references('users.id').onDelete('cascade'),
      )
      .addColumn('code_hash', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('recovery_codes_key', ['user_id', 'code_hash'])
      .execute();
  },
};
