import type { Kysely } from 'kysely';
import type { CutsTable, DropsTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

/**
 * Adds to what is noted already, all rows or none. What is taken back may have been lost in a crash
 * before it was noted, so no sum goes below 0.
 */
export async function addDrops(db: Db, rows: readonly DropsTable[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const row of rows) {
      await trx
        .insertInto('drops')
        .values({ ...row, count: Math.max(0, row.count) })
        .onConflict((conflict) =>
          conflict.columns(['site_number', 'day', 'reason']).doUpdateSet((column) => ({
            count: column
              .case()
              .when(column('drops.count', '+', row.count), '>', 0)
              .then(column('drops.count', '+', row.count))
              .else(0)
              .end(),
          })),
        )
        .execute();
    }
  });
}

/** Sums from a day on, the most frequent reason first. */
export function dropsSince(
  db: Db,
  siteNumber: number,
  day: string,
): Promise<Array<{ reason: string; count: number }>> {
  return db
    .selectFrom('drops')
    .where('site_number', '=', siteNumber)
    .where('day', '>=', day)
    .where('count', '>', 0)
    .groupBy('reason')
    .select(['reason', (column) => column.fn.sum<number>('count').as('count')])
    .orderBy('count', 'desc')
    .orderBy('reason')
    .execute();
}

/** Adds to what is noted already, all rows or none; the property is the latest. */
export async function addCuts(db: Db, rows: readonly CutsTable[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const row of rows) {
      await trx
        .insertInto('cuts')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['site_number', 'day', 'reason']).doUpdateSet((column) => ({
            count: column('cuts.count', '+', row.count),
            property: row.property,
          })),
        )
        .execute();
    }
  });
}

/** From a day on, earliest first: at most one row for each day and reason. */
export function cutsSince(db: Db, siteNumber: number, day: string): Promise<CutsTable[]> {
  return db
    .selectFrom('cuts')
    .where('site_number', '=', siteNumber)
    .where('day', '>=', day)
    .selectAll()
    .orderBy('day')
    .execute();
}
