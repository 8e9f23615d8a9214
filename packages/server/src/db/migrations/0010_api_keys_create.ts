/**
 * API keys of sites. Of a key only a hash is kept, by which requests find it; a key that is revoked
 * stays for a while, so that whoever still uses it is told.
 * Cost: none, the table is new.
 * Undo: drop the table.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0010_api_keys_create',
  async up(db) {
    await db.schema
      .createTable('api_keys')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('site_id', 'text', (column) =>
        column.notNull().references('sites.id').onDelete('cascade'),
      )
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('key_hash', 'text', (column) => column.notNull().unique())
      .addColumn('key_prefix', 'text', (column) => column.notNull())
      .addColumn('scopes', 'text', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) =>
        column.references('users.id').onDelete('set null'),
      )
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text')
      .addColumn('last_used_at', 'text')
      .addColumn('revoked_at', 'text')
      .execute();
    await db.schema
      .createIndex('api_keys_site_id')
      .on('api_keys')
      .columns(['site_id', 'created_at'])
      .execute();
  },
};
