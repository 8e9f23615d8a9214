import type { Kysely } from 'kysely';
import type { GoalsTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

/** Oldest first. */
export function goalsOf(db: Db, siteId: string): Promise<GoalsTable[]> {
  return db
    .selectFrom('goals')
    .where('site_id', '=', siteId)
    .selectAll()
    .orderBy('created_at')
    .orderBy('name')
    .execute();
}

export async function insertGoal(db: Db, row: GoalsTable): Promise<void> {
  await db.insertInto('goals').values(row).execute();
}

/** @returns whether the site had such a goal */
export async function updateGoal(
  db: Db,
  ids: { siteId: string; goalId: string },
  changes: Omit<GoalsTable, 'id' | 'site_id' | 'created_at'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('goals')
    .set(changes)
    .where('site_id', '=', ids.siteId)
    .where('id', '=', ids.goalId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** @returns its name; undefined when the site has no such goal */
export async function deleteGoal(
  db: Db,
  ids: { siteId: string; goalId: string },
): Promise<string | undefined> {
  const deleted = await db
    .deleteFrom('goals')
    .where('site_id', '=', ids.siteId)
    .where('id', '=', ids.goalId)
    .returning('name')
    .executeTakeFirst();
  return deleted?.name;
}
