/** A real mail server on a port of its own, which keeps what it gets. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** The message's head, unfolded. */
  head: string;
  text: string;
  html: string;
}

export interface MailServer {
  /** For SMTP_URL. */
  url: string;
  /** Everything received so far. */
  mails: ReceivedMail[];
  /** How often a client asked to send to somebody. */
  attempts(): number;
  /** The status each further recipient is answered with; 250 takes the mail. */
  answerWith(status: number): void;
  /** Waits for the next mail that was not waited for yet. */
  next(): Promise<ReceivedMail>;
  close(): Promise<void>;
}

function decoded(part: string): string {
  const [head = '', ...rest] = part.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n').replace(/\r\n$/, '');
  if (/encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString();
  if (!/encoding: quoted-printable/i.test(head)) return body.replaceAll('\r\n', '\n');
  const bytes = body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n');
}

function parse(raw: string): Pick<ReceivedMail, 'head' | 'text' | 'html'> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const boundary = /boundary="([^"]+)"/.exec(head)![1]!;
  const [text, html] = raw.split(`--${boundary}`).slice(1, 3) as [string, string];
  return { head, text: decoded(text.slice(2)), html: decoded(html.slice(2)) };
}

const refusal = (status: number) =>
  Object.assign(new Error('no mail for <ann@example.com>'), { responseCode: status });

export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const waiting: Array<(mail: ReceivedMail) => void> = [];
  const unread: ReceivedMail[] = [];
  let status = 250;
  let attempts = 0;
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    disableReverseLookup: true,
    onRcptTo(_address, _session, done) {
      attempts += 1;
      done(status === 250 ? null : refusal(status));
    },
    async onData(stream, { envelope }, done) {
      const raw = Buffer.concat(await stream.toArray()).toString();
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const mail = { from, to: envelope.rcptTo.map(({ address }) => address), ...parse(raw) };
      mails.push(mail);
      const reader = waiting.shift();
      if (reader === undefined) unread.push(mail);
      else reader(mail);
      done();
    },
  });
  // A client that goes away in the middle is not this server's fault.
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    attempts: () => attempts,
    answerWith: (next) => void (status = next),
    next: () => {
      const mail = unread.shift();
      if (mail !== undefined) return Promise.resolve(mail);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** @returns the one address in the mail's text that leads to a page of the product */
export function linkIn(mail: ReceivedMail): string {
  return /https?:\/\/\S+\?token=\S+/.exec(mail.text)![0];
}

/** @returns the token of the mail's link */
export const tokenIn = (mail: ReceivedMail): string =>
  new URL(linkIn(mail)).searchParams.get('token')!;
