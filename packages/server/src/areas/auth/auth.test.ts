import { afterEach, expect, test, vi } from 'vitest';
import {
  cookieOf,
  openTestApp,
  type TestApp,
  type TestAppOptions,
} from '../../testing/http-app.ts';

import { deleteExpiredSessions } from './index.ts';

// The one thing that takes long in a sign-in, so counting it says whether answers take alike.
const derivations = vi.hoisted(() => ({ count: 0 }));
vi.mock('./password.ts', async (original) => {
  const real = await original<typeof import('./password.ts')>();
  return {
    hashPassword: (password: string) => {
      derivations.count += 1;
      return real.hashPassword(password);
    },
    verifyPassword: (password: string, hash: string) => {
      derivations.count += 1;
      return real.verifyPassword(password, hash);
    },
  };
});

const ANN = { email: 'ann@example.com', name: 'Ann', password: 'correct horse' };
const PROOF = { current_password: ANN.password };

let app: TestApp;
afterEach(() => app.close());
const open = async (options?: TestAppOptions) => {
  app = await openTestApp(options);
};
const register = (body: unknown = ANN) => app.ask('POST', '/api/auth/register', { body });
const login = (email: string, password: string) =>
  app.ask('POST', '/api/auth/login', { body: { email, password } });
const whoIs = (as: string) => app.ask('GET', '/api/me', { as });

const changePassword = (current_password: string, as: string) =>
  app.ask('PUT', '/api/me/password', {
    as,
    body: { current_password, new_password: 'new horse' },
  });
const attempt = (email: string, peer: string) =>
  app.ask('POST', '/api/auth/login', { body: { email, password: 'guess' }, peer });

const annAsShown = {
  id: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
  email: 'ann@example.com',
  name: 'Ann',
  created_at: '2026-03-10T12:00:00.000Z',
  email_verified: true,
  two_factor: false,
  has_password: true,
};

test('registering signs in', async () => {
  await open();
  const answer = await register();
  expect([answer.status, answer.body]).toEqual([201, { user: annAsShown }]);
  expect((await whoIs(cookieOf(answer))).body).toEqual({ user: answer.body.user });
});

