/** What whoever runs the server may do to accounts, without being signed in: for the command line. */
import { randomInt } from 'node:crypto';
import { OPERATOR, recordDepartures } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { ConfigStore } from '../../db/index.ts';
import type { Identity } from './identity.ts';
import { hashPassword } from './password.ts';
import {
  deleteLinksThatOpen,
  deleteSessions,
  deleteUser,
  orgsOnlyOwnedBy,
  peopleByEmail,
  type Person,
} from './queries.ts';
import { refusing } from './refusals.ts';
import { deleteTwoFactor } from './two-factor/queries.ts';
import { PASSWORD_MAX, PASSWORD_MIN, registerBody } from './schema.ts';

export interface OperatorParts {
  clock: Clock;
  identity: Identity;
  configStore: ConfigStore;
}

export class Operator {
  readonly #parts: OperatorParts;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  /** Everybody, in the order in which they came. */
  list(): Promise<Person[]> {
    return peopleByEmail(this.#parts.configStore.db);
  }

  /** @throws AppError NOT_FOUND */
  async find(email: string): Promise<Person> {
    const [person] = await peopleByEmail(this.#parts.configStore.db, email.trim().toLowerCase());
    if (person === undefined) throw new AppError('NOT_FOUND', `There is no account ${email}.`);
    return person;
  }

  /** Whether or not registration is open. @throws AppError CONFLICT, VALIDATION_ERROR */
  async create(account: { email: string; name: string; password: string }): Promise<Person> {
    const { identity } = this.#parts;
    const parsed = registerBody.safeParse(account);
    if (!parsed.success) throw refused(parsed.error.issues);
    const { invite: _none, ...body } = parsed.data;
    const { user } = await refusing(() => identity.api.signUpEmail({ body }));
    // Nobody holds the session that comes with it.
    await deleteSessions(this.#parts.configStore.db, user.id, null);
    return this.find(body.email);
  }

  /** Ends every session, and links to another password or address. @throws AppError NOT_FOUND, VALIDATION_ERROR */
  async setPassword(email: string, password: string): Promise<Person> {
    refuseLength(password);
    const person = await this.find(email);
    const { internalAdapter } = await this.#parts.identity.$context;
    const hash = await hashPassword(password);
    const ways = await internalAdapter.findAccounts(person.id);
    if (ways.some(({ providerId }) => providerId === PASSWORD)) {
      await internalAdapter.updatePassword(person.id, hash);
    } else {
      const way = { userId: person.id, accountId: person.id, providerId: PASSWORD, password: hash };
      await internalAdapter.linkAccount(way);
    }
    await deleteSessions(this.#parts.configStore.db, person.id, null);
    await deleteLinksThatOpen(this.#parts.configStore.db, person.id);
    return person;
  }

  /** Takes the address for confirmed. @throws AppError NOT_FOUND */
  async verify(email: string): Promise<Person> {
    const person = await this.find(email);
    const { internalAdapter } = await this.#parts.identity.$context;
    await internalAdapter.updateUser(person.id, { emailVerified: true });
    return { ...person, email_verified: true };
  }

  /**
   * For somebody who has lost the second factor and every recovery code: the password alone lets in
   * again. Ends every session. @throws AppError NOT_FOUND; CONFLICT where there is none
   */
  async resetTwoFactor(email: string): Promise<Person> {
    const { db } = this.#parts.configStore;
    const person = await this.find(email);
    if (!person.two_factor) {
      throw new AppError('CONFLICT', `${person.email} has no two-factor authentication.`);
    }
    await deleteTwoFactor(db, person.id);
    await deleteSessions(db, person.id, null);
    return { ...person, two_factor: false };
  }

  /** @throws AppError NOT_FOUND, CONFLICT while an organization has no other owner */
  async remove(email: string): Promise<Person> {
    const person = await this.find(email);
    await this.#parts.configStore.db.transaction().execute(async (trx) => {
      const owned = await orgsOnlyOwnedBy(trx, person.id);
      if (owned.length > 0) {
        throw new AppError(
          'CONFLICT',
          `${person.email} is the only owner of ${owned.map(({ name }) => name).join(', ')}. Make somebody else an owner there, or delete it, first.`,
        );
      }
      const atMs = this.#parts.clock.nowMs();
      await recordDepartures(trx, person.id, { atMs, remover: OPERATOR });
      await deleteUser(trx, person.id);
    });
    return person;
  }
}

/** The library's name for this way in. */
const PASSWORD = 'credential';

function refused(issues: ReadonlyArray<{ path: PropertyKey[]; message: string }>): AppError {
  const details = issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const told = details.map(({ path, message }) => `${path} ${message}.`);
  return new AppError('VALIDATION_ERROR', told.join(' '), { details });
}

function refuseLength(password: string): void {
  if (password.length >= PASSWORD_MIN && password.length <= PASSWORD_MAX) return;
  throw new AppError(
    'VALIDATION_ERROR',
    `The password must have ${PASSWORD_MIN} to ${PASSWORD_MAX} characters, found ${password.length}.`,
  );
}

/** Without those that are taken for each other. */
const SIGNS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GENERATED_LENGTH = 20;

/** @returns a password of some 115 random bits */
export function generatePassword(): string {
  return Array.from({ length: GENERATED_LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
}
