/**
 * What the account mails say. Names are left out on purpose: whoever registers an address types the
 * name too, and could make us send others a text of his own.
 */
import type { Mail } from '../../mail/index.ts';

const UNASKED = 'If you did not ask for this, do nothing.';

/** @param url the page that takes the new password */
export function resetMail(to: string, url: string): Mail {
  return {
    kind: 'reset-password',
    to,
    subject: 'Choose a new password for Purestat',
    paragraphs: [
      `Somebody, most likely you, asked for a new password for the account ${to} at ${new URL(url).host}.`,
      'The link works once, within one hour. It signs you in, and signs out every other browser.',
    ],
    link: { label: 'Choose a new password', url },
    note: `${UNASKED} Your password stays as it is.`,
  };
}

/** @param url the page that confirms the address */
export function confirmMail(to: string, url: string): Mail {
  return {
    kind: 'confirm-email',
    to,
    subject: 'Confirm your email address for Purestat',
    paragraphs: [
      `An account at ${new URL(url).host} was made with the address ${to}. Confirm that it is yours.`,
      'The link works once, within 24 hours.',
    ],
    link: { label: 'Confirm my email address', url },
    note: `${UNASKED} Nobody else can confirm it.`,
  };
}

/** To the new address. @param url the page that confirms it */
export function changeEmailMail({ from, to }: { from: string; to: string }, url: string): Mail {
  return {
    kind: 'change-email',
    to,
    subject: 'Confirm your new email address for Purestat',
    paragraphs: [
      `The account ${from} at ${new URL(url).host} is to have the address ${to}. Confirm that it is yours.`,
      'The link works once, within 24 hours. Until then the old address holds.',
    ],
    link: { label: 'Confirm my new email address', url },
    note: `${UNASKED} Nothing changes.`,
  };
}

/** To the old address. @param url the page that takes the change back */
export function emailChangedMail({ from, to }: { from: string; to: string }, url: string): Mail {
  return {
    kind: 'email-changed',
    to: from,
    subject: 'Your Purestat account has a new email address',
    paragraphs: [
      `The account ${from} at ${new URL(url).host} has the address ${to} now. Mails go there, and it signs in with it.`,
      'Was it not you? Take it back within 72 hours: the account gets this address again, everybody is signed out, and you get a link to a new password, which is then the only way in.',
    ],
    link: { label: 'It was not me: take it back', url },
    note: 'If it was you, do nothing.',
  };
}

const NOTICES = {
  'password-changed': {
    subject: 'Your Purestat password was changed',
    said: 'was given a new password, and every other browser was signed out.',
  },
  'two-factor-on': {
    subject: 'Two-factor sign-in is on for your Purestat account',
    said: 'now asks for a code of an authenticator app at sign-in.',
  },
  'two-factor-off': {
    subject: 'Two-factor sign-in is off for your Purestat account',
    said: 'no longer asks for a second factor at sign-in.',
  },
} as const;
export type Notice = keyof typeof NOTICES;

/** Tells of something that has happened already. @param baseUrl of this server */
export function noticeMail(kind: Notice, to: string, baseUrl: string): Mail {
  const { subject, said } = NOTICES[kind];
  return {
    kind,
    to,
    subject,
    paragraphs: [`The account ${to} at ${new URL(baseUrl).host} ${said}`],
    link: { label: 'Was it not you? Choose a new password', url: `${baseUrl}/forgot-password` },
    note: 'If it was you, do nothing.',
  };
}
