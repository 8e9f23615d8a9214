/**
 * Accounts as the sign-in by providers sees them: whom an account with a provider belongs to, new
 * accounts without a password, and sessions for those who come back from a provider.
 */
import type { ConfigStore } from '../../db/index.ts';
import { headersOf, type Caller } from './caller.ts';
import type { Identity } from './identity.ts';
import type { MailedLinks } from './mailed-links.ts';
import { refusing } from './refusals.ts';
import type { Registration } from './registration.ts';
import type { Sessions } from './sessions.ts';

/** An account with a provider. */
export interface ProviderIdentity {
  provider: string;
  /** Names the person at the provider for good; with `provider` unique. */
  accountId: string;
  /** What the person knows it by. */
  label: string;
}

export interface NewPerson {
  /** Lower case. */
  email: string;
  isEmailVerified: boolean;
  name: string;
  /** Whether the address may get a mail now; asked where one is to be confirmed. */
  mayMail(email: string): Promise<boolean>;
}

/** As stored: where no mail is sent, nobody's address is verified unless a provider has said so. */
export interface KnownPerson {
  id: string;
  email: string;
  emailVerified: boolean;
}

/** A session, or one that waits for the second factor. */
export interface BegunSession {
  setCookies: string[];
  waitsForSecondFactor: boolean;
}

export interface ProviderAccountsParts {
  identity: Identity;
  configStore: ConfigStore;
  links: MailedLinks;
  registration: Registration;
  sessions: Sessions;
}

export class ProviderAccounts {
  readonly #parts: ProviderAccountsParts;

  constructor(parts: ProviderAccountsParts) {
    this.#parts = parts;
  }

  /** @param invite code of an invite link, where somebody came by one */
  isRegistrationOpenTo(invite: string | undefined): Promise<boolean> {
    return this.#parts.registration.isOpenTo(invite);
  }

  /** @returns the account that the person at the provider belongs to */
  async ownerOf({ provider, accountId }: ProviderIdentity): Promise<string | null> {
    const row = await this.#parts.configStore.db
      .selectFrom('identities')
      .where('provider_id', '=', provider)
      .where('account_id', '=', accountId)
      .select('user_id')
      .executeTakeFirst();
    return row?.user_id ?? null;
  }

  async byEmail(email: string): Promise<KnownPerson | null> {
    const { internalAdapter } = await this.#parts.identity.$context;
    return (await internalAdapter.findUserByEmail(email))?.user ?? null;
  }

  async byId(userId: string): Promise<KnownPerson | null> {
    const { internalAdapter } = await this.#parts.identity.$context;
    return internalAdapter.findUserById(userId);
  }

  /**
   * Makes an account that signs in by the provider alone.
   * @returns its id
   * @throws a unique violation when address or identity are taken meanwhile
   */
  async create(person: NewPerson, identity: ProviderIdentity): Promise<string> {
    const { email, name, isEmailVerified } = person;
    const { internalAdapter } = await this.#parts.identity.$context;
    const { user } = await internalAdapter.createOAuthUser(
      { email, name, emailVerified: isEmailVerified },
      toAccount(identity),
    );
    const { links } = this.#parts;
    if (links.areSent && !isEmailVerified && (await person.mayMail(email))) {
      links.sendConfirmation(user);
    }
    return user.id;
  }

  /** @throws a unique violation when the identity is taken meanwhile */
  async link(userId: string, identity: ProviderIdentity): Promise<void> {
    const { internalAdapter } = await this.#parts.identity.$context;
    await internalAdapter.linkAccount({ ...toAccount(identity), userId });
  }

  /** Notes that the account's address is the person's own. */
  async markVerified(userId: string): Promise<void> {
    const { internalAdapter } = await this.#parts.identity.$context;
    await internalAdapter.updateUser(userId, { emailVerified: true });
  }

  /** Signs in, as a password does: a session that this browser had before ends. */
  async beginSession(userId: string, caller: Caller): Promise<BegunSession> {
    const { identity, sessions, configStore } = this.#parts;
    const { headers } = await refusing(() =>
      identity.api.beginSession({
        body: { userId },
        headers: headersOf({ userAgent: caller.userAgent }),
        returnHeaders: true,
      }),
    );
    await sessions.endPrevious(caller.cookie);
    const { two_factor } = await configStore.db
      .selectFrom('users')
      .where('id', '=', userId)
      .select('two_factor')
      .executeTakeFirstOrThrow();
    return { setCookies: headers.getSetCookie(), waitsForSecondFactor: two_factor === 1 };
  }
}

/** Tokens are left out: nothing is asked of a provider after the sign-in. */
function toAccount({ provider, accountId, label }: ProviderIdentity) {
  return { providerId: provider, accountId, label };
}
