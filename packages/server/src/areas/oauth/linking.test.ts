import { afterEach, beforeEach, expect, test } from 'vitest';
import { authenticator } from '../../testing/authenticator.ts';
import { BASE_URL, NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';
import { startMailServer, tokenIn, type MailServer } from '../../testing/mail-server.ts';
import {
  ANN,
  consent,
  startOpenIdServer,
  TestBrowser,
  type OpenIdServer,
} from '../../testing/openid-server.ts';

const PASSWORD = 'correct horse';

let id: OpenIdServer;
let mails: MailServer;
let app: TestApp;
let browser: TestBrowser;
let nowMs: number;

beforeEach(async () => {
  id = await startOpenIdServer();
  mails = await startMailServer();
});
afterEach(async () => {
  await app.close();
  await mails.close();
  await id.close();
});

async function open(env: Record<string, string> = {}) {
  nowMs = NOW_MS;
  const github = { GITHUB_CLIENT_ID: 'id', GITHUB_CLIENT_SECRET: 's' };
  app = await openTestApp({
    env: { ...id.env, ...github, SMTP_URL: mails.url, ...env },
    deps: { fetchProvider: fetch, clock: { nowMs: () => nowMs } },
  });
  browser = new TestBrowser(app);
}

const failed = (reason: string) => `/sign-in-failed?reason=${reason}&provider=oidc`;
const LINKED = '/settings?linked=oidc#sign-in-methods';

/** A browser in which somebody has registered with a password. */
async function registered(email: string): Promise<TestBrowser> {
  const fresh = new TestBrowser(app);
  const body = { email, name: 'Somebody', password: PASSWORD };
  const { status } = await fresh.ask('POST', '/api/auth/register', body);
  expect(status).toBe(201);
  return fresh;
}

/** The same, with the address confirmed by the link in the mail. */
async function confirmed(email: string): Promise<TestBrowser> {
  const fresh = await registered(email);
  const token = tokenIn(await mails.next());
  await fresh.ask('POST', '/api/auth/verify-email', { token });
  return fresh;
}

/** Signs in with the password. @returns the status */
async function logIn(email: string, password = PASSWORD): Promise<number> {
  return (await app.ask('POST', '/api/auth/login', { body: { email, password } })).status;
}

/** @param current_password left out for an account without one */
async function beginLink(as: TestBrowser, current_password?: string): Promise<URL> {
  const asked = { provider: 'oidc', current_password };
  const { status, body } = await as.ask('POST', '/api/me/sign-in-methods', asked);
  expect(status).toBe(200);
  return new URL(body.url);
}

/** Links the account with the provider from the account page. @returns where one lands */
const link = async (as: TestBrowser, current_password: string | undefined = PASSWORD) =>
  as.comeBack(await consent(await beginLink(as, current_password)));

/** Turns two-factor sign-in on. */
async function turnOn(as: TestBrowser) {
  const offer = await as.ask('POST', '/api/me/two-factor', { current_password: PASSWORD });
  const phone = authenticator(offer.body.two_factor.uri);
  const code = phone.codeAt(nowMs);
  expect((await as.ask('POST', '/api/me/two-factor/confirm', { code })).status).toBe(200);
  return phone;
}

async function methods(as: TestBrowser) {
  const { body } = await as.ask('GET', '/api/me/sign-in-methods');
  return body.sign_in_methods as Array<{ id: string; provider: string; label: string | null }>;
}
const ways = async (as: TestBrowser) => (await methods(as)).map(({ provider }) => provider);
const users = () => app.deps.configStore.db.selectFrom('users').selectAll().execute();

test('an account with a confirmed address is joined by the provider that vouches for it, and its owner is told', async () => {
  await open();
  const ann = await confirmed('ann@example.com');
  expect(await browser.signIn()).toBe('/');
  expect(await browser.whoIs()).toBe('ann@example.com');
  expect(await users()).toHaveLength(1);
  expect(await ways(ann)).toEqual(['password', 'oidc']);
  const mail = await mails.next();
  expect(mail.to).toEqual(['ann@example.com']);
  expect(mail.text).toContain('An account with Example ID was linked to the account');
  expect(mail.text).toContain(`${BASE_URL}/settings`);
});

test('an account that somebody else may have registered beforehand is not joined', async () => {
  await open();
  const eve = await registered('ann@example.com');
  await mails.next();
  expect(await browser.signIn()).toBe(failed('account_unconfirmed'));
  expect(await browser.whoIs()).toBeNull();
  expect(await ways(eve)).toEqual(['password']);
});

test('nor without a mail server, where no address is ever confirmed', async () => {
  await open({ SMTP_URL: '' });
  await registered('ann@example.com');
  expect(await browser.signIn()).toBe(failed('account_unconfirmed'));
});

test.each([false, 'false', undefined, null, 'yes'])(
  'a provider that does not vouch for the address (%j) joins no account',
  async (email_verified) => {
    await open();
    const ann = await confirmed('ann@example.com');
    id.claims = { ...ANN, email_verified };
    expect(await browser.signIn()).toBe(failed('email_unverified'));
    expect(await browser.whoIs()).toBeNull();
    expect(await ways(ann)).toEqual(['password']);
  },
);

test('an address that nobody has yet makes an account, which has to be confirmed unless the provider vouches for it', async () => {
  await open();
  id.claims = { ...ANN, email_verified: false };
  expect(await browser.signIn()).toBe('/');
  expect((await browser.ask('GET', '/api/me')).body.user.email_verified).toBe(false);
  const mail = await mails.next();
  expect([mail.to, mail.text]).toEqual([
    ['ann@example.com'],
    expect.stringContaining('Confirm that it is yours.'),
  ]);
  await app.ask('POST', '/api/auth/verify-email', { body: { token: tokenIn(mail) } });
  expect((await browser.ask('GET', '/api/me')).body.user.email_verified).toBe(true);
});

test('an account made beforehand by a provider that vouches for nothing is no trap either', async () => {
  await open();
  id.claims = { ...ANN, sub: 'eve-at-id', email_verified: false };
  const eve = new TestBrowser(app);
  await eve.signIn();
  await mails.next();
  id.claims = ANN;
  expect(await browser.signIn()).toBe(failed('account_unconfirmed'));

  // The owner of the address takes it over by mail, and whoever came before is out for good.
  await app.ask('POST', '/api/auth/forgot-password', { body: { email: 'ann@example.com' } });
  const token = tokenIn(await mails.next());
  await app.ask('POST', '/api/auth/reset-password', { body: { token, password: 'a new one' } });
  expect(await eve.whoIs()).toBeNull();
  id.claims = { ...ANN, sub: 'eve-at-id', email_verified: false };
  expect(await eve.signIn()).toBe(failed('email_unverified'));
  id.claims = ANN;
  expect(await browser.signIn()).toBe('/');
  expect(await ways(browser)).toEqual(['password', 'oidc']);
});

test('a provider that was linked to an account of an unconfirmed address is gone with a password by mail', async () => {
  await open();
  const eve = await registered('ann@example.com');
  await mails.next();
  id.claims = { ...ANN, sub: 'eve-at-id', email: 'eve@example.com' };
  expect(await link(eve)).toBe(LINKED);
  await app.ask('POST', '/api/auth/forgot-password', { body: { email: 'ann@example.com' } });
  const token = tokenIn(await mails.next());
  await app.ask('POST', '/api/auth/reset-password', { body: { token, password: 'a new one' } });
  // A new account of Eve's own, not Ann's.
  await new TestBrowser(app).signIn();
  expect((await users()).map(({ email }) => email)).toEqual(['ann@example.com', 'eve@example.com']);
});

test('a confirmed address keeps its providers over a new password by mail', async () => {
  await open();
  await browser.signIn();
  await app.ask('POST', '/api/auth/forgot-password', { body: { email: 'ann@example.com' } });
  const token = tokenIn(await mails.next());
  const { status } = await browser.ask('POST', '/api/auth/reset-password', {
    token,
    password: 'a new one',
  });
  expect(status).toBe(200);
  // An account made by a provider has a password from here on.
  expect(await logIn('ann@example.com', 'a new one')).toBe(200);
  expect(await ways(browser)).toEqual(['oidc', 'password']);
  expect(await new TestBrowser(app).signIn()).toBe('/');
});

test('an account without a password is not signed in to by any', async () => {
  await open();
  await browser.signIn();
  const unknown = await app.ask('POST', '/api/auth/login', {
    body: { email: 'nobody@example.com', password: PASSWORD },
  });
  const answer = await app.ask('POST', '/api/auth/login', {
    body: { email: 'ann@example.com', password: PASSWORD },
  });
  expect([answer.status, answer.body]).toEqual([unknown.status, unknown.body]);
  expect(answer.status).toBe(401);
});

test('one links a provider while signed in, under whatever address, and signs in by it from then on', async () => {
  await open();
  const bob = await confirmed('bob@example.com');
  expect(await link(bob)).toBe(LINKED);
  expect(await bob.whoIs()).toBe('bob@example.com');
  expect(await methods(bob)).toEqual([
    {
      id: expect.any(String),
      provider: 'password',
      name: 'Password',
      label: null,
      usable: true,
      can_unlink: false,
      created_at: expect.any(String),
    },
    {
      id: expect.any(String),
      provider: 'oidc',
      name: 'Example ID',
      label: 'ann@example.com',
      usable: true,
      can_unlink: true,
      created_at: expect.any(String),
    },
  ]);
  expect((await mails.next()).to).toEqual(['bob@example.com']);
  expect(await browser.signIn()).toBe('/');
  expect(await browser.whoIs()).toBe('bob@example.com');
});

test('an account may have several accounts with one provider; linking one twice changes nothing', async () => {
  await open();
  const bob = await confirmed('bob@example.com');
  await link(bob);
  expect(await link(bob)).toBe(LINKED);
  id.claims = { ...ANN, sub: 'ann-at-work', email: 'ann@work.example.com' };
  await link(bob);
  expect((await methods(bob)).map(({ label }) => label)).toEqual([
    null,
    'ann@example.com',
    'ann@work.example.com',
  ]);
});

test('linking confirms the account’s address when the provider vouches for that very one', async () => {
  await open();
  const bob = await registered('bob@example.com');
  await mails.next();
  await link(bob);
  expect((await bob.ask('GET', '/api/me')).body.user.email_verified).toBe(false);
  id.claims = { ...ANN, sub: 'bob-at-id', email: 'Bob@Example.com', email_verified: false };
  await link(bob);
  expect((await bob.ask('GET', '/api/me')).body.user.email_verified).toBe(false);
  id.claims = { ...ANN, sub: 'bob-too', email: 'Bob@Example.com' };
  await link(bob);
  expect((await bob.ask('GET', '/api/me')).body.user.email_verified).toBe(true);
});

test('somebody who signs in to an account of his own cannot be linked to another', async () => {
  await open();
  await browser.signIn();
  const bob = await confirmed('bob@example.com');
  expect(await link(bob)).toBe(`${failed('linked_elsewhere')}&next=%2Fsettings`);
  expect(await ways(bob)).toEqual(['password']);
});

test('linking ends with the session that began it', async () => {
  await open();
  const bob = await confirmed('bob@example.com');
  const there = await beginLink(bob, PASSWORD);
  await bob.ask('POST', '/api/auth/logout');
  expect(await bob.comeBack(await consent(there))).toBe(`${failed('signed_out')}&next=%2Fsettings`);

  const second = await beginLink(await signedIn(bob, 'bob@example.com'), PASSWORD);
  await confirmed('eve@example.com');
  await signedIn(bob, 'eve@example.com');
  expect(await bob.comeBack(await consent(second))).toBe(
    `${failed('signed_out')}&next=%2Fsettings`,
  );
  const { db } = app.deps.configStore;
  expect(
    await db.selectFrom('identities').where('provider_id', '=', 'oidc').selectAll().execute(),
  ).toEqual([]);
});

async function signedIn(as: TestBrowser, email: string): Promise<TestBrowser> {
  expect((await as.ask('POST', '/api/auth/login', { email, password: PASSWORD })).status).toBe(200);
  return as;
}

test('linking asks for the password: whoever finds a session open adds no way in', async () => {
  await open();
  const bob = await confirmed('bob@example.com');
  for (const current_password of [undefined, 'wrong']) {
    const answer = await bob.ask('POST', '/api/me/sign-in-methods', {
      provider: 'oidc',
      current_password,
    });
    expect([answer.status, answer.body.error.details[0].path]).toEqual([400, 'current_password']);
  }
  expect(await app.deps.configStore.db.selectFrom('oauth_attempts').selectAll().execute()).toEqual(
    [],
  );
});

test('a second factor is asked for after a provider, too', async () => {
  await open();
  const ann = await confirmed('ann@example.com');
  const phone = await turnOn(ann);
  expect(await browser.signIn('oidc', '?next=/orgs')).toBe('/login/code?next=%2Forgs');
  expect(await browser.whoIs()).toBeNull();
  nowMs += 30_000;
  const done = await browser.ask('POST', '/api/auth/two-factor', { code: phone.codeAt(nowMs) });
  expect(done.status).toBe(200);
  expect(await browser.whoIs()).toBe('ann@example.com');
});

test('a session that the browser had before ends with the sign-in', async () => {
  await open();
  await browser.signIn();
  const before = browser.cookie;
  await browser.signIn();
  expect((await app.ask('GET', '/api/me', { as: before })).status).toBe(401);
  expect(await browser.whoIs()).toBe('ann@example.com');
  const { db } = app.deps.configStore;
  const sessions = await db.selectFrom('sessions').selectAll().execute();
  expect(sessions).toMatchObject([{ ip_address: null, user_agent: null }]);
});

test('another site cannot begin the linking', async () => {
  await open();
  const bob = await confirmed('bob@example.com');
  const answer = await app.ask('POST', '/api/me/sign-in-methods', {
    body: { provider: 'oidc', current_password: PASSWORD },
    headers: { cookie: bob.cookie, origin: 'https://evil.example.com' },
  });
  expect(answer.status).toBe(403);
});

test('a provider that is not there cannot be linked', async () => {
  await open({ OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_CLIENT_SECRET: '' });
  const bob = await confirmed('bob@example.com');
  const ask = (provider: unknown) =>
    bob.ask('POST', '/api/me/sign-in-methods', { provider, current_password: PASSWORD });
  expect((await ask('oidc')).status).toBe(404);
  const unknown = await ask('nonsense');
  expect([unknown.status, unknown.body.error.details]).toEqual([
    400,
    [
      {
        path: 'provider',
        message: 'must be one of google, github, microsoft, linkedin, facebook, oidc',
      },
    ],
  ]);
});

test('a provider that is away cannot be linked, which is said at once', async () => {
  await open({ OIDC_ISSUER: 'http://127.0.0.1:1' });
  const bob = await confirmed('bob@example.com');
  const answer = await bob.ask('POST', '/api/me/sign-in-methods', {
    provider: 'oidc',
    current_password: PASSWORD,
  });
  expect([answer.status, answer.body.error]).toEqual([
    503,
    {
      code: 'UNAVAILABLE',
      message: 'Example ID cannot be reached, or gives wrong answers. Try again later.',
    },
  ]);
});

test('a way in is taken away, and its owner is told', async () => {
  await open();
  const bob = await confirmed('bob@example.com');
  await link(bob);
  await mails.next();
  const [, method] = await methods(bob);
  const answer = await bob.ask('DELETE', `/api/me/sign-in-methods/${method!.id}`);
  expect(answer.status).toBe(204);
  expect(await ways(bob)).toEqual(['password']);
  expect((await mails.next()).text).toContain('An account with Example ID was unlinked');
  // Whoever comes by it now is somebody new.
  await browser.signIn();
  expect(await browser.whoIs()).toBe('ann@example.com');
});

test('the last way in stays, also when another one is asked for at the same time', async () => {
  await open();
  await browser.signIn();
  const [only] = await methods(browser);
  const refused = await browser.ask('DELETE', `/api/me/sign-in-methods/${only!.id}`);
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    'This is the last way to sign in to your account. Set a password or link another one first.',
  ]);
  id.claims = { ...ANN, sub: 'ann-at-work' };
  await browser.comeBack(await consent(await beginLink(browser)));
  const both = await methods(browser);
  const answers = await Promise.all(
    both.map((each) => browser.ask('DELETE', `/api/me/sign-in-methods/${each.id}`)),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  expect(await methods(browser)).toHaveLength(1);
});

