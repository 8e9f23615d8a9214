/** Runs the migrations that a database has not seen yet. Forward only, in order, all or none. */
import { sql, type ColumnDataType, type Kysely } from 'kysely';
import { StartError } from '../start-error.ts';

/** What differs between engines where better-auth keeps the engine's own types. */
export interface ColumnTypes {
  instant: ColumnDataType;
  boolean: ColumnDataType;
}

export interface Migration {
  /** `NNNN_table_verb_thing`, as the file is called. */
  id: string;
  up(db: Kysely<unknown>, types: ColumnTypes): Promise<void>;
}

interface MigrationsSchema {
  migrations: { id: string; applied_at: string };
}

/** The database holds migrations that this version does not know. */
export class NewerDatabaseError extends StartError {}

async function appliedIds(db: Kysely<MigrationsSchema>): Promise<string[]> {
  const tables = await db.introspection.getTables();
  if (!tables.some((table) => table.name === 'migrations')) return [];
  const rows = await db.selectFrom('migrations').select('id').orderBy('id').execute();
  return rows.map((row) => row.id);
}

function refuseUnknown(applied: string[], known: readonly Migration[]): void {
  const unknown = applied.filter((id) => !known.some((migration) => migration.id === id));
  if (unknown.length === 0) return;
  throw new NewerDatabaseError(
    `The accounts database was written by a newer version of Purestat (it has "${unknown[0]}"). Start that version, or restore a backup made by this one.`,
  );
}

/**
 * Reads only, so that a database we must not touch is not touched.
 * @throws NewerDatabaseError
 */
export async function refuseNewerDatabase(
  db: Kysely<unknown>,
  known: readonly Migration[],
): Promise<void> {
  refuseUnknown(await appliedIds(db as Kysely<MigrationsSchema>), known);
}

/**
 * One transaction holds the lock, the changes and the record of them, so two processes that start
 * together do not both migrate, and a crash midway leaves the database as it was.
 * @throws NewerDatabaseError
 */
export async function migrate(
  db: Kysely<unknown>,
  known: readonly Migration[],
  options: { types: ColumnTypes; nowMs: number },
): Promise<void> {
  await (db as Kysely<MigrationsSchema>).transaction().execute(async (trx) => {
    await sql`create table if not exists migrations (id text not null primary key, applied_at text not null)`.execute(
      trx,
    );
    const applied = await appliedIds(trx);
    refuseUnknown(applied, known);
    const applied_at = new Date(options.nowMs).toISOString();
    for (const migration of known.filter(({ id }) => !applied.includes(id))) {
      await migration.up(trx as unknown as Kysely<unknown>, options.types);
      await trx.insertInto('migrations').values({ id: migration.id, applied_at }).execute();
    }
  });
}