test('the session cookie is out of reach of scripts and other sites', async () => {
  await open();
  const [cookie, ...more] = (await register()).headers.getSetCookie();
  expect(more).toEqual([]);
  expect(cookie).toMatch(
    /^purestat\.session_token=\S+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
});

test('on https the cookie goes over https only', async () => {
  await open({ env: { BASE_URL: 'https://stats.example.com' } });
  const [cookie] = (await register()).headers.getSetCookie();
  expect(cookie).toMatch(
    /^__Secure-purestat\.session_token=\S+; .*; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test('an e-mail address is one account, however it is spelled', async () => {
  await open();
  await register();
  const again = await register({ ...ANN, email: ' Ann@EXAMPLE.com' });
  expect([again.status, again.body.error.code]).toEqual([409, 'CONFLICT']);
  const signedIn = await login('ANN@example.COM', ANN.password);
  expect([signedIn.status, signedIn.body]).toEqual([200, { user: annAsShown }]);
});

test('two registrations of one address at once make one account', async () => {
  await open();
  const answers = await Promise.all([register(), register(), register()]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  const { db } = app.deps.configStore;
  expect(await db.selectFrom('users').select('email').execute()).toEqual([{ email: ANN.email }]);
  expect(await db.selectFrom('identities').select('provider_id').execute()).toHaveLength(1);
});

test('a wrong address and a wrong password answer alike, with the same work done', async () => {
  await open();
  await register();
  const attempts = [
    ['ann@example.com', 'wrong horse'],
    ['bob@example.com', 'wrong horse'],
  ] as const;
  const seen = [];
  for (const [email, password] of attempts) {
    const before = derivations.count;
    const { status, body, headers } = await login(email, password);
    const names = [...headers.keys()].toSorted();
    seen.push({ status, body, names, work: derivations.count - before });
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]).toMatchObject({
    status: 401,
    work: 1,
    body: { error: { code: 'UNAUTHORIZED', message: 'E-mail address or password is not right.' } },
  });
});

test('passwords have 8 to 128 characters', async () => {
  await open();
  const lengths = [7, 8, 128, 129];
  const statuses = [];
  for (const length of lengths) {
    const email = `length-${length}@example.com`;
    statuses.push((await register({ email, name: 'Ann', password: 'x'.repeat(length) })).status);
  }
  expect(statuses).toEqual([400, 201, 201, 400]);
});

test('a refusal names every field and says what is allowed', async () => {
  await open();
  const answer = await register({ email: 'ann', password: 'short', name: ' ' });
  expect(answer.body).toEqual({
    error: {
      code: 'VALIDATION_ERROR',
      message: 'email: is not an e-mail address such as jane@example.com (and 2 more, see details)',
      details: [
        { path: 'email', message: 'is not an e-mail address such as jane@example.com' },
        { path: 'name', message: 'must not be empty: 1 to 100 characters' },
        { path: 'password', message: 'is too short: 8 to 128 characters' },
      ],
    },
  });
});

test('neither address nor browser of a person is kept', async () => {
  await open();
  const headers = { 'user-agent': 'SecretBrowser/1.0', 'x-forwarded-for': '198.51.100.77' };
  await app.ask('POST', '/api/auth/register', { body: ANN, headers });
  const signedIn = await app.ask('POST', '/api/auth/login', { body: ANN, headers });
  const cookie = cookieOf(signedIn);
  const change = { current_password: ANN.password, new_password: 'another horse' };
  await app.ask('PUT', '/api/me/password', { body: change, as: cookie, headers });
  const { db } = app.deps.configStore;
  expect(await db.selectFrom('sessions').select(['ip_address', 'user_agent']).execute()).toEqual([
    { ip_address: null, user_agent: null },
  ]);
});

test('the log names nobody', async () => {
  await open();
  await register();
  await register();
  await login('ann@example.com', 'wrong horse');
  await login('bob@example.com', 'wrong horse');
  expect(app.lines).toHaveLength(4);
  expect(app.lines.join('')).not.toMatch(/@|horse|203\.0\.113/);
});

test.each([
  { REGISTRATION: 'open', second: 201, says: /^undefined$/ },
  { REGISTRATION: 'invite', second: 403, says: /by invitation only/ },
  { REGISTRATION: 'closed', second: 403, says: /closed on this server/ },
])('with registration $REGISTRATION the first account is made all the same', async (row) => {
  await open({ env: { REGISTRATION: row.REGISTRATION } });
  expect((await register()).status).toBe(201);
  const second = await register({ ...ANN, email: 'bob@example.com' });
  expect(second.status).toBe(row.second);
  expect(String(second.body.error?.message)).toMatch(row.says);
});

test.each([
  { REGISTRATION: 'open', statuses: [201, 201, 201, 201] },
  { REGISTRATION: 'invite', statuses: [403, 403, 201, 403] },
  { REGISTRATION: 'closed', statuses: [403, 403, 403, 403] },
])('with registration $REGISTRATION a code that can be used lets in: $statuses', async (row) => {
  await open({ env: { REGISTRATION: row.REGISTRATION } });
  const as = cookieOf(await register());
  const org = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body.org;
  const path = `/api/org/${org.id}/invite`;
  const invite = async (email: string) =>
    (await app.ask('POST', path, { as, body: { email, role: 'viewer' } })).body.invite;
  const { code } = await invite('bob@example.com');
  const revoked = await invite('cyd@example.com');
  await app.ask('DELETE', `${path}/${revoked.id}`, { as });
  const statuses = [];
  for (const [index, given] of [undefined, 'guessed', code, revoked.code].entries()) {
    const body = { ...ANN, email: `person${index}@example.com`, invite: given };
    statuses.push((await register(body)).status);
  }
  expect(statuses).toEqual(row.statuses);
});

test('signing out ends the session, not only the cookie', async () => {
  await open();
  const cookie = cookieOf(await register());
  const answer = await app.ask('POST', '/api/auth/logout', { as: cookie });
  expect([answer.status, cookieOf(answer)]).toEqual([
    200,
    'purestat.session_token=; purestat.session_data=; purestat.dont_remember=',
  ]);
  expect((await whoIs(cookie)).status).toBe(401);
});

test('a cookie that was tampered with is nobody', async () => {
  await open();
  const cookie = cookieOf(await register());
  const [name, value] = cookie.split('=') as [string, string];
  const flipped = value[0] === 'A' ? 'B' : 'A';
  expect((await whoIs(`${name}=${flipped}${value.slice(1)}`)).status).toBe(401);
});

test('a session ends after 30 days without use and goes on while it is used', async () => {
  await open();
  const cookie = cookieOf(await register());
  const day = 86_400_000;
  const start = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: start + 29 * day });
  try {
    const used = await whoIs(cookie);
    expect([used.status, cookieOf(used)]).toEqual([200, cookie]);
    vi.setSystemTime(start + 58 * day);
    expect((await whoIs(cookie)).status).toBe(200);
    vi.setSystemTime(start + 89 * day);
    expect((await whoIs(cookie)).status).toBe(401);
  } finally {
    vi.useRealTimers();
  }
});

test('a name can be changed', async () => {
  await open();
  const cookie = cookieOf(await register());
  const answer = await app.ask('PUT', '/api/me', { as: cookie, body: { name: 'Ann Lee' } });
  const user = { ...annAsShown, name: 'Ann Lee' };
  expect(answer.body).toEqual({ user, confirm_email: null });
  expect((await whoIs(cookie)).body).toEqual({ user });
});

test('a new password needs the present one and ends the other sessions', async () => {
  await open();
  await register();
  const here = cookieOf(await login(ANN.email, ANN.password));
  const elsewhere = cookieOf(await login(ANN.email, ANN.password));

  const refused = await changePassword('wrong horse', here);
  expect([refused.status, refused.body.error.details]).toEqual([
    400,
    [{ path: 'current_password', message: 'is not your present password' }],
  ]);
  const changed = await changePassword(ANN.password, here);
  expect(changed.status).toBe(200);
  const statuses = [];
  for (const cookie of [cookieOf(changed), here, elsewhere])
    statuses.push((await whoIs(cookie)).status);
  expect(statuses).toEqual([200, 401, 401]);
  expect((await login(ANN.email, ANN.password)).status).toBe(401);
  expect((await login(ANN.email, 'new horse')).status).toBe(200);
});

test('an account goes with all that is its own, once every organization has another owner', async () => {
  await open();
  const cookie = cookieOf(await register());
  const org = await app.ask('POST', '/api/org', { as: cookie, body: { name: 'Acme' } });
  const refused = await app.ask('DELETE', '/api/me', { as: cookie, body: PROOF });
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    'You are the only owner of Acme. Make somebody else an owner there, or agree that it is deleted too.',
  ]);
  await app.ask('DELETE', `/api/org/${org.body.org.id}`, { as: cookie });
  expect((await app.ask('DELETE', '/api/me', { as: cookie, body: PROOF })).status).toBe(204);
  const { db } = app.deps.configStore;
  const left = await Promise.all(
    (['users', 'sessions', 'identities', 'members'] as const).map((table) =>
      db.selectFrom(table).selectAll().execute(),
    ),
  );
  expect(left).toEqual([[], [], [], []]);
  expect((await whoIs(cookie)).status).toBe(401);
});

