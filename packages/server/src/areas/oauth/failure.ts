import type { SignInFailure } from '@purestat/vocabulary';

/** A sign-in by a provider that leads to the page that says why, with nobody signed in. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly reason: SignInFailure;
  /** For the operator's log: what has been wrong, free of personal data. */
  readonly fault: string | null;

  constructor(reason: SignInFailure, fault: string | null = null) {
    super(`The sign-in failed: ${reason}`);
    this.reason = reason;
    this.fault = fault;
  }
}
