/** Sign-ins that are under way: begun in one browser, finished once, in the same one, within minutes. */
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ProviderId } from '@purestat/vocabulary';
import type { Clock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import type { Proofs } from './provider-clients.ts';
import { insertAttempt, takeAttempt, type Attempt } from './queries.ts';

/** Also how long the browser keeps its cookie. */
export const ATTEMPT_SECONDS = 600;
const SECRET_BYTES = 32;

/** What somebody wants who leaves for a provider. */
export interface Intent {
  provider: ProviderId;
  /** A path of this application. */
  returnPath: string;
  invite: string | null;
  /** The account that another way in is added to; null for a sign-in. */
  linkTo: string | null;
}

/** @returns 256 random bits */
export const newSecret = () => randomBytes(SECRET_BYTES).toString('base64url');

const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');

export class Attempts {
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;

  constructor(parts: { db: Kysely<Schema>; clock: Clock }) {
    this.#db = parts.db;
    this.#clock = parts.clock;
  }

  /** @param browser the secret in the browser's cookie */
  async begin(intent: Intent, browser: string): Promise<Proofs> {
    const proofs = { state: newSecret(), nonce: newSecret(), codeVerifier: newSecret() };
    await insertAttempt(this.#db, {
      state_hash: hash(proofs.state),
      browser_hash: hash(browser),
      provider: intent.provider,
      nonce: proofs.nonce,
      code_verifier: proofs.codeVerifier,
      return_path: intent.returnPath,
      invite: intent.invite,
      user_id: intent.linkTo,
      expires_at: new Date(this.#clock.nowMs() + ATTEMPT_SECONDS * 1_000).toISOString(),
    });
    return proofs;
  }

  /** @returns null when no such sign-in is under way in this browser */
  async take(state: string, browser: string, provider: ProviderId): Promise<Attempt | null> {
    const attempt = await takeAttempt(this.#db, hash(state));
    if (attempt === undefined || attempt.provider !== provider) return null;
    if (attempt.browser_hash !== hash(browser)) return null;
    return Date.parse(attempt.expires_at) > this.#clock.nowMs() ? attempt : null;
  }
}