test('a provider that has been turned off does not count as a way in', async () => {
  await open();
  await browser.signIn();
  const { db } = app.deps.configStore;
  const [user] = await users();
  const old = { id: 'old', user_id: user!.id, account_id: '7', provider_id: 'google' };
  const at = '2026-01-01T00:00:00.000Z';
  await db
    .insertInto('identities')
    .values({ ...NO_TOKENS, ...old, label: 'ann', created_at: at, updated_at: at })
    .execute();
  expect(await methods(browser)).toMatchObject([
    { id: 'old', provider: 'google', name: 'Google', usable: false, can_unlink: true },
    { provider: 'oidc', usable: true, can_unlink: false },
  ]);
  const [, only] = await methods(browser);
  expect((await browser.ask('DELETE', `/api/me/sign-in-methods/${only!.id}`)).status).toBe(409);
  expect((await browser.ask('DELETE', '/api/me/sign-in-methods/old')).status).toBe(204);
});

const NO_TOKENS = {
  access_token: null,
  refresh_token: null,
  id_token: null,
  access_token_expires_at: null,
  refresh_token_expires_at: null,
  scope: null,
  password: null,
};

test('the password and others’ ways in cannot be taken away', async () => {
  await open();
  await browser.signIn();
  const bob = await confirmed('bob@example.com');
  const [foreign] = await methods(browser);
  const [password] = await methods(bob);
  const statuses = [];
  for (const methodId of [password!.id, foreign!.id, 'nonsense'])
    statuses.push((await bob.ask('DELETE', `/api/me/sign-in-methods/${methodId}`)).status);
  expect(statuses).toEqual([409, 404, 404]);
  expect(await ways(browser)).toEqual(['oidc']);
});

