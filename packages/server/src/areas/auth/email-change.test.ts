import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { BASE_URL, cookieOf, openTestApp, type TestApp } from '../../testing/http-app.ts';
import { linkIn, startMailServer, tokenIn, type MailServer } from '../../testing/mail-server.ts';
import { createOperator } from './create.ts';

const ANN = { email: 'ann@example.com', name: 'Ann <b>', password: 'correct horse' };
const PROOF = { current_password: ANN.password };
const NEW = 'ann@new.example.com';
const NEW_PASSWORD = 'another horse';
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

async function open(env: Record<string, string> = {}): Promise<string> {
  app = await openTestApp({ env: { SMTP_URL: mails.url, ...env } });
  const cookie = cookieOf(await post('/api/auth/register', ANN));
  if (app.deps.mailer.isOn) await mails.next();
  return cookie;
}
const post = (path: string, body?: unknown) => app.ask('POST', path, { body });
const change = (as: string, body: object) => app.ask('PUT', '/api/me', { as, body });
const me = async (as: string) => (await app.ask('GET', '/api/me', { as })).body.user;
const login = async (email: string, password = ANN.password) =>
  (await post('/api/auth/login', { email, password })).status;
const confirm = (token: string) => post('/api/auth/change-email', { token });
const undo = (token: string) => post('/api/auth/undo-email-change', { token });
const reset = (token: string) =>
  post('/api/auth/reset-password', { token, password: NEW_PASSWORD });
const linksLeft = () => app.deps.configStore.db.selectFrom('verifications').selectAll().execute();

test('the new address confirms, the old one is told, and signing in goes with the new one', async () => {
  const cookie = await open();
  const asked = await change(cookie, { email: ' Ann@NEW.example.com', ...PROOF });
  expect([asked.status, asked.body.user.email, asked.body.confirm_email]).toEqual([
    200,
    ANN.email,
    NEW,
  ]);
  const mail = await mails.next();
  expect(mail.to).toEqual([NEW]);
  expect(linkIn(mail)).toBe(`${BASE_URL}/change-email?token=${tokenIn(mail)}`);
  expect(mail.text + mail.html).not.toContain('Ann <b>');
  // Until then the old one holds.
  expect([await login(NEW), await login(ANN.email)]).toEqual([401, 200]);

  expect((await confirm(tokenIn(mail))).body).toEqual({ ok: true });
  expect(await me(cookie)).toMatchObject({ email: NEW, email_verified: true });
  expect([await login(NEW), await login(ANN.email)]).toEqual([200, 401]);
  const told = await mails.next();
  expect(told.to).toEqual([ANN.email]);
  expect(linkIn(told)).toBe(`${BASE_URL}/undo-email-change?token=${tokenIn(told)}`);
  expect(told.text).toContain(NEW);
  expect((await confirm(tokenIn(mail))).status).toBe(400);
});

test('the old address can take it back: the account is its again, and every session ends', async () => {
  const cookie = await open();
  await change(cookie, { email: NEW, ...PROOF });
  await confirm(tokenIn(await mails.next()));
  const told = await mails.next();
  // Whoever took it goes on to a further address.
  await change(cookie, { email: 'third@example.com', ...PROOF });
  await confirm(tokenIn(await mails.next()));
  await mails.next();
  await change(cookie, { email: 'fourth@example.com', ...PROOF });
  const pending = await mails.next();

  expect((await undo(tokenIn(told))).body).toEqual({ ok: true });
  expect((await app.ask('GET', '/api/me', { as: cookie })).status).toBe(401);
  expect((await confirm(tokenIn(pending))).status).toBe(400);
  expect((await undo(tokenIn(told))).status).toBe(400);
  // Whoever changed it knew the password.
  expect(await login(ANN.email)).toBe(401);
  const mailed = await mails.next();
  expect([mailed.to, linkIn(mailed)]).toEqual([
    [ANN.email],
    `${BASE_URL}/reset-password?token=${tokenIn(mailed)}`,
  ]);
  const back = await reset(tokenIn(mailed));
  expect(back.body.user).toMatchObject({ email: ANN.email, email_verified: true });
});

/** Ann's account under another address. @returns the token that takes it back */
async function takenFromAnn(): Promise<string> {
  const cookie = await open();
  await change(cookie, { email: NEW, ...PROOF });
  await confirm(tokenIn(await mails.next()));
  return tokenIn(await mails.next());
}

