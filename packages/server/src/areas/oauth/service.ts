/** Signing in by a provider, from the click to the return. */
import type { Logger } from 'pino';
import type { ProviderId } from '@purestat/vocabulary';
import { AppError } from '../../errors.ts';
import type { Caller, ProviderAccounts } from '../auth/index.ts';
import type { Arrivals } from './arrivals.ts';
import type { Attempts, Intent } from './attempts.ts';
import { SignInError } from './failure.ts';
import type { ProviderClients } from './provider-clients.ts';
import type { Provider } from './providers.ts';
import type { Attempt } from './queries.ts';

export interface OAuthParts {
  providers: readonly Provider[];
  accounts: ProviderAccounts;
  arrivals: Arrivals;
  attempts: Attempts;
  clients: ProviderClients;
  log: Logger;
}

/** A browser that has come back from a provider. */
export interface Return {
  /** Query of the address, with its question mark. */
  search: string;
  state: string;
  /** The secret in the browser's cookie. */
  browser: string;
  caller: Caller;
  /** The account that is signed in in the browser; asked only where it matters. */
  signedIn(): Promise<string | null>;
  /** Whether the address may get a mail now. */
  mayMail(email: string): Promise<boolean>;
}

export interface Landing {
  /** A path of this application. */
  path: string;
  setCookies: string[];
}

const ACCOUNT_PAGE = '/settings';

export class OAuth {
  readonly #parts: OAuthParts;

  constructor(parts: OAuthParts) {
    this.#parts = parts;
  }

  get providers(): readonly Provider[] {
    return this.#parts.providers;
  }

  /** @throws AppError NOT_FOUND for a provider that is not configured */
  provider(id: string): Provider {
    const provider = this.providers.find((each) => each.id === id);
    if (provider !== undefined) return provider;
    const known = this.providers.map((each) => each.id);
    const there = known.length === 0 ? 'none is' : `configured: ${known.join(', ')}`;
    throw new AppError('NOT_FOUND', `No such sign-in provider is configured here (${there}).`);
  }

  /**
   * @param browser the secret in the browser's cookie
   * @returns where to send the browser
   * @throws SignInError
   */
  async begin(provider: Provider, intent: Omit<Intent, 'provider'>, browser: string) {
    return this.#noting(provider, async () => {
      const { attempts, clients } = this.#parts;
      const proofs = await attempts.begin({ ...intent, provider: provider.id }, browser);
      return clients.leave(provider, proofs);
    });
  }

  /** @returns the sign-in that the browser comes back to @throws SignInError */
  async resume(provider: Provider, { state, browser }: Return): Promise<Attempt> {
    const attempt = await this.#parts.attempts.take(state, browser, provider.id);
    if (attempt === null) throw new SignInError('expired');
    return attempt;
  }

  /** Signs in, or adds the way in. @throws SignInError */
  async finish(provider: Provider, attempt: Attempt, arrived: Return): Promise<Landing> {
    return this.#noting(provider, async () => {
      const { arrivals, clients, accounts } = this.#parts;
      const linkTo = attempt.user_id;
      if (linkTo !== null && (await arrived.signedIn()) !== linkTo) {
        throw new SignInError('signed_out');
      }
      const { nonce, code_verifier: codeVerifier } = attempt;
      const proofs = { state: arrived.state, nonce, codeVerifier };
      const person = await clients.comeBack(provider, arrived.search, proofs);
      if (linkTo !== null) {
        await arrivals.link(linkTo, { person, provider });
        return { path: linkedPath(provider.id), setCookies: [] };
      }
      const { invite } = attempt;
      const { mayMail } = arrived;
      const userId = await arrivals.accountOf({ person, provider, invite, mayMail });
      const { setCookies, waitsForSecondFactor } = await accounts.beginSession(
        userId,
        arrived.caller,
      );
      const path = attempt.return_path;
      return { path: waitsForSecondFactor ? secondStepPath(path) : path, setCookies };
    });
  }

  /** What is the provider's fault, or the configuration's, is for the operator to see. */
  async #noting<T>({ id }: Provider, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof SignInError && error.fault !== null && error.reason !== 'refused') {
        const { reason, fault } = error;
        this.#parts.log.warn({ provider: id, reason, fault }, 'A sign-in by a provider failed');
      }
      throw error;
    }
  }
}

/** The page of the sign-in's second step. */
const secondStepPath = (next: string) =>
  next === '/' ? '/login/code' : `/login/code?next=${encodeURIComponent(next)}`;

const linkedPath = (id: ProviderId) => `${ACCOUNT_PAGE}?linked=${id}#sign-in-methods`;