test('a co-owner may leave by deleting the account; a lone owner of one among several may not', async () => {
  await open();
  const ann = await app.register('ann');
  const bob = await app.register('bob');
  const shared = (await app.ask('POST', '/api/org', { as: ann, body: { name: 'Shared' } })).body
    .org;
  const bobId = (await whoIs(bob)).body.user.id;
  await app.deps.configStore.db
    .insertInto('members')
    .values({ id: 'm', org_id: shared.id, user_id: bobId, role: 'owner', created_at: '2026' })
    .execute();
  const own = (await app.ask('POST', '/api/org', { as: ann, body: { name: 'Own' } })).body.org;
  const refused = await app.ask('DELETE', '/api/me', { as: ann, body: PROOF });
  expect(refused.body.error.message).toMatch(/^You are the only owner of Own\. /);
  await app.ask('DELETE', `/api/org/${own.id}`, { as: ann });
  expect((await app.ask('DELETE', '/api/me', { as: ann, body: PROOF })).status).toBe(204);
  const members = await app.ask('GET', `/api/org/${shared.id}/member`, { as: bob });
  expect(members.body.members.map((member: { id: string }) => member.id)).toEqual(['m']);
});

test('sign-in is limited per client and per account', async () => {
  await open({ env: { RATE_LIMIT_AUTH: '3' } });
  const oneClient = [];
  for (const email of ['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org']) {
    oneClient.push((await attempt(email, '203.0.113.1')).status);
  }
  expect(oneClient).toEqual([401, 401, 401, 429]);
  const oneAccount = [];
  for (const client of [2, 3, 4, 5]) {
    oneAccount.push((await attempt('victim@x.org', `203.0.113.${client}`)).status);
  }
  expect(oneAccount).toEqual([401, 401, 401, 429]);
});

test('expired sessions are deleted, the others stay', async () => {
  await open();
  await register();
  const { db } = app.deps.configStore;
  const [session] = await db.selectFrom('sessions').selectAll().execute();
  const expiresAtMs = Date.parse(session!.expires_at);
  expect(await deleteExpiredSessions(db, expiresAtMs)).toBe(0);
  expect(await deleteExpiredSessions(db, expiresAtMs + 1)).toBe(1);
  expect(await db.selectFrom('sessions').selectAll().execute()).toEqual([]);
});
