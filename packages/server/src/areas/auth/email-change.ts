/**
 * Another address for an account. Where mails are sent, the new address has to confirm; the old one is
 * told, and may take it back for a while: whoever got into the account must not keep it. Taking back
 * leaves one way in, a new password by mail. Decision 0023.
 */
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { systemClock } from '../../clock.ts';
import { isUniqueViolation, type ConfigStore, type Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Mailer } from '../../mail/index.ts';
import type { Identity } from './identity.ts';
import { changeEmailMail, emailChangedMail } from './mails.ts';
import * as queries from './queries.ts';
import { deadLink } from './refusals.ts';
import { deleteTwoFactorSince } from './two-factor/queries.ts';

const HOUR_MS = 3_600_000;
const CONFIRM_WITHIN_MS = 24 * HOUR_MS;
const UNDO_WITHIN_MS = 72 * HOUR_MS;
const TOKEN_BYTES = 24;

export interface EmailChangeParts {
  identity: Identity;
  configStore: ConfigStore;
  mailer: Mailer;
  baseUrl: string;
  /** Called when access of the account has ended: what is open for it has to end. */
  onAccessEnded(userId: string): void;
}

interface Change {
  userId: string;
  from: string;
  to: string;
}

type LinkKind = 'change-email' | 'undo-email-change';

const isTaken = () =>
  new AppError('CONFLICT', 'An account with this e-mail address exists.', {
    details: [{ path: 'email', message: 'is taken' }],
  });

const isTakenMeanwhile = () =>
  new AppError(
    'CONFLICT',
    'Another account has this e-mail address now. Ask for a new password for it, delete it or give it another address, and open this link again.',
    { details: [{ path: 'email', message: 'is taken' }] },
  );

export class EmailChange {
  readonly #parts: EmailChangeParts;

  constructor(parts: EmailChangeParts) {
    this.#parts = parts;
  }

  /**
   * Changes the address at once where no mails are sent, else mails a link to the new one.
   * @returns whether it is changed
   * @throws AppError CONFLICT for one that is taken
   */
  async ask(user: { id: string; email: string }, to: string): Promise<boolean> {
    const { internalAdapter } = await this.#parts.identity.$context;
    if ((await internalAdapter.findUserByEmail(to)) !== null) throw isTaken();
    const change = { userId: user.id, from: user.email, to };
    if (this.#parts.mailer.isOn) {
      this.#parts.mailer.send(async () =>
        changeEmailMail(change, await this.#link('change-email', change, CONFIRM_WITHIN_MS)),
      );
      return false;
    }
    await this.#apply(change, false);
    return true;
  }

  /** @throws AppError VALIDATION_ERROR for a dead link, CONFLICT when somebody took the address */
  async confirm(token: string): Promise<void> {
    const change = await this.#consume('change-email', token);
    const { internalAdapter } = await this.#parts.identity.$context;
    const user = await internalAdapter.findUserById(change.userId);
    if (user?.email !== change.from) throw deadLink();
    await this.#apply(change, true);
  }

  /**
   * Gives the account its old address back, whatever it has now, and ends every way into it but a new
   * password by mail: sessions, password, providers, and a second factor that is younger than the change.
   * A link that is refused works again.
   * @returns the address, which then needs a new password
   * @throws AppError VALIDATION_ERROR for a dead link, CONFLICT when another account has the address
   */
  async undo(token: string): Promise<string> {
    const { identity, configStore, mailer, onAccessEnded } = this.#parts;
    const { internalAdapter } = await identity.$context;
    const link = await internalAdapter.findVerificationValue(`undo-email-change:${token}`);
    if (!link || link.expiresAt.getTime() <= systemClock.nowMs()) throw deadLink();
    const { userId, from } = toChange(link.value);
    const squatterId = await configStore.db.transaction().execute(async (trx) => {
      if (!(await queries.useLink(trx, link.id))) throw deadLink();
      const removed = await this.#freeAddress(trx, from, userId);
      await queries.setEmail(trx, userId, from);
      await queries.deleteLinksOf(trx, userId);
      await queries.deleteWaysIn(trx, userId);
      await deleteTwoFactorSince(trx, userId, link.createdAt.toISOString());
      return removed;
    });
    // Whoever opens the link reads the mail of the address, where mails are sent.
    if (mailer.isOn) await internalAdapter.updateUser(userId, { emailVerified: true });
    onAccessEnded(userId);
    if (squatterId !== null) onAccessEnded(squatterId);
    return from;
  }

  /**
   * Whoever took the address of an account may have registered with it, to keep its owner from taking
   * it back: an account with nothing in it, whose address nobody has confirmed, gives way.
   * @returns the account that is gone, if any @throws AppError CONFLICT
   */
  async #freeAddress(trx: Kysely<Schema>, email: string, userId: string): Promise<string | null> {
    const other = await queries.holderOf(trx, email);
    if (other === undefined || other.id === userId) return null;
    if (!this.#parts.mailer.isOn || other.isConfirmed || other.ownsAnything)
      throw isTakenMeanwhile();
    await queries.deleteUser(trx, other.id);
    return other.id;
  }

  async #apply(change: Change, isConfirmed: boolean): Promise<void> {
    const { configStore, mailer } = this.#parts;
    await this.#setEmail(change.userId, change.to, isConfirmed);
    // Links that went to the old address open nothing any more, but those that take a change back:
    // whoever took the account over must not end them by a further change.
    await queries.deleteLinksOf(configStore.db, change.userId, 'undo-email-change');
    mailer.send(async () =>
      emailChangedMail(change, await this.#link('undo-email-change', change, UNDO_WITHIN_MS)),
    );
  }

  async #setEmail(userId: string, email: string, emailVerified: boolean): Promise<void> {
    const { internalAdapter } = await this.#parts.identity.$context;
    try {
      await internalAdapter.updateUser(userId, { email, emailVerified });
    } catch (error) {
      throw isUniqueViolation(error) ? isTaken() : error;
    }
  }

  async #link(kind: LinkKind, { userId, from, to }: Change, withinMs: number): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const { internalAdapter } = await this.#parts.identity.$context;
    await internalAdapter.createVerificationValue({
      identifier: `${kind}:${token}`,
      value: JSON.stringify([userId, kind, from, to]),
      // The library, which refuses it when it is over, goes by the system's time.
      expiresAt: new Date(systemClock.nowMs() + withinMs),
    });
    return `${this.#parts.baseUrl}/${kind}?token=${token}`;
  }

  async #consume(kind: LinkKind, token: string): Promise<Change> {
    const { internalAdapter } = await this.#parts.identity.$context;
    const link = await internalAdapter.consumeVerificationValue(`${kind}:${token}`);
    if (!link) throw deadLink();
    return toChange(link.value);
  }
}

function toChange(value: string): Change {
  const [userId, , from, to] = JSON.parse(value) as [string, LinkKind, string, string];
  return { userId, from, to };
}
