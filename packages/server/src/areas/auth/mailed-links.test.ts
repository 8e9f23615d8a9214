import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { authenticator } from '../../testing/authenticator.ts';
import { BASE_URL, cookieOf, NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';
import { linkIn, startMailServer, tokenIn, type MailServer } from '../../testing/mail-server.ts';

const ANN = { email: 'ann@example.com', name: 'Ann <b>', password: 'correct horse' };
const PROOF = { current_password: ANN.password };
const HOUR_MS = 3_600_000;

let mails: MailServer;
let app: TestApp;
beforeEach(async () => {
  mails = await startMailServer();
});
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
  await mails.close();
});

async function open(env: Record<string, string> = {}) {
  app = await openTestApp({ env: { SMTP_URL: mails.url, ...env } });
}
const post = (path: string, body?: unknown, as?: string, peer?: string) =>
  app.ask('POST', path, { body, ...(as && { as }), ...(peer && { peer }) });
const register = () => post('/api/auth/register', ANN);
const forgot = (email: string, peer?: string) =>
  post('/api/auth/forgot-password', { email }, undefined, peer);
const reset = (token: string, password = 'new battery staple') =>
  post('/api/auth/reset-password', { token, password });
const confirm = (token: string) => post('/api/auth/verify-email', { token });
const login = async (password: string) =>
  (await post('/api/auth/login', { email: ANN.email, password })).status;
const me = (as: string) => app.ask('GET', '/api/me', { as });
const storedLinks = () => app.deps.configStore.db.selectFrom('verifications').selectAll().execute();

/** Registers, and takes the mail that this causes. @returns the session's cookie */
async function annIsThere(): Promise<string> {
  const cookie = cookieOf(await register());
  await mails.next();
  return cookie;
}

const OVER = 'is not that of a link that still works: each works once, for a short time';
const DEAD = [400, 'VALIDATION_ERROR', [{ path: 'token', message: OVER }]];

async function refusal(asked: ReturnType<typeof confirm>) {
  const { status, body } = await asked;
  return [status, body.error?.code, body.error?.details];
}

test('a mailed link sets a new password, signs in and ends every other session', async () => {
  await open();
  const before = await annIsThere();
  const asked = await forgot(' Ann@EXAMPLE.com');
  expect([asked.status, asked.body]).toEqual([200, { ok: true }]);
  const mail = await mails.next();
  expect(mail.to).toEqual(['ann@example.com']);
  expect(linkIn(mail)).toBe(`${BASE_URL}/reset-password?token=${tokenIn(mail)}`);
  expect(mail.html).toContain(`<a href="${linkIn(mail)}"`);

  const done = await reset(tokenIn(mail));
  expect([done.status, done.body.user.email]).toEqual([200, 'ann@example.com']);
  expect((await me(cookieOf(done))).status).toBe(200);
  expect((await me(before)).status).toBe(401);
  expect([await login(ANN.password), await login('new battery staple')]).toEqual([401, 200]);
});

test('an unknown address gets the same answer, and no mail', async () => {
  await open();
  await annIsThere();
  const [known, unknown] = [await forgot(ANN.email), await forgot('bob@example.com')];
  const shown = ({ status, body, headers }: typeof known) => [status, body, [...headers.keys()]];
  expect(shown(unknown)).toEqual(shown(known));
  await mails.next();
  await app.deps.mailer.settled();
  expect(mails.mails.map(({ to }) => to)).toEqual([[ANN.email], [ANN.email]]);
  expect(app.lines.join('')).not.toMatch(/@|token/);
});

test('the answer does not wait for what tells whether there is such an account', async () => {
  await open();
  await annIsThere();
  const links = await storedLinks();
  // Until the event loop turns, nothing is looked up.
  vi.useFakeTimers({ toFake: ['setImmediate'] });
  expect((await forgot(ANN.email)).status).toBe(200);
  vi.useRealTimers();
  expect(await storedLinks()).toEqual(links);
});

