/** The end of an account, and what becomes of organizations that would have no owner. */
import type { Kysely } from 'kysely';
import type { AccountDeletion } from '@purestat/vocabulary';
import { recordDepartures } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { deleteUser, orgsOnlyOwnedBy } from './queries.ts';

export interface DeletionParts {
  db: Kysely<Schema>;
  clock: Clock;
  /** Deletes an organization with all that belongs to it. */
  removeOrg(orgId: string): Promise<void>;
  /** Called when the account is gone: what is open for it has to end. */
  onAccessEnded(userId: string): void;
}

function onlyOwnerOf(orgs: AccountDeletion['orgs']): AppError {
  const names = orgs.map(({ name }) => name).join(', ');
  return new AppError(
    'CONFLICT',
    `You are the only owner of ${names}. Make somebody else an owner there, or agree that it is deleted too.`,
    {
      details: orgs.map(({ id, name }) => ({
        path: 'delete_orgs',
        message: `must hold ${id} (${name}), unless it gets another owner first`,
      })),
    },
  );
}

export class Deletion {
  readonly #parts: DeletionParts;

  constructor(parts: DeletionParts) {
    this.#parts = parts;
  }

  /** What would go with the account. */
  async preview(userId: string): Promise<AccountDeletion> {
    return { orgs: await orgsOnlyOwnedBy(this.#parts.db, userId) };
  }

  /**
   * Deletes the account with its sessions and memberships, and the organizations named.
   * @param agreed ids of organizations that may go too; those with another owner stay all the same
   * @throws AppError CONFLICT, with nothing deleted, while an organization would have no owner
   */
  async run(userId: string, agreed: readonly string[]): Promise<void> {
    const { db, clock, removeOrg, onAccessEnded } = this.#parts;
    const { orgs } = await this.preview(userId);
    const refused = orgs.filter(({ id }) => !agreed.includes(id));
    if (refused.length > 0) throw onlyOwnerOf(refused);
    for (const { id } of orgs) await removeOrg(id);
    await db.transaction().execute(async (trx) => {
      const left = await orgsOnlyOwnedBy(trx, userId);
      if (left.length > 0) throw onlyOwnerOf(left);
      await recordDepartures(trx, userId, { atMs: clock.nowMs() });
      await deleteUser(trx, userId);
    });
    onAccessEnded(userId);
  }
}
