/**
 * `orgs.plan` is what is in force; this settles it at start, for the server may have run before with
 * billing the other way, or have been off while a grace ended. Decision 0035.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../../db/index.ts';
import { settlePlan } from './accounts.ts';
import * as queries from './queries.ts';

/**
 * @param isOn whether billing is; off: everybody is `selfhosted`, on: what was paid for, or `free`
 * @param now ISO
 */
export async function settlePlans(db: Kysely<Schema>, isOn: boolean, now: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!isOn) return queries.setAllPlans(trx, 'selfhosted');
    await queries.setUnpaidPlans(trx, 'free');
    for (const account of await queries.accounts(trx)) await settlePlan(trx, account, now);
  });
}
