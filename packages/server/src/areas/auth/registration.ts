/** Who may make an account here, however he proves who he is. */
import type { Kysely } from 'kysely';
import type { Config } from '../../config.ts';
import type { Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';

const CLOSED = {
  invite:
    'Registration here is by invitation only. Open the invite link that you were given; if it no longer works, ask for another.',
  closed: 'Registration is closed on this server. Ask whoever runs it.',
};

export interface RegistrationParts {
  db: Kysely<Schema>;
  config: Pick<Config, 'REGISTRATION'>;
  /** Whether the code is that of an invite link that can still be used. */
  isInvited(code: string): Promise<boolean>;
}

export class Registration {
  readonly #parts: RegistrationParts;

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
  }

  /** @param invite code of an invite link, where somebody came by one */
  async isOpenTo(invite: string | undefined): Promise<boolean> {
    const { config, isInvited } = this.#parts;
    if (config.REGISTRATION === 'open' || (await this.#isFirstAccount())) return true;
    return config.REGISTRATION === 'invite' && invite !== undefined && isInvited(invite);
  }

  /**
   * @param invite code of an invite link, where somebody came by one
   * @throws AppError FORBIDDEN
   */
  async refuseClosed(invite: string | undefined): Promise<void> {
    const { REGISTRATION } = this.#parts.config;
    if (REGISTRATION === 'open' || (await this.isOpenTo(invite))) return;
    throw new AppError('FORBIDDEN', CLOSED[REGISTRATION]);
  }

  async #isFirstAccount(): Promise<boolean> {
    const users = this.#parts.db.selectFrom('users').select('id').limit(1);
    return (await users.executeTakeFirst()) === undefined;
  }
}
