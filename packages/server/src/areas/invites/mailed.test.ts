import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE_URL, cookieOf, openTestApp, type TestApp } from '../../testing/http-app.ts';
import { startMailServer, tokenIn, type MailServer } from '../../testing/mail-server.ts';

const HOSTILE = 'Acme <img src=x> & "Sons"';

let mails: MailServer;
let app: TestApp;
let as: string;
let path: string;
beforeEach(async () => {
  mails = await startMailServer();
});
afterEach(async () => {
  await app.close();
  await mails.close();
});

async function open(env: Record<string, string> = {}, isConfirmed = true): Promise<void> {
  app = await openTestApp({ env: { SMTP_URL: mails.url, ...env } });
  const body = { email: 'ann@example.com', name: 'Ann', password: 'correct horse' };
  as = cookieOf(await app.ask('POST', '/api/auth/register', { body }));
  const token = tokenIn(await mails.next());
  if (isConfirmed) await app.ask('POST', '/api/auth/verify-email', { body: { token } });
  const org = await app.ask('POST', '/api/org', { as, body: { name: HOSTILE } });
  path = `/api/org/${org.body.org.id}/invite`;
}
const invite = async (email: string) =>
  (await app.ask('POST', path, { as, body: { email, role: 'viewer' } })).body.invite;

test('with SMTP the link is mailed to whom it is for, as text and HTML', async () => {
  await open();
  const { mailed, url } = await invite('bob@example.com');
  const mail = await mails.next();
  expect([mailed, mail.to]).toEqual([true, ['bob@example.com']]);
  expect(url).toMatch(new RegExp(`^${BASE_URL}/invite/[0-9a-f]{40}$`));
  expect(mail.text).toContain(`See the invitation: ${url}`);
  expect(mail.text).toContain(`ann@example.com invites you to the organization “${HOSTILE}”`);
  expect(mail.html).toContain(`<a href="${url}"`);
  // What somebody typed as a name stays text.
  expect(mail.html).toContain('Acme &lt;img src=x&gt; &amp; &quot;Sons&quot;');
  expect(mail.html).not.toContain('<img');
  expect(mail.head).toMatch(/Subject: .*Invitation_to_Acme_/);
});

test('an address that is not confirmed makes nobody else get mails', async () => {
  await open({}, false);
  const { mailed, url } = await invite('bob@example.com');
  await app.deps.mailer.settled();
  expect([mailed, typeof url, mails.mails.length]).toEqual([false, 'string', 1]);
});

test('past the limits an invitation is made all the same, to be sent by hand', async () => {
  await open({ RATE_LIMIT_AUTH: '1000' });
  const answers = [];
  for (let number = 0; number < 31; number += 1) {
    answers.push((await invite(`person${number}@example.com`)).mailed);
  }
  expect(answers).toEqual([...Array.from({ length: 30 }, () => true), false]);
});

test('without SMTP nothing is mailed, and the log has no link', async () => {
  app = await openTestApp();
  as = await app.register('ann');
  const org = await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } });
  path = `/api/org/${org.body.org.id}/invite`;
  expect((await invite('bob@example.com')).mailed).toBe(false);
  await app.deps.mailer.settled();
  expect(app.lines.join('')).not.toContain('/invite/');
});