test('two that are new at the same time become one account', async () => {
  await open();
  const others = [browser, new TestBrowser(app), new TestBrowser(app)];
  const backs: string[] = [];
  for (const each of others) backs.push(await consent(await each.leave('oidc')));
  const landings = await Promise.all(others.map((each, index) => each.comeBack(backs[index]!)));
  expect(landings).toEqual(['/', '/', '/']);
  expect(await users()).toHaveLength(1);
});

test('registration by invitation lets in who has opened an invite link, by the provider too', async () => {
  await open({ REGISTRATION: 'invite' });
  // The first account is always allowed.
  const owner = browser;
  expect(await owner.signIn()).toBe('/');
  const { org } = (await owner.ask('POST', '/api/org', { name: 'Acme' })).body;
  const { invite } = (
    await owner.ask('POST', `/api/org/${org.id}/invite`, {
      email: 'bob@example.com',
      role: 'viewer',
    })
  ).body;

  id.claims = { ...ANN, sub: 'bob-at-id', email: 'bob@example.com' };
  const bob = new TestBrowser(app);
  expect(await bob.signIn()).toBe(failed('registration_invite'));
  expect(await bob.signIn('oidc', '?next=/invite/nonsense')).toBe(
    `${failed('registration_invite')}&next=%2Finvite%2Fnonsense`,
  );
  expect(await bob.whoIs()).toBeNull();
  const page = `/invite/${invite.code}`;
  expect(await bob.signIn('oidc', `?next=${page}`)).toBe(page);
  expect((await bob.ask('POST', `/api/invite/${invite.code}/accept`)).status).toBe(200);

  // Used up; the code alone leads to the invitation's page, too.
  id.claims = { ...ANN, sub: 'eve-at-id', email: 'eve@example.com' };
  expect(await new TestBrowser(app).signIn('oidc', `?invite=${invite.code}`)).toBe(
    `${failed('registration_invite')}&next=${encodeURIComponent(page)}`,
  );
  // Whoever has an account signs in.
  id.claims = ANN;
  expect(await new TestBrowser(app).signIn()).toBe('/');
});

