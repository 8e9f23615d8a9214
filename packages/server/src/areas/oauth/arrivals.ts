/**
 * Whose account it is that somebody comes back to from a provider. An account that is there already
 * is handed over on nothing less than an address that both sides have verified: the provider, or
 * anybody might claim it there; and we, or somebody else may have registered it here beforehand.
 */
import { isUniqueViolation } from '../../db/index.ts';
import type { KnownPerson, ProviderAccounts, ProviderIdentity } from '../auth/index.ts';
import { SignInError } from './failure.ts';
import type { Person } from './person.ts';
import type { Provider } from './providers.ts';

export interface ArrivalsParts {
  accounts: ProviderAccounts;
  registration: 'open' | 'invite' | 'closed';
  /** Called when another way into an account is there. */
  onLinked(account: Pick<KnownPerson, 'email' | 'emailVerified'>, provider: Provider): void;
}

interface Arrival {
  person: Person;
  provider: Provider;
  /** Code of an invite link that somebody came by. */
  invite: string | null;
  /** Whether the address may get a mail now. */
  mayMail(email: string): Promise<boolean>;
}
type Known = Pick<Arrival, 'person' | 'provider'>;

function identityOf({ person, provider }: Known): ProviderIdentity {
  const { accountId, email, name } = person;
  return { provider: provider.id, accountId, label: email ?? name };
}

/** Somebody else took address or identity between our look and our write: the next look sees it. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return work();
  }
}

export class Arrivals {
  readonly #parts: ArrivalsParts;

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
  }

  /** @returns the account to sign in to @throws SignInError */
  accountOf(arrival: Arrival): Promise<string> {
    return twice(async () => {
      const owner = await this.#parts.accounts.ownerOf(identityOf(arrival));
      return owner ?? (await this.#accountByEmail(arrival));
    });
  }

  /** Adds the way in to the account, unless it has it already. @throws SignInError */
  link(userId: string, arrival: Known): Promise<void> {
    return twice(async () => {
      const identity = identityOf(arrival);
      const owner = await this.#parts.accounts.ownerOf(identity);
      if (owner === userId) return;
      if (owner !== null) throw new SignInError('linked_elsewhere');
      const account = await this.#parts.accounts.byId(userId);
      if (account === null) throw new SignInError('signed_out');
      await this.#add(account, arrival);
    });
  }

  async #accountByEmail(arrival: Arrival): Promise<string> {
    const { accounts } = this.#parts;
    const { email, isEmailVerified, name } = arrival.person;
    if (email === null) throw new SignInError('no_email');
    const account = await accounts.byEmail(email);
    if (account === null) {
      await this.#refuseClosed(arrival.invite);
      const { mayMail } = arrival;
      return accounts.create({ email, isEmailVerified, name, mayMail }, identityOf(arrival));
    }
    if (!isEmailVerified) throw new SignInError('email_unverified');
    if (!account.emailVerified) throw new SignInError('account_unconfirmed');
    await this.#add(account, arrival);
    return account.id;
  }

  async #add(account: KnownPerson, arrival: Known) {
    const { accounts, onLinked } = this.#parts;
    const { email, isEmailVerified } = arrival.person;
    await accounts.link(account.id, identityOf(arrival));
    // The owner of the account has shown that its address is his.
    const isVouchedFor = isEmailVerified && email === account.email;
    if (isVouchedFor) await accounts.markVerified(account.id);
    const emailVerified = account.emailVerified || isVouchedFor;
    onLinked({ ...account, emailVerified }, arrival.provider);
  }

  async #refuseClosed(invite: string | null): Promise<void> {
    const { accounts, registration } = this.#parts;
    if (await accounts.isRegistrationOpenTo(invite ?? undefined)) return;
    throw new SignInError(
      registration === 'invite' ? 'registration_invite' : 'registration_closed',
    );
  }
}
