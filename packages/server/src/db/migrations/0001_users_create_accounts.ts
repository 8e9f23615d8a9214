/**
 * People, their ways to sign in, their sessions and one-time tokens, in the shape better-auth asks for.
 * Cost: none, the tables are new.
 * Undo: drop the four tables; everybody registers again.
 */
import type { CreateTableBuilder, Kysely } from 'kysely';
import type { ColumnTypes, Migration } from '../migrate.ts';

function withTimestamps<Name extends string, Column extends string>(
  table: CreateTableBuilder<Name, Column>,
  types: ColumnTypes,
) {
  return table
    .addColumn('created_at', types.instant, (column) => column.notNull())
    .addColumn('updated_at', types.instant, (column) => column.notNull());
}

async function createUsers(db: Kysely<unknown>, types: ColumnTypes) {
  const users = db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('email_verified', types.boolean, (column) => column.notNull())
    .addColumn('image', 'text');
  await withTimestamps(users, types).execute();
}

async function createSessions(db: Kysely<unknown>, types: ColumnTypes) {
  const sessions = db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('users.id').onDelete('cascade'),
    )
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .addColumn('expires_at', types.instant, (column) => column.notNull())
    .addColumn('ip_address', 'text')
    .addColumn('user_agent', 'text');
  await withTimestamps(sessions, types).execute();
  await db.schema.createIndex('sessions_user_id').on('sessions').column('user_id').execute();
}

async function createIdentities(db: Kysely<unknown>, types: ColumnTypes) {
  const identities = db.schema
    .createTable('identities')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('users.id').onDelete('cascade'),
    )
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('provider_id', 'text', (column) => column.notNull())
    .addColumn('access_token', 'text')
    .addColumn('refresh_token', 'text')
    .addColumn('id_token', 'text')
    .addColumn('access_token_expires_at', types.instant)
    .addColumn('refresh_token_expires_at', types.instant)
    .addColumn('scope', 'text')
    .addColumn('password', 'text')
    .addUniqueConstraint('identities_provider_account', ['provider_id', 'account_id']);
  await withTimestamps(identities, types).execute();
  await db.schema.createIndex('identities_user_id').on('identities').column('user_id').execute();
}

async function createVerifications(db: Kysely<unknown>, types: ColumnTypes) {
  const verifications = db.schema
    .createTable('verifications')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('expires_at', types.instant, (column) => column.notNull());
  await withTimestamps(verifications, types).execute();
  await db.schema
    .createIndex('verifications_identifier')
    .on('verifications')
    .column('identifier')
    .execute();
}

export const migration: Migration = {
  id: '0001_users_create_accounts',
  async up(db, types) {
    await createUsers(db, types);
    await createSessions(db, types);
    await createIdentities(db, types);
    await createVerifications(db, types);
  },
};