test('a link for a new password works once, whoever is first', async () => {
  await open();
  await annIsThere();
  await forgot(ANN.email);
  const token = tokenIn(await mails.next());
  const answers = await Promise.all([reset(token, 'password one'), reset(token, 'password two')]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  expect(await refusal(reset(token))).toEqual(DEAD);
});

test('a link for a new password works for an hour', async () => {
  await open();
  await annIsThere();
  await forgot(ANN.email);
  const token = tokenIn(await mails.next());
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
  expect(await refusal(reset(token))).toEqual(DEAD);
});

test('a new password ends the links to another one, however it came', async () => {
  await open();
  const cookie = await annIsThere();
  await forgot(ANN.email);
  await forgot(ANN.email);
  const [first, second] = [tokenIn(await mails.next()), tokenIn(await mails.next())];
  expect((await reset(first)).status).toBe(200);
  expect(await refusal(reset(second))).toEqual(DEAD);
  expect((await me(cookie)).status).toBe(401);

  await forgot(ANN.email);
  const third = tokenIn(await mails.next());
  const signedIn = await post('/api/auth/login', { ...ANN, password: 'new battery staple' });
  await app.ask('PUT', '/api/me/password', {
    as: cookieOf(signedIn),
    body: { current_password: 'new battery staple', new_password: ANN.password },
  });
  expect(await refusal(reset(third))).toEqual(DEAD);
});

test('a refused password leaves the link as it is', async () => {
  await open();
  await annIsThere();
  await forgot(ANN.email);
  const token = tokenIn(await mails.next());
  const refused = await reset(token, 'short');
  expect([refused.status, refused.body.error.details]).toEqual([
    400,
    [{ path: 'password', message: 'is too short: 8 to 128 characters' }],
  ]);
  expect((await reset(token)).status).toBe(200);
});

test.each(['', 'x'.repeat(201), 'none', null, { $ne: '' }])(
  'the token %j is refused',
  async (token) => {
    await open();
    const body = { token, password: 'new battery staple' };
    for (const path of ['/api/auth/reset-password', '/api/auth/verify-email']) {
      const answer = await post(path, body);
      expect([answer.status, answer.body.error.details[0].path]).toEqual([400, 'token']);
    }
  },
);

test('tokens are kept as hashes, and those of an account go with it', async () => {
  await open();
  const cookie = cookieOf(await register());
  await forgot(ANN.email);
  const tokens = [tokenIn(await mails.next()), tokenIn(await mails.next())];
  const rows = await storedLinks();
  expect(rows).toHaveLength(2);
  for (const token of tokens) expect(JSON.stringify(rows)).not.toContain(token);
  // What is stored is no way in.
  for (const { identifier } of rows) expect(await refusal(reset(identifier))).toEqual(DEAD);
  expect((await app.ask('DELETE', '/api/me', { as: cookie, body: PROOF })).status).toBe(204);
  expect(await storedLinks()).toEqual([]);
  for (const token of tokens) {
    expect(await refusal(reset(token))).toEqual(DEAD);
    expect(await refusal(confirm(token))).toEqual(DEAD);
  }
});

test('with SMTP registering signs in at once and asks for a confirmation, which works once', async () => {
  await open();
  const registered = await register();
  expect(registered.body.user.email_verified).toBe(false);
  const cookie = cookieOf(registered);
  const mail = await mails.next();
  expect(mail.to).toEqual([ANN.email]);
  expect(linkIn(mail)).toBe(`${BASE_URL}/verify-email?token=${tokenIn(mail)}`);
  // What somebody typed as a name is not sent to an address that may be another's.
  expect(mail.text + mail.html).not.toContain('Ann <b>');
  expect((await me(cookie)).body.user.email_verified).toBe(false);

  const done = await confirm(tokenIn(mail));
  expect([done.status, done.body]).toEqual([200, { ok: true }]);
  expect((await me(cookie)).body.user.email_verified).toBe(true);
  expect(await refusal(confirm(tokenIn(mail)))).toEqual(DEAD);
});

test('a confirmation works for 24 hours', async () => {
  await open();
  await register();
  const token = tokenIn(await mails.next());
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * HOUR_MS });
  expect(await refusal(confirm(token))).toEqual(DEAD);
});

test('a confirmation is for the address it was sent to', async () => {
  await open();
  await register();
  const token = tokenIn(await mails.next());
  const { db } = app.deps.configStore;
  await db.updateTable('users').set({ email: 'other@example.com' }).execute();
  expect(await refusal(confirm(token))).toEqual(DEAD);
  expect(await db.selectFrom('users').select('email_verified').execute()).toEqual([
    { email_verified: 0 },
  ]);
});

test('a link for a new password confirms the address it came to', async () => {
  await open();
  await annIsThere();
  await forgot(ANN.email);
  const done = await reset(tokenIn(await mails.next()));
  expect(done.body.user.email_verified).toBe(true);
});

/** Registers without mails being sent, turns the second factor on, and opens the server again with them. */
async function annHasTwoFactor(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'purestat-without-mail-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const deps = { clock: { nowMs: () => NOW_MS } };
  app = await openTestApp({ dir, deps });
  const cookie = cookieOf(await register());
  const { body } = await post('/api/me/two-factor', PROOF, cookie);
  const code = authenticator(body.two_factor.uri).codeAt(NOW_MS);
  expect((await post('/api/me/two-factor/confirm', { code }, cookie)).status).toBe(200);
  await app.close();
  app = await openTestApp({ dir, deps, env: { SMTP_URL: mails.url } });
}

