/**
 * `orgs.plan` is what is in force; this settles it at start, for the server may have been started
 * before with billing the other way. Decision 0035.
 */
import type { Kysely } from 'kysely';
import type { Schema } from '../../db/index.ts';

/** @param isOn whether billing is; off: everybody is `selfhosted`, on: nobody is */
export async function settlePlans(db: Kysely<Schema>, isOn: boolean): Promise<void> {
  if (!isOn) {
    await db.updateTable('orgs').set({ plan: 'selfhosted' }).execute();
    return;
  }
  await db.updateTable('orgs').set({ plan: 'free' }).where('plan', '=', 'selfhosted').execute();
}
