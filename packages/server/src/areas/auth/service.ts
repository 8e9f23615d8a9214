/** People and their sessions: registration, sign-in, profile, password. */
import type { User } from '@purestat/vocabulary';
import type { Config } from '../../config.ts';
import type { ConfigStore } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Identity } from './identity.ts';
import type { MailedLinks } from './mailed-links.ts';
import { deleteUser, orgsOnlyOwnedBy } from './queries.ts';
import { isSignedOut, refusing } from './refusals.ts';

/** A result and the cookies that go with it. */
export interface WithCookies<T> {
  value: T;
  setCookies: string[];
}

interface IdentityUser {
  id: string;
  email: string;
  name: string;
  createdAt: Date;
  emailVerified: boolean;
}

function onlyOwnerOf(orgs: string[]): AppError {
  return new AppError(
    'CONFLICT',
    `You are the only owner of ${orgs.join(', ')}. Make somebody else an owner there, or delete it, then delete your account.`,
  );
}

const CLOSED = {
  invite:
    'Registration here is by invitation only. Open the invite link that you were given; if it no longer works, ask for another.',
  closed: 'Registration is closed on this server. Ask whoever runs it.',
};

export interface NewAccount {
  email: string;
  name: string;
  password: string;
  /** Code of an invite link. */
  invite?: string | undefined;
}
export interface PasswordChange {
  current_password: string;
  new_password: string;
}
export interface AccountsParts {
  identity: Identity;
  configStore: ConfigStore;
  config: Config;
  links: MailedLinks;
  /** Whether the code is that of an invite link that can still be used. */
  isInvited(code: string): Promise<boolean>;
  /** Called when the account is gone: what is open for it has to end. */
  onAccessEnded(userId: string): void;
}

/** What a caller's cookie is read from; never more of the request than that. */
function cookieOnly(cookie: string | undefined): Headers {
  return new Headers(cookie === undefined ? {} : { cookie });
}

/** @returns the answer of the library and the cookies it wants set */
function withCookies<T>(value: T, headers: Headers): WithCookies<T> {
  return { value, setCookies: headers.getSetCookie() };
}

export class Accounts {
  readonly #identity: Identity;
  readonly #configStore: ConfigStore;
  readonly #config: Config;
  readonly #links: MailedLinks;
  readonly #isInvited: AccountsParts['isInvited'];
  readonly #onAccessEnded: AccountsParts['onAccessEnded'];

  constructor(parts: AccountsParts) {
    this.#identity = parts.identity;
    this.#configStore = parts.configStore;
    this.#config = parts.config;
    this.#links = parts.links;
    this.#isInvited = parts.isInvited;
    this.#onAccessEnded = parts.onAccessEnded;
  }

  /** @throws AppError FORBIDDEN when registration is not open, CONFLICT when the address is taken */
  async register({ invite, ...body }: NewAccount): Promise<WithCookies<User>> {
    await this.#refuseClosedRegistration(invite);
    return refusing(async () => {
      const { response, headers } = await this.#identity.api.signUpEmail({
        body,
        returnHeaders: true,
      });
      if (this.#links.areSent) this.#links.sendConfirmation(response.user);
      return withCookies(this.#toUser(response.user), headers);
    });
  }

  /** @throws AppError UNAUTHORIZED, alike for a wrong address and a wrong password */
  login(body: { email: string; password: string }): Promise<WithCookies<User>> {
    return refusing(async () => {
      const { response, headers } = await this.#identity.api.signInEmail({
        body,
        returnHeaders: true,
      });
      return withCookies(this.#toUser(response.user), headers);
    });
  }

  /** Ends the cookie's session, if there is one. */
  async logout(cookie: string | undefined): Promise<WithCookies<null>> {
    const { headers } = await this.#identity.api.signOut({
      headers: cookieOnly(cookie),
      returnHeaders: true,
    });
    return withCookies(null, headers);
  }

  /** @returns who the cookie belongs to; a session in use is prolonged, hence the cookies */
  async identify(cookie: string | undefined): Promise<WithCookies<User | null>> {
    if (cookie === undefined) return { value: null, setCookies: [] };
    try {
      const { response, headers } = await this.#identity.api.getSession({
        headers: cookieOnly(cookie),
        returnHeaders: true,
      });
      return withCookies(response === null ? null : this.#toUser(response.user), headers);
    } catch (error) {
      // The session ended between being found and being prolonged.
      if (isSignedOut(error)) return { value: null, setCookies: [] };
      throw error;
    }
  }

  async rename(userId: string, name: string): Promise<User> {
    const { internalAdapter } = await this.#identity.$context;
    return this.#toUser(await internalAdapter.updateUser(userId, { name }));
  }

  /** Ends every other session; the caller's goes on under a new cookie. */
  changePassword(cookie: string, change: PasswordChange): Promise<WithCookies<null>> {
    const body = {
      currentPassword: change.current_password,
      newPassword: change.new_password,
      revokeOtherSessions: true,
    };
    return refusing(async () => {
      const { headers } = await this.#identity.api.changePassword({
        body,
        headers: cookieOnly(cookie),
        returnHeaders: true,
      });
      return withCookies(null, headers);
    });
  }

  /**
   * Deletes the account with its sessions and memberships.
   * @throws AppError CONFLICT while an organization has no other owner
   */
  async remove(userId: string): Promise<void> {
    await this.#configStore.db.transaction().execute(async (trx) => {
      const owned = await orgsOnlyOwnedBy(trx, userId);
      if (owned.length > 0) throw onlyOwnerOf(owned);
      await deleteUser(trx, userId);
    });
    this.#onAccessEnded(userId);
  }

  /** The session cookie's name; a request that carries it acts for somebody. */
  async sessionCookieName(): Promise<string> {
    return (await this.#identity.$context).authCookies.sessionToken.name;
  }

  #toUser(user: IdentityUser): User {
    return {
      id: user.id,
      email: user.email,
      name: user.name,
      created_at: new Date(user.createdAt).toISOString(),
      // Without mail there is no confirmation that could be missing.
      email_verified: user.emailVerified || !this.#links.areSent,
    };
  }

  async #refuseClosedRegistration(invite: string | undefined): Promise<void> {
    const { REGISTRATION } = this.#config;
    if (REGISTRATION === 'open' || (await this.#isFirstAccount())) return;
    if (REGISTRATION === 'invite' && invite !== undefined && (await this.#isInvited(invite)))
      return;
    throw new AppError('FORBIDDEN', CLOSED[REGISTRATION]);
  }

  async #isFirstAccount(): Promise<boolean> {
    const users = this.#configStore.db.selectFrom('users').select('id').limit(1);
    return (await users.executeTakeFirst()) === undefined;
  }
}
