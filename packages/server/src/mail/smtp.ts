/** Hands one mail to the mail server of SMTP_URL. */
import { createTransport } from 'nodemailer';
import { asHtml, asText } from './layout.ts';
import type { Mail } from './mail.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** A mail did not leave. Says what the server said by its codes alone: its text may hold addresses. */
export class MailError extends Error {
  override readonly name = 'MailError';
  /** Whether another try may help. */
  readonly isPassing: boolean;

  constructor(error: unknown) {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    super(`the mail server did not take it: ${responseCode ?? code ?? 'no code'}`);
    this.isPassing = responseCode === undefined || responseCode < 500;
  }
}

/** Delivers a mail. @throws MailError */
export type Deliver = (mail: Mail) => Promise<void>;

/** @param from the sender, `name@example.com` or `Name <name@example.com>` */
export function smtpDelivery(url: string, from: string): Deliver {
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    // A relay on the same machine has no certificate for "localhost", and nobody listens in between.
    ...(LOOPBACK.test(new URL(url).hostname) && { tls: { rejectUnauthorized: false } }),
  });
  return async (mail) => {
    const { to, subject } = mail;
    // An address object is taken as it is; a text would be read as a list.
    const address = { name: '', address: to };
    const content = { text: asText(mail), html: asHtml(mail) };
    const headers = { 'Auto-Submitted': 'auto-generated' };
    await transport.sendMail({ from, to: address, subject, headers, ...content }).catch((error) => {
      throw new MailError(error);
    });
  };
}
