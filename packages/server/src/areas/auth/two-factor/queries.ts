import type { Kysely } from 'kysely';
import type { Schema, TwoFactorsTable } from '../../../db/schema.ts';

type Db = Kysely<Schema>;

export function twoFactorOf(db: Db, userId: string): Promise<TwoFactorsTable | undefined> {
  return db.selectFrom('two_factors').where('user_id', '=', userId).selectAll().executeTakeFirst();
}

/** Puts a secret in the place of one that nobody has confirmed. @returns false for a confirmed one */
export async function offerSecret(db: Db, row: TwoFactorsTable): Promise<boolean> {
  const { secret, last_step, created_at } = row;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('two_factors')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet({ secret, last_step, created_at })
        .where('two_factors.confirmed_at', 'is', null),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Uses up a step's code. @returns false when it, or a later one, was used already */
export async function useStep(
  db: Db,
  { user_id, secret }: Pick<TwoFactorsTable, 'user_id' | 'secret'>,
  step: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('two_factors')
    .set({ last_step: step })
    .where('user_id', '=', user_id)
    .where('secret', '=', secret)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function confirmTwoFactor(db: Db, userId: string, now: string): Promise<void> {
  await db
    .updateTable('two_factors')
    .set({ confirmed_at: now })
    .where('user_id', '=', userId)
    .execute();
  await markUser(db, userId, true);
}

export async function deleteTwoFactor(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await db.deleteFrom('two_factors').where('user_id', '=', userId).execute();
  await markUser(db, userId, false);
}

/** @param since ISO; one that was turned on before stays */
export async function deleteTwoFactorSince(db: Db, userId: string, since: string): Promise<void> {
  const row = await twoFactorOf(db, userId);
  const confirmedAt = row?.confirmed_at ?? null;
  if (confirmedAt === null || confirmedAt >= since) await deleteTwoFactor(db, userId);
}

async function markUser(db: Db, userId: string, hasTwoFactor: boolean): Promise<void> {
  await db
    .updateTable('users')
    .set({ two_factor: Number(hasTwoFactor) })
    .where('id', '=', userId)
    .execute();
}

export async function replaceRecoveryCodes(
  db: Db,
  userId: string,
  hashes: readonly string[],
): Promise<void> {
  await db.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  const rows = hashes.map((code_hash) => ({ user_id: userId, code_hash }));
  await db.insertInto('recovery_codes').values(rows).execute();
}

/** @returns false when the account has no such code, or not any more */
export async function useRecoveryCode(db: Db, userId: string, hash: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('recovery_codes')
    .where('user_id', '=', userId)
    .where('code_hash', '=', hash)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function countRecoveryCodes(db: Db, userId: string): Promise<number> {
  const { codes } = await db
    .selectFrom('recovery_codes')
    .where('user_id', '=', userId)
    .select((column) => column.fn.countAll<number>().as('codes'))
    .executeTakeFirstOrThrow();
  return Number(codes);
}

/** @returns names of organizations of the person that insist on a second factor */
export async function orgsRequiringIt(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('orgs')
    .innerJoin('members', 'members.org_id', 'orgs.id')
    .where('members.user_id', '=', userId)
    .where('orgs.two_factor_required', '=', 1)
    .select('orgs.name')
    .orderBy('orgs.name')
    .execute();
  return rows.map((row) => row.name);
}
