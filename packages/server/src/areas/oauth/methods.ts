/** The ways into one's own account: seeing them, and taking one away. */
import type { Kysely } from 'kysely';
import { PROVIDERS, type ProviderId, type SignInMethod, type User } from '@purestat/vocabulary';
import type { Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { PROVIDER_NAMES, type Provider } from './providers.ts';
import { deleteMethod, holdAccount, methodsOf, type MethodRow } from './queries.ts';

/** As the account library calls it. */
const PASSWORD = 'credential';

export interface MethodsParts {
  db: Kysely<Schema>;
  providers: readonly Provider[];
  /** Called when a way into an account is gone. */
  onUnlinked(account: Pick<User, 'email' | 'email_verified'>, providerName: string): void;
}

const isProviderId = (id: string): id is ProviderId => PROVIDERS.some((known) => known === id);

const notThere = () => new AppError('NOT_FOUND', 'Your account has no such sign-in method.');
const isPassword = () =>
  new AppError('CONFLICT', 'A password can be changed, but not removed from an account.');
const isLast = () =>
  new AppError(
    'CONFLICT',
    'This is the last way to sign in to your account. Set a password or link another one first.',
  );

export class Methods {
  readonly #parts: MethodsParts;

  constructor(parts: MethodsParts) {
    this.#parts = parts;
  }

  async list(userId: string): Promise<SignInMethod[]> {
    return this.#toMethods(await methodsOf(this.#parts.db, userId));
  }

  /** @throws AppError NOT_FOUND, CONFLICT for the password and for the last way that works */
  async unlink(account: User, methodId: string): Promise<void> {
    const gone = await this.#parts.db.transaction().execute(async (trx) => {
      await holdAccount(trx, account.id);
      const methods = this.#toMethods(await methodsOf(trx, account.id));
      const method = methods.find(({ id }) => id === methodId);
      if (method === undefined) throw notThere();
      if (!method.can_unlink) throw method.provider === 'password' ? isPassword() : isLast();
      await deleteMethod(trx, methodId);
      return method;
    });
    this.#parts.onUnlinked(account, gone.name);
  }

  #toMethods(rows: MethodRow[]): SignInMethod[] {
    const methods = rows.map((row) => this.#toMethod(row));
    return methods.map((method) => ({
      ...method,
      can_unlink:
        method.provider !== 'password' &&
        methods.some(({ id, usable }) => usable && id !== method.id),
    }));
  }

  #toMethod(row: MethodRow): Omit<SignInMethod, 'can_unlink'> {
    const { id, provider_id, label } = row;
    const created_at = new Date(row.created_at).toISOString();
    if (provider_id === PASSWORD || !isProviderId(provider_id)) {
      return { id, provider: 'password', name: 'Password', label: null, usable: true, created_at };
    }
    const provider = this.#parts.providers.find((known) => known.id === provider_id);
    const name = provider?.name ?? PROVIDER_NAMES[provider_id];
    return { id, provider: provider_id, name, label, usable: provider !== undefined, created_at };
  }
}
