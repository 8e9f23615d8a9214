/**
 * Invitations into an organization. The link's code is kept as a hash alone. One address is invited
 * by an organization once at a time; what has ended stays for a while, so that its link can say why.
 * Cost: none, the table is new.
 * Undo: drop the table.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0006_invites_create',
  async up(db) {
    await db.schema
      .createTable('invites')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('org_id', 'text', (column) =>
        column.notNull().references('orgs.id').onDelete('cascade'),
      )
      .addColumn('email', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('code_hash', 'text', (column) => column.notNull().unique())
      .addColumn('invited_by', 'text', (column) =>
        column.notNull().references('users.id').onDelete('cascade'),
      )
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('invites_pending_email')
      .unique()
      .on('invites')
      .columns(['org_id', 'email'])
      .where('status' as never, '=', 'pending')
      .execute();
  },
};
