import type { Kysely } from 'kysely';
import type { DropsTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;

/** Adds to what is noted already, all rows or none. */
export async function addDrops(db: Db, rows: readonly DropsTable[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const row of rows) {
      await trx
        .insertInto('drops')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['site_number', 'day', 'reason'])
            .doUpdateSet((column) => ({ count: column('drops.count', '+', row.count) })),
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
    .groupBy('reason')
    .select(['reason', (column) => column.fn.sum<number>('count').as('count')])
    .orderBy('count', 'desc')
    .orderBy('reason')
    .execute();
}
