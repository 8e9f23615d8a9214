import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { startMailServer, type MailServer } from '../testing/mail-server.ts';
import { Mailer, type Mail } from './index.ts';

let server: MailServer;
let mailer: Mailer;
let lines: string[] = [];

const MAIL: Mail = {
  kind: 'greeting',
  to: 'ann@example.com',
  subject: 'Żółw sends <b>regards</b>',
  paragraphs: ['<script>alert("1")</script> & others', 'Second.'],
  link: { label: 'Open "it"', url: 'https://stats.example.com/x?a=1&b=\'2"' },
  note: '<img src=x onerror=alert(1)>',
};

function open(env: Record<string, string>, retryDelaysMs?: number[]): void {
  lines = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  mailer = new Mailer({ config: loadConfig(env), log, ...(retryDelaysMs && { retryDelaysMs }) });
}

const said = () =>
  lines.map((line) => {
    const { level, msg, mail, reason } = JSON.parse(line);
    return { level, msg, mail, reason };
  });

beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  await mailer.close();
  await server.close();
});

test('a mail comes as text and as HTML, from MAIL_FROM', async () => {
  open({ SMTP_URL: server.url, MAIL_FROM: 'Żółw <stats@example.org>' });
  mailer.send(MAIL);
  const mail = await server.next();
  expect([mail.from, mail.to]).toEqual(['stats@example.org', ['ann@example.com']]);
  expect(mail.head).toMatch(/^From: =\?UTF-8\?\S+\?= <stats@example.org>\r?$/m);
  expect(mail.head).toContain('To: ann@example.com');
  expect(mail.head).toContain('Auto-Submitted: auto-generated');
  expect(mail.text).toBe(
    '<script>alert("1")</script> & others\n\nSecond.\n\n' +
      'Open "it": https://stats.example.com/x?a=1&b=\'2"\n\n' +
      '<img src=x onerror=alert(1)>\n\n-- \nPurestat',
  );
  expect(lines).toEqual([]);
});

test('nothing in a mail is HTML but its layout', async () => {
  open({ SMTP_URL: server.url });
  mailer.send(MAIL);
  const { html } = await server.next();
  expect(html).toContain('<title>Żółw sends &lt;b&gt;regards&lt;/b&gt;</title>');
  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; others</p>');
  expect(html).toContain('<a href="https://stats.example.com/x?a=1&amp;b=&#39;2&quot;" style');
  expect(html).toContain('>Open &quot;it&quot;</a>');
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(html).not.toMatch(/<(script|img|link|b)\b/);
});

test('a subject cannot add to the head of a mail, and an address is one address', async () => {
  open({ SMTP_URL: server.url });
  mailer.send({ ...MAIL, subject: 'Hello\r\nBcc: eve@example.com' });
  const mail = await server.next();
  expect(mail.head).not.toMatch(/^Bcc/m);
  expect(mail.to).toEqual(['ann@example.com']);
});

test('without SMTP_URL a mail is one line of the log, with the link', async () => {
  open({});
  mailer.send(MAIL);
  await mailer.settled();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: 30,
    mail: 'greeting',
    to: 'ann@example.com',
    link: MAIL.link.url,
    msg: `Mail (SMTP_URL is not set): ${MAIL.link.url}`,
  });
});

test('what passes by itself is tried again, and the log does not say whom it was for', async () => {
  open({ SMTP_URL: server.url }, [0, 0, 0]);
  server.answerWith(451);
  const tries = new Promise<void>((resolve) => {
    const take = lines.push.bind(lines);
    lines.push = (line) => {
      if (take(line) === 2) {
        server.answerWith(250);
        resolve();
      }
      return lines.length;
    };
  });
  mailer.send(MAIL);
  await tries;
  await server.next();
  await mailer.settled();
  const again = {
    level: 40,
    msg: 'A mail will be tried again',
    mail: 'greeting',
    reason: 'the mail server did not take it: 451',
  };
  expect(said()).toEqual([again, again]);
  expect(server.attempts()).toBe(3);
  expect(lines.join('')).not.toContain('@');
});

test.each([
  { status: 550, attempts: 1, why: 'what is refused for good is not tried again' },
  { status: 451, attempts: 3, why: 'tries have an end' },
])('$why', async ({ status, attempts }) => {
  open({ SMTP_URL: server.url }, [0, 0]);
  server.answerWith(status);
  mailer.send(MAIL);
  await mailer.settled();
  expect(server.attempts()).toBe(attempts);
  expect(said().at(-1)).toEqual({
    level: 50,
    msg: 'A mail was given up',
    mail: 'greeting',
    reason: `the mail server did not take it: ${status}`,
  });
  expect(lines.join('')).not.toContain('@');
});

test('the stop of the server ends the waiting: what waits is tried once more', async () => {
  open({ SMTP_URL: server.url }, [3_600_000]);
  server.answerWith(451);
  const waits = new Promise<void>((resolve) => {
    const take = lines.push.bind(lines);
    lines.push = (line) => (resolve(), take(line));
  });
  mailer.send(MAIL);
  await waits;
  server.answerWith(250);
  await mailer.close();
  expect(server.mails).toHaveLength(1);
});

test('a mail that cannot be made harms nobody', async () => {
  open({ SMTP_URL: server.url });
  mailer.send(async () => {
    throw new Error('no database');
  });
  mailer.send(MAIL);
  await server.next();
  await mailer.settled();
  expect(said()).toEqual([
    { level: 50, msg: 'A mail was not sent', mail: undefined, reason: undefined },
  ]);
});