test('whoever registers with the old address does not keep its owner from taking it back', async () => {
  const told = await takenFromAnn();
  const squatter = await app.register('ann');
  await mails.next();
  expect((await undo(told)).body).toEqual({ ok: true });
  expect((await app.ask('GET', '/api/me', { as: squatter })).status).toBe(401);
  expect((await reset(tokenIn(await mails.next()))).body.user.name).toBe(ANN.name);
});

test('an account with something in it is not removed: its owner empties it, and the link works still', async () => {
  const told = await takenFromAnn();
  const squatter = await app.register('ann');
  await mails.next();
  const { org } = (await app.ask('POST', '/api/org', { as: squatter, body: { name: 'X' } })).body;
  const refused = await undo(told);
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    'Another account has this e-mail address now. Ask for a new password for it, delete it or give it another address, and open this link again.',
  ]);
  await post('/api/auth/forgot-password', { email: ANN.email });
  const theirs = cookieOf(await reset(tokenIn(await mails.next())));
  const body = { current_password: NEW_PASSWORD, delete_orgs: [org.id] };
  expect((await app.ask('DELETE', '/api/me', { as: theirs, body })).status).toBe(204);
  expect((await undo(told)).status).toBe(200);
});

test('an account whose address is confirmed is not removed', async () => {
  const told = await takenFromAnn();
  await app.register('ann');
  await post('/api/auth/verify-email', { token: tokenIn(await mails.next()) });
  expect((await undo(told)).status).toBe(409);
  expect(await login(ANN.email)).toBe(200);
});

test.each([
  { proof: {}, message: 'is required: this change asks for it' },
  { proof: { current_password: 'wrong horse' }, message: 'is not your present password' },
])('with the proof $proof nothing changes', async ({ proof, message }) => {
  const cookie = await open();
  const answer = await change(cookie, { name: 'Mallory', email: NEW, ...proof });
  expect([answer.status, answer.body.error.details]).toEqual([
    400,
    [{ path: 'current_password', message }],
  ]);
  expect(await me(cookie)).toMatchObject({ name: ANN.name, email: ANN.email });
  await app.deps.mailer.settled();
  expect(mails.mails).toHaveLength(1);
});

test('an address that is taken is refused, also when it was taken meanwhile', async () => {
  const cookie = await open();
  await app.register('bob');
  await mails.next();
  const refused = await change(cookie, { email: 'BOB@example.com', ...PROOF });
  expect([refused.status, refused.body.error.details]).toEqual([
    409,
    [{ path: 'email', message: 'is taken' }],
  ]);
  await change(cookie, { email: 'cyd@example.com', ...PROOF });
  const link = tokenIn(await mails.next());
  await app.register('cyd');
  expect((await confirm(link)).status).toBe(409);
  expect((await me(cookie)).email).toBe(ANN.email);
});

test('a change ends the links that went to the old address', async () => {
  const cookie = await open();
  await post('/api/auth/forgot-password', { email: ANN.email });
  const old = tokenIn(await mails.next());
  await change(cookie, { email: NEW, ...PROOF });
  await confirm(tokenIn(await mails.next()));
  await mails.next();
  expect(
    (await post('/api/auth/reset-password', { token: old, password: 'x'.repeat(8) })).status,
  ).toBe(400);
});

test('the new address has 24 hours, the old one 72', async () => {
  const cookie = await open();
  await change(cookie, { email: NEW, ...PROOF });
  const late = tokenIn(await mails.next());
  const start = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: start + 24 * HOUR_MS });
  expect((await confirm(late)).status).toBe(400);
  vi.setSystemTime(start);
  await change(cookie, { email: NEW, ...PROOF });
  await confirm(tokenIn(await mails.next()));
  const told = tokenIn(await mails.next());
  vi.setSystemTime(start + 73 * HOUR_MS);
  expect((await undo(told)).status).toBe(400);
});

test('without SMTP the change is immediate, and the way back is in the log', async () => {
  const cookie = await open({ SMTP_URL: '' });
  const changed = await change(cookie, { email: NEW, name: 'Ann Lee', ...PROOF });
  expect([changed.status, changed.body]).toMatchObject([
    200,
    { user: { email: NEW, name: 'Ann Lee', email_verified: true }, confirm_email: null },
  ]);
  expect([await login(NEW), await login(ANN.email)]).toEqual([200, 401]);
  await app.deps.mailer.settled();
  const { link } = JSON.parse(app.lines.find((line) => line.includes('undo-email-change?'))!);
  expect((await undo(new URL(link).searchParams.get('token')!)).status).toBe(200);
  await app.deps.mailer.settled();
  const mailed = JSON.parse(app.lines.find((line) => line.includes('reset-password?'))!);
  expect((await reset(new URL(mailed.link).searchParams.get('token')!)).status).toBe(200);
  expect(await login(ANN.email, NEW_PASSWORD)).toBe(200);
});

