/** The second factor of accounts: codes by time from an app, and recovery codes beside them. */
import type { Kysely } from 'kysely';
import type { TwoFactorOffer, TwoFactorStatus, User } from '@purestat/vocabulary';
import type { Clock } from '../../../clock.ts';
import type { Schema } from '../../../db/index.ts';
import type { TwoFactorsTable } from '../../../db/schema.ts';
import { AppError, invalidField } from '../../../errors.ts';
import * as queries from './queries.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { open, seal } from './sealed.ts';
import { newTotpSecret, totpStep, totpUri } from './totp.ts';

/** One of the two: a code of the app, or one of those kept for when the app is lost. */
export interface SecondFactor {
  code?: string | undefined;
  recovery_code?: string | undefined;
}

/**
 * Where mails are sent, the address has to be confirmed: by a second factor somebody who registered
 * another's address could keep its owner out for good.
 */
type Enroller = Pick<User, 'id' | 'email' | 'email_verified'>;

export interface TwoFactorParts {
  db: Kysely<Schema>;
  clock: Clock;
  secretKey: string;
}

const wrongCode = () =>
  invalidField(
    'code',
    'is not the one your app shows now, or was used already: wait for the next one',
  );
const wrongRecoveryCode = () =>
  invalidField('recovery_code', 'is none of those that you have left: each works once');
const notOn = () => new AppError('CONFLICT', 'Two-factor sign-in is not turned on.');
const alreadyOn = () =>
  new AppError('CONFLICT', 'Two-factor sign-in is on already. Turn it off to set it up anew.');
const unconfirmed = () =>
  new AppError(
    'CONFLICT',
    'Confirm your e-mail address first: follow the link that was mailed to it, or ask for another (POST /api/me/verify-email).',
  );
const notOffered = () =>
  new AppError('CONFLICT', 'Nothing to confirm: ask for a secret first (POST /api/me/two-factor).');

export class TwoFactor {
  readonly #parts: TwoFactorParts;

  constructor(parts: TwoFactorParts) {
    this.#parts = parts;
  }

  async status(userId: string): Promise<TwoFactorStatus> {
    const { db } = this.#parts;
    const row = await queries.twoFactorOf(db, userId);
    return {
      enabled: row !== undefined && row.confirmed_at !== null,
      enabled_at: row?.confirmed_at ?? null,
      recovery_codes_left: await queries.countRecoveryCodes(db, userId),
      required_by: await queries.orgsRequiringIt(db, userId),
    };
  }

  /** Draws a secret for the person's app. Nothing changes until `confirm`. @throws AppError CONFLICT */
  async offer({ id, email, email_verified }: Enroller): Promise<TwoFactorOffer> {
    if (!email_verified) throw unconfirmed();
    const { db, clock, secretKey } = this.#parts;
    const secret = newTotpSecret();
    const row: TwoFactorsTable = {
      user_id: id,
      secret: seal(secretKey, id, secret),
      last_step: 0,
      created_at: new Date(clock.nowMs()).toISOString(),
      confirmed_at: null,
    };
    if (!(await queries.offerSecret(db, row))) throw alreadyOn();
    return { secret, uri: totpUri(secret, email) };
  }

  /**
   * Turns it on, once a code has shown that the app has the secret.
   * @returns the recovery codes, which nobody can see again
   * @throws AppError CONFLICT, VALIDATION_ERROR for a wrong code
   */
  async confirm({ id: userId, email_verified }: Enroller, code: string): Promise<string[]> {
    if (!email_verified) throw unconfirmed();
    const now = new Date(this.#parts.clock.nowMs()).toISOString();
    return this.#parts.db.transaction().execute(async (trx) => {
      const row = await queries.twoFactorOf(trx, userId);
      if (row === undefined) throw notOffered();
      if (row.confirmed_at !== null) throw alreadyOn();
      await this.#useCode(trx, row, code);
      await queries.confirmTwoFactor(trx, userId, now);
      return this.#renewCodes(trx, userId);
    });
  }

  /** Uses up the code. @throws AppError VALIDATION_ERROR for a wrong or used one */
  async check(userId: string, { code, recovery_code }: SecondFactor): Promise<void> {
    const { db } = this.#parts;
    if (code === undefined) {
      const hash = hashRecoveryCode(recovery_code ?? '');
      if (!(await queries.useRecoveryCode(db, userId, hash))) throw wrongRecoveryCode();
      return;
    }
    await this.#useCode(db, await this.#confirmed(db, userId), code);
  }

  async turnOff(userId: string): Promise<void> {
    await this.#parts.db.transaction().execute(async (trx) => {
      await this.#confirmed(trx, userId);
      await queries.deleteTwoFactor(trx, userId);
    });
  }

  /** Draws ten new recovery codes; the old ones work no more. @throws AppError CONFLICT */
  renewRecoveryCodes(userId: string): Promise<string[]> {
    return this.#parts.db.transaction().execute(async (trx) => {
      await this.#confirmed(trx, userId);
      return this.#renewCodes(trx, userId);
    });
  }

  async #confirmed(db: Kysely<Schema>, userId: string): Promise<TwoFactorsTable> {
    const row = await queries.twoFactorOf(db, userId);
    if (row === undefined || row.confirmed_at === null) throw notOn();
    return row;
  }

  async #renewCodes(db: Kysely<Schema>, userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await queries.replaceRecoveryCodes(db, userId, codes.map(hashRecoveryCode));
    return codes;
  }

  async #useCode(db: Kysely<Schema>, row: TwoFactorsTable, code: string): Promise<void> {
    const { clock, secretKey } = this.#parts;
    const secret = open(secretKey, row.user_id, row.secret);
    const step = secret === null ? null : totpStep(secret, code, clock.nowMs());
    if (step === null || !(await queries.useStep(db, row, step))) throw wrongCode();
  }
}
