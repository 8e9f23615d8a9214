import { SIGN_IN_FAILURES, type SignInFailure } from '@purestat/vocabulary';

interface Text {
  title: string;
  /** @param provider its name */
  body(provider: string): string;
  /** Whether beginning again may help. */
  canRetry: boolean;
}

export const FAILURE_TEXTS: Record<SignInFailure, Text> = {
  refused: {
    title: 'You turned back',
    body: (provider) => `${provider} told us nothing about you, and you are not logged in.`,
    canRetry: true,
  },
  expired: {
    title: 'That took too long',
    body: (provider) =>
      `The way through ${provider} works once, within ten minutes, in the browser in which it began. Start again.`,
    canRetry: true,
  },
  unavailable: {
    title: 'No answer',
    body: (provider) => `${provider} can’t be reached at the moment. Try again in a few minutes.`,
    canRetry: true,
  },
  invalid_answer: {
    title: 'That answer can’t be used',
    body: (provider) =>
      `${provider} answered in a way that we can’t trust. If it happens again, tell whoever runs this server: its log says what is wrong.`,
    canRetry: true,
  },
  no_email: {
    title: 'No email address',
    body: (provider) =>
      `${provider} didn’t tell us your email address, which an account here needs. Allow it when you are asked, or add one to your account there.`,
    canRetry: true,
  },
  email_unverified: {
    title: 'There is an account already',
    body: (provider) =>
      `Your email address belongs to an account here, and ${provider} doesn’t vouch that it is yours. Log in the way you did before, then link ${provider} under Settings, Sign-in methods.`,
    canRetry: false,
  },
  account_unconfirmed: {
    title: 'There is an account already',
    body: (provider) =>
      `Your email address belongs to an account here, but nobody has confirmed it yet. Log in the way you did before, then link ${provider} under Settings, Sign-in methods. If the account isn’t yours, ask for a new password: that makes it yours alone.`,
    canRetry: false,
  },
  registration_invite: {
    title: 'You need an invitation',
    body: () =>
      'New accounts are by invitation only here. Open the invite link that you were given; if it no longer works, ask for another.',
    canRetry: false,
  },
  registration_closed: {
    title: 'No new accounts',
    body: () => 'Registration is closed on this server. Ask whoever runs it.',
    canRetry: false,
  },
  linked_elsewhere: {
    title: 'Linked to another account',
    body: (provider) =>
      `That account with ${provider} already logs in to another account here. Unlink it there first, or use another one.`,
    canRetry: false,
  },
  signed_out: {
    title: 'You are no longer logged in',
    body: (provider) =>
      `Linking ${provider} needs the session in which you began. Log in and try again.`,
    canRetry: false,
  },
  rate_limited: {
    title: 'Too many tries',
    body: () => 'Wait a minute, then try again.',
    canRetry: true,
  },
};

/** @returns what the address says; an unknown reason is as good as none */
export function failureIn(search: URLSearchParams): SignInFailure {
  const reason = search.get('reason');
  return SIGN_IN_FAILURES.find((known) => known === reason) ?? 'invalid_answer';
}
