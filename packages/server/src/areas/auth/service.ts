/** People: registration, sign-in, profile, password. */
import type { Me, User } from '@purestat/vocabulary';
import type { ConfigStore } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { headersOf, type Caller } from './caller.ts';
import type { Identity } from './identity.ts';
import type { MailedLinks } from './mailed-links.ts';
import { passwordHashOf } from './queries.ts';
import { refusing } from './refusals.ts';
import type { Registration } from './registration.ts';
import type { WithCookies } from './send-cookies.ts';
import type { Present, Sessions } from './sessions.ts';
import { toUser, type IdentityUser } from './to-user.ts';
import type { SecondFactor, TwoFactor } from './two-factor/service.ts';

export interface NewAccount {
  email: string;
  name: string;
  password: string;
  /** Code of an invite link. */
  invite?: string | undefined;
}
export interface PasswordChange {
  /** Checked already; absent for an account that has none. */
  current_password?: string | undefined;
  new_password: string;
}

/** How a sign-in went: in, or half way, with a session that waits for the second factor. */
export type SignIn = { user: Me } | { waitsFor: 'second_factor' };

export interface AccountsParts {
  identity: Identity;
  configStore: ConfigStore;
  links: MailedLinks;
  sessions: Sessions;
  twoFactor: TwoFactor;
  registration: Registration;
}

export class Accounts {
  readonly #parts: AccountsParts;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  /** @throws AppError FORBIDDEN when registration is not open, CONFLICT when the address is taken */
  async register(
    { invite, ...body }: NewAccount,
    caller: Caller,
  ): Promise<WithCookies<{ user: Me }>> {
    const { identity, sessions, registration } = this.#parts;
    await registration.refuseClosed(invite);
    return refusing(async () => {
      const { response, headers } = await identity.api.signUpEmail({
        body,
        headers: headersOf({ userAgent: caller.userAgent }),
        returnHeaders: true,
      });
      await sessions.endPrevious(caller.cookie);
      const user = { ...this.#toUser(response.user), has_password: true };
      return { value: { user }, setCookies: headers.getSetCookie() };
    });
  }

  /**
   * Starts a session; one that this browser had before ends.
   * @throws AppError UNAUTHORIZED, alike for a wrong address and a wrong password
   */
  login(body: { email: string; password: string }, caller: Caller): Promise<WithCookies<SignIn>> {
    const { identity, sessions } = this.#parts;
    return refusing(async () => {
      const { response, headers } = await identity.api.signInEmail({
        body,
        headers: headersOf({ userAgent: caller.userAgent }),
        returnHeaders: true,
      });
      await sessions.endPrevious(caller.cookie);
      const user = { ...this.#toUser(response.user), has_password: true };
      const value: SignIn = user.two_factor ? { waitsFor: 'second_factor' } : { user };
      return { value, setCookies: headers.getSetCookie() };
    });
  }

  /**
   * The second step of signing in, under a new session.
   * @throws AppError UNAUTHORIZED without the first, VALIDATION_ERROR for a wrong code
   */
  async completeLogin(waiting: Present, factor: SecondFactor): Promise<WithCookies<{ user: Me }>> {
    const { identity, twoFactor } = this.#parts;
    const { user, session } = waiting;
    await twoFactor.check(user.id, factor);
    const { headers } = await identity.api.startSession({
      body: { userId: user.id, waitingToken: session.token, device: session.device },
      returnHeaders: true,
    });
    return { value: { user: await this.describe(user) }, setCookies: headers.getSetCookie() };
  }

  /** Ends the cookie's session, if there is one. */
  async logout(cookie: string | undefined): Promise<WithCookies<null>> {
    const { headers } = await this.#parts.identity.api.signOut({
      headers: headersOf({ cookie }),
      returnHeaders: true,
    });
    return { value: null, setCookies: headers.getSetCookie() };
  }

  async describe(user: User): Promise<Me> {
    const hash = await passwordHashOf(this.#parts.configStore.db, user.id);
    return { ...user, has_password: hash !== null };
  }

  /** @param name absent: it stays @returns the account as it is now */
  async changeName(userId: string, name: string | undefined): Promise<Me> {
    const { internalAdapter } = await this.#parts.identity.$context;
    if (name !== undefined) await internalAdapter.updateUser(userId, { name });
    const user = await internalAdapter.findUserById(userId);
    if (user === null) throw new AppError('UNAUTHORIZED');
    return this.describe(this.#toUser(user));
  }

  /** Ends every other session; the caller's goes on, under a new cookie where there was a password. */
  async changePassword(caller: Caller, change: PasswordChange): Promise<WithCookies<null>> {
    const { current_password: currentPassword, new_password: newPassword } = change;
    if (currentPassword === undefined) return this.#setPassword(caller, newPassword);
    return refusing(async () => {
      const { headers } = await this.#parts.identity.api.changePassword({
        body: { currentPassword, newPassword, revokeOtherSessions: true },
        headers: headersOf(caller),
        returnHeaders: true,
      });
      return { value: null, setCookies: headers.getSetCookie() };
    });
  }

  /** The first password of an account that signed in by a provider so far. */
  async #setPassword(caller: Caller, newPassword: string): Promise<WithCookies<null>> {
    const { identity, sessions } = this.#parts;
    const { user, session } = await sessions.present(caller.cookie);
    await refusing(() =>
      identity.api.setPassword({ body: { newPassword }, headers: headersOf(caller) }),
    );
    await sessions.endAll(user.id, session.id);
    return { value: null, setCookies: [] };
  }

  /** The session cookie's name; a request that carries it acts for somebody. */
  async sessionCookieName(): Promise<string> {
    return (await this.#parts.identity.$context).authCookies.sessionToken.name;
  }

  #toUser(user: IdentityUser): User {
    return toUser(user, this.#parts.links.areSent);
  }
}
