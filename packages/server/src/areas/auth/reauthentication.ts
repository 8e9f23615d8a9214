/** What sensitive changes ask for: that whoever holds the session is the person, now. */
import type { Kysely } from 'kysely';
import { systemClock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import { AppError, invalidField } from '../../errors.ts';
import { verifyPassword } from './password.ts';
import { passwordHashOf } from './queries.ts';
import { RECENT_MINUTES } from './session-limits.ts';
import type { Present } from './sessions.ts';
import type { SecondFactor, TwoFactor } from './two-factor/service.ts';

export interface Proof {
  current_password?: string | undefined;
}

const MINUTE_MS = 60_000;

export class Reauthentication {
  readonly #db: Kysely<Schema>;
  readonly #twoFactor: TwoFactor;

  constructor(db: Kysely<Schema>, twoFactor: TwoFactor) {
    this.#db = db;
    this.#twoFactor = twoFactor;
  }

  /**
   * @throws AppError VALIDATION_ERROR when the password is missing or wrong, FORBIDDEN when there is
   * none and the sign-in is not of the last minutes
   */
  async require(present: Present, { current_password }: Proof): Promise<void> {
    const hash = await passwordHashOf(this.#db, present.user.id);
    if (hash === null) return requireRecent(present);
    if (current_password === undefined) {
      throw invalidField('current_password', 'is required: this change asks for it');
    }
    if (!(await verifyPassword(current_password, hash))) {
      throw invalidField('current_password', 'is not your present password');
    }
  }

  /** The password, or else a second factor. @throws AppError as `require` does */
  async requireEither(present: Present, proof: Proof & SecondFactor): Promise<void> {
    const hasFactor = proof.code !== undefined || proof.recovery_code !== undefined;
    if (hasFactor) await this.#twoFactor.check(present.user.id, proof);
    else await this.require(present, proof);
  }
}

function requireRecent({ session }: Present): void {
  if (systemClock.nowMs() - session.startedAtMs < RECENT_MINUTES * MINUTE_MS) return;
  throw new AppError(
    'FORBIDDEN',
    `Sign out and in again first: your account has no password, so this change needs a sign-in of the last ${RECENT_MINUTES} minutes.`,
  );
}
