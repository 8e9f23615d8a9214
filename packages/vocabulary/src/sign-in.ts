/** Signing in by a provider, as the API and the pages speak of it. */

export const PROVIDERS = ['google', 'github', 'microsoft', 'linkedin', 'facebook', 'oidc'] as const;
export type ProviderId = (typeof PROVIDERS)[number];

/** Why a sign-in by a provider has failed; the `reason` of the page that says so. */
export const SIGN_IN_FAILURES = [
  /** The person did not want it. */
  'refused',
  /** It took too long, was started in another browser, or has been finished already. */
  'expired',
  /** The provider cannot be reached or has a fault. */
  'unavailable',
  /** The provider's answer is wrong, or not for this server. */
  'invalid_answer',
  /** The provider tells no e-mail address. */
  'no_email',
  /** There is an account with the address, and the provider does not vouch for the address. */
  'email_unverified',
  /** There is an account with the address, and nobody has confirmed that it is the owner's. */
  'account_unconfirmed',
  'registration_invite',
  'registration_closed',
  /** The person at the provider belongs to another account here. */
  'linked_elsewhere',
  /** Whoever wanted to link is signed in no more, or as somebody else. */
  'signed_out',
  'rate_limited',
] as const;
export type SignInFailure = (typeof SIGN_IN_FAILURES)[number];

/** A way into an account. */
export interface SignInMethod {
  id: string;
  provider: 'password' | ProviderId;
  /** The provider's name, for people. */
  name: string;
  /** What its owner knows the account at the provider by; null for the password. */
  label: string | null;
  /** Whether it works now: providers can be turned off. */
  usable: boolean;
  /** False for the password, and for the last way that works. */
  can_unlink: boolean;
  created_at: string;
}
