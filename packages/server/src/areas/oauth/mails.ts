/** What people are told of changes to their ways in, so that one that was not theirs is seen. */
import type { Mail } from '../../mail/index.ts';

export interface Notice {
  to: string;
  /** The provider's name. */
  provider: string;
  /** The page of one's own account. */
  url: string;
}

const link = (url: string) => ({ label: 'See your sign-in methods', url });

export function linkedMail({ to, provider, url }: Notice): Mail {
  return {
    kind: 'sign-in-method-added',
    to,
    subject: `${provider} can now sign in to your Purestat account`,
    paragraphs: [
      `An account with ${provider} was linked to the account ${to} at ${new URL(url).host}.`,
    ],
    link: link(url),
    note: 'If this was not you, unlink it there and choose a new password.',
  };
}

export function unlinkedMail({ to, provider, url }: Notice): Mail {
  return {
    kind: 'sign-in-method-removed',
    to,
    subject: `${provider} can no longer sign in to your Purestat account`,
    paragraphs: [
      `An account with ${provider} was unlinked from the account ${to} at ${new URL(url).host}.`,
    ],
    link: link(url),
    note: 'If this was not you, choose a new password.',
  };
}