test('the present address is no change, and asks for nothing', async () => {
  const cookie = await open();
  const answer = await change(cookie, { email: ANN.email, name: 'Ann Lee' });
  expect([answer.status, answer.body.confirm_email]).toEqual([200, null]);
  expect((await change(cookie, {})).body.error.details).toEqual([
    { path: 'name', message: 'is required: text of 1 to 100 characters; or email, a new address' },
  ]);
});

test('links of a change go with the account, and are kept as hashes', async () => {
  const cookie = await open();
  await change(cookie, { email: NEW, ...PROOF });
  const token = tokenIn(await mails.next());
  expect(JSON.stringify(await linksLeft())).not.toContain(token);
  await app.ask('DELETE', '/api/me', { as: cookie, body: PROOF });
  expect(await linksLeft()).toEqual([]);
});

test('a new password and a second factor are told of by mail', async () => {
  const cookie = await open();
  await post('/api/auth/verify-email', { token: tokenIn(mails.mails[0]!) });
  await app.ask('PUT', '/api/me/password', {
    as: cookie,
    body: { ...PROOF, new_password: 'another horse' },
  });
  const told = await mails.next();
  expect([told.to, told.head]).toEqual([
    [ANN.email],
    expect.stringContaining('Subject: Your Purestat password was changed'),
  ]);
});

test.each(['changed', 'set by mail', 'set by whoever runs the server'])(
  'a password that is %s ends a change of address that was asked for before',
  async (how) => {
    const cookie = await open();
    await change(cookie, { email: NEW, ...PROOF });
    const pending = tokenIn(await mails.next());
    const password = 'another horse';
    if (how === 'changed') {
      const body = { ...PROOF, new_password: password };
      await app.ask('PUT', '/api/me/password', { as: cookie, body });
    } else if (how === 'set by mail') {
      await post('/api/auth/forgot-password', { email: ANN.email });
      await post('/api/auth/reset-password', { token: tokenIn(await mails.next()), password });
    } else {
      await createOperator(app.deps).setPassword(ANN.email, password);
    }
    expect((await confirm(pending)).status).toBe(400);
    expect([await login(NEW, password), await login(ANN.email, password)]).toEqual([401, 200]);
  },
);

test('a new password leaves the link that confirms the present address', async () => {
  const cookie = await open();
  const confirmation = tokenIn(mails.mails[0]!);
  const body = { ...PROOF, new_password: 'another horse' };
  expect((await app.ask('PUT', '/api/me/password', { as: cookie, body })).status).toBe(200);
  expect((await post('/api/auth/verify-email', { token: confirmation })).status).toBe(200);
});

test('a new password leaves the link that takes a change of address back', async () => {
  const cookie = await open();
  await change(cookie, { email: NEW, ...PROOF });
  await confirm(tokenIn(await mails.next()));
  const told = tokenIn(await mails.next());
  const body = { ...PROOF, new_password: 'another horse' };
  expect((await app.ask('PUT', '/api/me/password', { as: cookie, body })).status).toBe(200);
  expect((await undo(told)).status).toBe(200);
});

test('who takes an unconfirmed account over by mail keeps it: no former address gets it back', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'purestat-taken-over-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  // While no mails are sent, Mallory gives his account the address of Ann.
  app = await openTestApp({ dir });
  const mallory = await app.register('mallory');
  await change(mallory, { email: ANN.email, ...PROOF });
  await app.deps.mailer.settled();
  const { link } = JSON.parse(app.lines.find((line) => line.includes('undo-email-change?'))!);
  await app.close();
  app = await openTestApp({ dir, env: { SMTP_URL: mails.url } });

  await post('/api/auth/forgot-password', { email: ANN.email });
  const token = tokenIn(await mails.next());
  await post('/api/auth/reset-password', { token, password: 'another horse' });
  expect((await undo(new URL(link).searchParams.get('token')!)).status).toBe(400);
  expect(await login(ANN.email, 'another horse')).toBe(200);
});