test('where registration is closed a provider makes no account', async () => {
  await open({ REGISTRATION: 'closed' });
  await browser.signIn();
  id.claims = { ...ANN, sub: 'bob-at-id', email: 'bob@example.com' };
  expect(await new TestBrowser(app).signIn()).toBe(failed('registration_closed'));
  expect(await users()).toHaveLength(1);
});

test('what an account was linked with goes with it', async () => {
  await open();
  await browser.signIn();
  await beginLink(browser);
  expect((await browser.ask('DELETE', '/api/me')).status).toBe(204);
  const { db } = app.deps.configStore;
  expect(await db.selectFrom('identities').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('oauth_attempts').selectAll().execute()).toEqual([]);
});

test('linking in one tab leaves a sign-in under way in another', async () => {
  await open();
  const ann = await registered('ann@example.com');
  const leaving = await ann.leave('oidc');
  const linking = await beginLink(ann, PASSWORD);
  expect(await ann.comeBack(await consent(linking))).toBe(LINKED);
  expect(await ann.comeBack(await consent(leaving))).toBe('/');
});

test('taking a change of address back ends what was linked and turned on since', async () => {
  await open();
  const ann = await confirmed('ann@example.com');
  const asked = { email: 'mallory@example.com', current_password: PASSWORD };
  await ann.ask('PUT', '/api/me', asked);
  await ann.ask('POST', '/api/auth/change-email', { token: tokenIn(await mails.next()) });
  const told = tokenIn(await mails.next());
  expect(await link(ann)).toBe(LINKED);
  await mails.next();
  // Links are the library's, which goes by the system's time.
  nowMs = Date.now();
  await turnOn(ann);
  await mails.next();

  expect((await browser.ask('POST', '/api/auth/undo-email-change', { token: told })).status).toBe(
    200,
  );
  const body = { token: tokenIn(await mails.next()), password: 'another horse' };
  expect((await browser.ask('POST', '/api/auth/reset-password', body)).status).toBe(200);
  expect(await browser.whoIs()).toBe('ann@example.com');
  expect(await ways(browser)).toEqual(['password']);
});

test('taking a change of address back leaves the second factor that was there before', async () => {
  await open();
  const ann = await confirmed('ann@example.com');
  await turnOn(ann);
  await mails.next();
  await ann.ask('PUT', '/api/me', { email: 'new@example.com', current_password: PASSWORD });
  await ann.ask('POST', '/api/auth/change-email', { token: tokenIn(await mails.next()) });
  const told = tokenIn(await mails.next());
  await browser.ask('POST', '/api/auth/undo-email-change', { token: told });
  const body = { token: tokenIn(await mails.next()), password: 'another horse' };
  expect((await browser.ask('POST', '/api/auth/reset-password', body)).status).toBe(202);
});

test('an address that a provider does not vouch for gets 5 mails an hour, however often it arrives', async () => {
  await open({ RATE_LIMIT_AUTH: '1000' });
  id.claims = { ...ANN, email_verified: false };
  for (let round = 1; round <= 7; round += 1) {
    expect(await browser.signIn()).toBe('/');
    expect((await browser.ask('DELETE', '/api/me', {})).status).toBe(204);
  }
  await app.deps.mailer.settled();
  expect(mails.mails).toHaveLength(5);
});
