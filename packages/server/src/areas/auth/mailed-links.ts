/**
 * Links that come by mail: a new password, the confirmation of an address. The library keeps their
 * tokens hashed, with an end; using one deletes it.
 */
import { randomBytes } from 'node:crypto';
import type { User } from '@purestat/vocabulary';
import { systemClock } from '../../clock.ts';
import type { ConfigStore } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Mailer } from '../../mail/index.ts';
import type { Identity } from './identity.ts';
import { confirmMail, noticeMail, type Notice } from './mails.ts';
import { deleteLinksOf, deleteLinksThatOpen, unlinkProviders } from './queries.ts';
import { deadLink, refusing } from './refusals.ts';

const CONFIRM_WITHIN_MS = 24 * 3_600_000;
const TOKEN_BYTES = 24;

const confirmation = (token: string) => `confirm-email:${token}`;

export interface MailedLinksParts {
  identity: Identity;
  configStore: ConfigStore;
  mailer: Mailer;
  baseUrl: string;
  /** Called when sessions of the account have ended: what is open in them has to end. */
  onAccessEnded(userId: string): void;
}

export class MailedLinks {
  readonly #parts: MailedLinksParts;

  constructor(parts: MailedLinksParts) {
    this.#parts = parts;
  }

  /** Whether addresses are confirmed here at all: only where mails leave the server. */
  get areSent(): boolean {
    return this.#parts.mailer.isOn;
  }

  /** Mails a link for a new password, if there is such an account. Returns before that is known. */
  forgot(email: string): void {
    const { identity, mailer } = this.#parts;
    mailer.send(async () => {
      await identity.api.requestPasswordReset({ body: { email } });
      return null;
    });
  }

  /**
   * Sets the password, also for an account that had none, and ends every session. An account whose
   * address was not confirmed before loses the providers that were linked to it.
   * @returns the account's address
   * @throws AppError VALIDATION_ERROR for a dead link
   */
  async reset(token: string, newPassword: string): Promise<string> {
    const { identity } = this.#parts;
    const { internalAdapter } = await identity.$context;
    const link = await internalAdapter.findVerificationValue(`reset-password:${token}`);
    if (!link) throw deadLink();
    await refusing(() => identity.api.resetPassword({ body: { token, newPassword } }));
    await this.passwordChanged(link.value);
    const user = await internalAdapter.findUserById(link.value);
    if (!user) throw deadLink();
    await this.#takeBack(user);
    return user.email;
  }

  /** Whoever holds the link reads the address's mail; somebody else may have registered it before. */
  async #takeBack({
    id,
    email,
    emailVerified,
  }: {
    id: string;
    email: string;
    emailVerified: boolean;
  }): Promise<void> {
    const { db } = this.#parts.configStore;
    // Ways in of his own: a provider, and a link that gives the account an address he had before.
    if (!emailVerified) {
      await unlinkProviders(db, id);
      await deleteLinksOf(db, id);
    }
    // Without mails the link proves nothing about the address, which is never confirmed.
    if (this.areSent) await this.#markConfirmed(id, email);
  }

  /** Mails a link that confirms the address. */
  sendConfirmation({ id, email }: { id: string; email: string }): void {
    const { identity, mailer, baseUrl } = this.#parts;
    mailer.send(async () => {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const { internalAdapter } = await identity.$context;
      await internalAdapter.createVerificationValue({
        identifier: confirmation(token),
        value: JSON.stringify([id, email]),
        // The library, which refuses it when it is over, goes by the system's time.
        expiresAt: new Date(systemClock.nowMs() + CONFIRM_WITHIN_MS),
      });
      return confirmMail(email, `${baseUrl}/verify-email?token=${token}`);
    });
  }

  /** @throws AppError VALIDATION_ERROR for a dead link, or when the account has another address now */
  async confirm(token: string): Promise<void> {
    const { internalAdapter } = await this.#parts.identity.$context;
    const link = await internalAdapter.consumeVerificationValue(confirmation(token));
    if (!link) throw deadLink();
    const [id, email] = JSON.parse(link.value) as [string, string];
    if (!(await this.#markConfirmed(id, email))) throw deadLink();
  }

  /** @throws AppError CONFLICT when there is nothing to confirm */
  sendConfirmationAgain(user: { id: string; email: string; email_verified: boolean }): void {
    if (user.email_verified) throw new AppError('CONFLICT', 'Your e-mail address is confirmed.');
    this.sendConfirmation(user);
  }

  /**
   * Ends what was open in sessions that have ended by it, and takes back the links to another one and
   * to another address: the new password is for the case that somebody else knew the old one.
   */
  async passwordChanged(userId: string): Promise<void> {
    this.#parts.onAccessEnded(userId);
    await deleteLinksThatOpen(this.#parts.configStore.db, userId);
  }

  /**
   * Tells the account's address what has happened, where mails are sent. One that is not confirmed may be
   * somebody else's, who would get a mail for each change.
   */
  tell(notice: Notice, { email, email_verified }: Pick<User, 'email' | 'email_verified'>): void {
    const { mailer, baseUrl } = this.#parts;
    if (this.areSent && email_verified) mailer.send(noticeMail(notice, email, baseUrl));
  }

  /** @returns false when the account is gone or has another address now */
  async #markConfirmed(id: string, email: string): Promise<boolean> {
    const { internalAdapter } = await this.#parts.identity.$context;
    const user = await internalAdapter.findUserById(id);
    if (user?.email !== email) return false;
    await internalAdapter.updateUser(id, { emailVerified: true });
    return true;
  }
}