test('a password by mail does away with no second factor, nor on an address of before mails were sent', async () => {
  await annHasTwoFactor();
  await forgot(ANN.email);
  const done = await reset(tokenIn(await mails.next()));
  expect([done.status, (await me(cookieOf(done))).status]).toEqual([202, 401]);
});

test('where mails are sent a second factor takes a confirmed address: else it could keep its owner out', async () => {
  app = await openTestApp({
    env: { SMTP_URL: mails.url },
    deps: { clock: { nowMs: () => NOW_MS } },
  });
  const cookie = await annIsThere();
  const words =
    'Confirm your e-mail address first: follow the link that was mailed to it, or ask for another (POST /api/me/verify-email).';
  const refused = await post('/api/me/two-factor', PROOF, cookie);
  expect([refused.status, refused.body.error.message]).toEqual([409, words]);
  const unconfirmed = await post('/api/me/two-factor/confirm', { code: '123456' }, cookie);
  expect([unconfirmed.status, unconfirmed.body.error.message]).toEqual([409, words]);
  await confirm(tokenIn(mails.mails[0]!));
  expect((await post('/api/me/two-factor', PROOF, cookie)).status).toBe(201);
});

test('a token is good for what it was made for alone', async () => {
  await open();
  await register();
  const toConfirm = tokenIn(await mails.next());
  expect(await refusal(reset(toConfirm))).toEqual(DEAD);
  await forgot(ANN.email);
  expect(await refusal(confirm(tokenIn(await mails.next())))).toEqual(DEAD);
});

test('the confirmation can be sent again until it is given', async () => {
  await open();
  const cookie = await annIsThere();
  const sent = await post('/api/me/verify-email', undefined, cookie);
  expect([sent.status, sent.body]).toEqual([200, { ok: true }]);
  await confirm(tokenIn(await mails.next()));
  const again = await post('/api/me/verify-email', undefined, cookie);
  expect([again.status, again.body.error.message]).toEqual([
    409,
    'Your e-mail address is confirmed.',
  ]);
});

test('without SMTP nothing asks for a confirmation, and links are in the log', async () => {
  await open({ SMTP_URL: '' });
  const registered = await register();
  expect(registered.body.user.email_verified).toBe(true);
  expect((await post('/api/me/verify-email', undefined, cookieOf(registered))).status).toBe(409);
  await app.deps.mailer.settled();
  expect(await storedLinks()).toEqual([]);

  await forgot(ANN.email);
  await app.deps.mailer.settled();
  const line = JSON.parse(app.lines.find((text) => text.includes('reset-password?'))!);
  const { link, msg } = line;
  expect(msg).toContain(link);
  expect((await reset(new URL(link).searchParams.get('token')!)).status).toBe(200);
});

test('a mail server that is away fails no request', async () => {
  await open({ SMTP_URL: 'smtp://127.0.0.1:1' });
  const answers = [await register(), await forgot(ANN.email)];
  expect(answers.map(({ status }) => status)).toEqual([201, 200]);
});

test('mails are limited per client, and per address over all clients', async () => {
  await open({ RATE_LIMIT_AUTH: '3' });
  const oneClient = [];
  for (const name of 'abcd') oneClient.push((await forgot(`${name}@x.org`)).status);
  expect(oneClient).toEqual([200, 200, 200, 429]);
  const oneAddress = [];
  for (let peer = 1; peer <= 6; peer += 1)
    oneAddress.push((await forgot(ANN.email, `203.0.113.${peer}0`)).status);
  expect(oneAddress).toEqual([200, 200, 200, 200, 200, 429]);
  const refused = await forgot(ANN.email, '203.0.113.99');
  expect(refused.body.error.message).toMatch(/^Too many requests: 5 an hour are allowed\./);
});

test('an address that is registered and deleted again and again gets 5 mails an hour', async () => {
  await open({ RATE_LIMIT_AUTH: '1000' });
  for (let round = 1; round <= 7; round += 1) {
    const registered = await register();
    expect(registered.status).toBe(201);
    await app.ask('DELETE', '/api/me', { as: cookieOf(registered), body: PROOF });
  }
  await app.deps.mailer.settled();
  expect(mails.mails).toHaveLength(5);
});

test('an address that nobody has confirmed is told of no changes', async () => {
  await open();
  const cookie = await annIsThere();
  const body = { ...PROOF, new_password: 'another horse' };
  expect((await app.ask('PUT', '/api/me/password', { as: cookie, body })).status).toBe(200);
  await app.deps.mailer.settled();
  expect(mails.mails).toHaveLength(1);
});
