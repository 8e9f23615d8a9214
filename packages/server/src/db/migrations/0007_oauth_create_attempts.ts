/**
 * Sign-ins by a provider that are under way: what the browser brings back is held against them, and
 * each is good for one return. An account with a provider gets the label that its owner knows it by.
 * Cost: none, the table is new and the column metadata only; rows are deleted within a day.
 * Undo: drop the table and the column; sign-ins under way have to be started again.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0007_oauth_create_attempts',
  async up(db) {
    await db.schema
      .createTable('oauth_attempts')
      .addColumn('state_hash', 'text', (column) => column.notNull().primaryKey())
      .addColumn('browser_hash', 'text', (column) => column.notNull())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('nonce', 'text', (column) => column.notNull())
      .addColumn('code_verifier', 'text', (column) => column.notNull())
      .addColumn('return_path', 'text', (column) => column.notNull())
      .addColumn('invite', 'text')
      .addColumn('user_id', 'text', (column) => column.references('users.id').onDelete('cascade'))
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema.alterTable('identities').addColumn('label', 'text').execute();
  },
};
