import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { authenticator, type Authenticator } from '../../../testing/authenticator.ts';
import {
  cookieOf,
  NOW_MS,
  openTestApp,
  type Answer,
  type TestApp,
} from '../../../testing/http-app.ts';
import { newRecoveryCodes } from './recovery-codes.ts';
import { open as unseal, seal } from './sealed.ts';
import { totpStep } from './totp.ts';

const ANN = { email: 'ann@example.com', name: 'Ann', password: 'correct horse' };
const WITH_PASSWORD = { current_password: ANN.password };
const STEP_MS = 30_000;
const WRONG_CODE = 'is not the one your app shows now, or was used already: wait for the next one';

let app: TestApp;
let nowMs: number;
beforeEach(async () => {
  nowMs = NOW_MS;
  app = await openTestApp({ deps: { clock: { nowMs: () => nowMs } } });
});
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
});

const post = (path: string, body: unknown, as?: string, peer?: string) =>
  app.ask('POST', path, { body, ...(as && { as }), ...(peer && { peer }) });
const login = (body: object = ANN) => post('/api/auth/login', body);
const secondStep = (as: string, body: object) => post('/api/auth/two-factor', body, as);
const status = async (as: string) => (await app.ask('GET', '/api/me', { as })).status;
const factorOf = async (as: string) =>
  (await app.ask('GET', '/api/me/two-factor', { as })).body.two_factor;
const refusal = ({ status: code, body }: Answer) => [code, body.error?.details];

/** Both steps. */
async function tryCode(code: string) {
  return refusal(await secondStep(cookieOf(await login()), { code }));
}

interface Enrolled {
  cookie: string;
  phone: Authenticator;
  codes: string[];
}

/** Registers, and turns two-factor sign-in on. */
async function enrolled(): Promise<Enrolled> {
  const cookie = cookieOf(await post('/api/auth/register', ANN));
  const offer = await post('/api/me/two-factor', WITH_PASSWORD, cookie);
  const phone = authenticator(offer.body.two_factor.uri);
  const confirmed = await post('/api/me/two-factor/confirm', { code: phone.codeAt(nowMs) }, cookie);
  nowMs += STEP_MS;
  return { cookie, phone, codes: confirmed.body.recovery_codes };
}

test('a secret, a first code, and signing in takes two steps', async () => {
  const cookie = cookieOf(await post('/api/auth/register', ANN));
  const elsewhere = cookieOf(await login());
  const offer = await post('/api/me/two-factor', WITH_PASSWORD, cookie);
  const { secret, uri } = offer.body.two_factor;
  expect([offer.status, secret]).toEqual([201, expect.stringMatching(/^[A-Z2-7]{32}$/)]);
  expect(uri).toBe(
    `otpauth://totp/Purestat:ann%40example.com?issuer=Purestat&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  );
  // An offer alone changes nothing.
  expect((await login()).status).toBe(200);
  expect((await factorOf(cookie)).enabled).toBe(false);

  const code = authenticator(uri).codeAt(nowMs);
  const confirmed = await post('/api/me/two-factor/confirm', { code }, cookie);
  expect([confirmed.status, confirmed.body]).toEqual([
    200,
    {
      recovery_codes: Array.from({ length: 10 }, () => expect.stringMatching(/^(\w{4}-){3}\w{4}$/)),
    },
  ]);
  expect(await factorOf(cookie)).toEqual({
    enabled: true,
    enabled_at: '2026-03-10T12:00:00.000Z',
    recovery_codes_left: 10,
    required_by: [],
  });
  // What was signed in by one factor alone ends.
  expect([await status(cookie), await status(elsewhere)]).toEqual([200, 401]);

  const half = await login();
  expect([half.status, half.body]).toEqual([202, { second_factor_required: true }]);
  expect(await status(cookieOf(half))).toBe(401);
  nowMs += STEP_MS;
  const whole = await secondStep(cookieOf(half), { code: authenticator(uri).codeAt(nowMs) });
  expect([whole.status, whole.body.user.email, whole.body.user.two_factor]).toEqual([
    200,
    ANN.email,
    true,
  ]);
  expect(await status(cookieOf(whole))).toBe(200);
  // The session is turned: the one that waited is over.
  expect(cookieOf(whole)).not.toBe(cookieOf(half));
  expect((await secondStep(cookieOf(half), { code: '123456' })).status).toBe(401);
});

test('a session that waits for the second factor opens nothing', async () => {
  await enrolled();
  const half = cookieOf(await login());
  const asks = [
    ['GET', '/api/me'],
    ['GET', '/api/me/sessions'],
    ['DELETE', '/api/me/sessions'],
    ['POST', '/api/me/two-factor/disable'],
    ['GET', '/api/org'],
    ['DELETE', '/api/me'],
  ] as const;
  for (const [method, path] of asks) {
    const body = method === 'GET' ? undefined : WITH_PASSWORD;
    expect([path, (await app.ask(method, path, { as: half, body })).status]).toEqual([path, 401]);
  }
});

test('a code works once, a little early or late, and for whoever it belongs to alone', async () => {
  const { phone } = await enrolled();
  const wrong = [400, [{ path: 'code', message: WRONG_CODE }]];
  const code = phone.codeAt(nowMs);
  expect(await tryCode(code)).toEqual([200, undefined]);
  expect(await tryCode(code)).toEqual(wrong);
  // Nor one from before a used one.
  expect(await tryCode(phone.codeAt(nowMs - STEP_MS))).toEqual(wrong);
  expect(await tryCode(phone.codeAt(nowMs + 2 * STEP_MS))).toEqual(wrong);
  expect(await tryCode(phone.codeAt(nowMs + STEP_MS))).toEqual([200, undefined]);
});

test('of two who send one code at once, one is in', async () => {
  const { phone } = await enrolled();
  const code = phone.codeAt(nowMs);
  const halves = [cookieOf(await login()), cookieOf(await login())];
  const answers = await Promise.all(halves.map((half) => secondStep(half, { code })));
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 400]);
});

test.each([
  [{ code: '12345' }, 'code', 'must be the 6 digits that your app shows'],
  [{ code: 'abcdef' }, 'code', 'must be the 6 digits that your app shows'],
  [{}, 'code', 'is required: the 6 digits that your app shows, or recovery_code instead'],
  [
    { code: '123456', recovery_code: 'x' },
    'code',
    'is required: the 6 digits that your app shows, or recovery_code instead',
  ],
  [{ recovery_code: '' }, 'recovery_code', 'must be one of your recovery codes'],
])('the second step refuses %j', async (body, path, message) => {
  await enrolled();
  expect(refusal(await secondStep(cookieOf(await login()), body))).toEqual([
    400,
    [{ path, message }],
  ]);
});

test('a recovery code works once, however it is typed', async () => {
  const { cookie, codes } = await enrolled();
  const typed = codes[0]!.replaceAll('-', ' ').toUpperCase().replaceAll('0', 'O');
  const first = await secondStep(cookieOf(await login()), { recovery_code: typed });
  expect(first.status).toBe(200);
  const half = cookieOf(await login());
  expect(refusal(await secondStep(half, { recovery_code: codes[0] }))).toEqual([
    400,
    [
      {
        path: 'recovery_code',
        message: 'is none of those that you have left: each works once',
      },
    ],
  ]);
  // The step can be tried again.
  expect((await secondStep(half, { recovery_code: codes[1] })).status).toBe(200);
  expect((await factorOf(cookie)).recovery_codes_left).toBe(8);
});

test('new recovery codes end the old ones', async () => {
  const { cookie, phone, codes } = await enrolled();
  const path = '/api/me/two-factor/recovery-codes';
  expect(refusal(await post(path, {}, cookie))).toEqual([
    400,
    [{ path: 'current_password', message: 'is required: this change asks for it' }],
  ]);
  const renewed = await post(path, { code: phone.codeAt(nowMs) }, cookie);
  expect([renewed.status, renewed.body.recovery_codes.length]).toEqual([200, 10]);
  const half = cookieOf(await login());
  expect((await secondStep(half, { recovery_code: codes[0] })).status).toBe(400);
  const fresh = { recovery_code: renewed.body.recovery_codes[0] };
  expect((await secondStep(half, fresh)).status).toBe(200);
});

test.each([
  { by: 'the password', proof: () => WITH_PASSWORD },
  { by: 'a code', proof: ({ phone }: Enrolled) => ({ code: phone.codeAt(nowMs) }) },
  { by: 'a recovery code', proof: ({ codes }: Enrolled) => ({ recovery_code: codes[3] }) },
])('it is turned off by $by, and then signing in takes one step', async ({ proof }) => {
  const person = await enrolled();
  const path = '/api/me/two-factor/disable';
  for (const wrong of [{}, { current_password: 'wrong horse' }, { code: '000000' }]) {
    expect((await post(path, wrong, person.cookie)).status).toBe(400);
  }
  expect((await post(path, proof(person), person.cookie)).status).toBe(204);
  expect((await login()).status).toBe(200);
  const { db } = app.deps.configStore;
  expect(await db.selectFrom('two_factors').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('recovery_codes').selectAll().execute()).toEqual([]);
  expect((await post(path, WITH_PASSWORD, person.cookie)).status).toBe(409);
});

test('setting it up asks for the password, and it cannot be set up over itself', async () => {
  const { cookie } = await enrolled();
  const path = '/api/me/two-factor';
  expect(refusal(await post(path, { current_password: 'wrong horse' }, cookie))).toEqual([
    400,
    [{ path: 'current_password', message: 'is not your present password' }],
  ]);
  expect((await post(path, WITH_PASSWORD, cookie)).status).toBe(409);
  expect((await post(`${path}/confirm`, { code: '123456' }, cookie)).status).toBe(409);
  const bob = await app.register('bob');
  expect((await post(`${path}/confirm`, { code: '123456' }, bob)).status).toBe(409);
});

test('an account without a password shows a recent sign-in instead', async () => {
  const cookie = cookieOf(await post('/api/auth/register', ANN));
  await app.deps.configStore.db.deleteFrom('identities').execute();
  expect((await app.ask('GET', '/api/me', { as: cookie })).body.user.has_password).toBe(false);
  expect((await post('/api/me/two-factor', {}, cookie)).status).toBe(201);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 });
  const late = await post('/api/me/two-factor', {}, cookie);
  expect([late.status, late.body.error.message]).toEqual([
    403,
    'Sign out and in again first: your account has no password, so this change needs a sign-in of the last 10 minutes.',
  ]);
});

test('the second step follows within ten minutes', async () => {
  const { codes } = await enrolled();
  const half = cookieOf(await login());
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 });
  const late = await secondStep(half, { recovery_code: codes[0] });
  expect([late.status, late.body.error.message]).toEqual([
    401,
    'Sign in first: this is its second step, and follows within 10 minutes.',
  ]);
});

test('a mailed link for a new password does not stand in for the second factor', async () => {
  const { phone } = await enrolled();
  await post('/api/auth/forgot-password', { email: ANN.email });
  await app.deps.mailer.settled();
  const { link } = JSON.parse(app.lines.find((line) => line.includes('reset-password?'))!);
  const token = new URL(link).searchParams.get('token');
  const done = await post('/api/auth/reset-password', { token, password: 'another horse' });
  expect([done.status, done.body]).toEqual([202, { second_factor_required: true }]);
  expect(await status(cookieOf(done))).toBe(401);
  const whole = await secondStep(cookieOf(done), { code: phone.codeAt(nowMs) });
  expect(await status(cookieOf(whole))).toBe(200);
});

test('a new password keeps the session whole', async () => {
  const { cookie } = await enrolled();
  const changed = await app.ask('PUT', '/api/me/password', {
    as: cookie,
    body: { ...WITH_PASSWORD, new_password: 'another horse' },
  });
  expect(await status(cookieOf(changed))).toBe(200);
});

test('guesses are limited for the account, whichever client they come from', async () => {
  await app.close();
  app = await openTestApp({
    env: { RATE_LIMIT_AUTH: '1000' },
    deps: { clock: { nowMs: () => nowMs } },
  });
  await enrolled();
  const half = cookieOf(await login());
  const statuses = [];
  // Setting it up has taken two of ten.
  for (let peer = 1; peer <= 9; peer += 1) {
    const guess = await post('/api/auth/two-factor', { code: '000000' }, half, `203.0.113.${peer}`);
    statuses.push(guess.status);
  }
  expect(statuses).toEqual([...Array.from({ length: 8 }, () => 400), 429]);
});

test('the database holds neither secret nor recovery code', async () => {
  const cookie = cookieOf(await post('/api/auth/register', ANN));
  const offer = await post('/api/me/two-factor', WITH_PASSWORD, cookie);
  const { secret, uri } = offer.body.two_factor;
  const code = authenticator(uri).codeAt(nowMs);
  const codes = (await post('/api/me/two-factor/confirm', { code }, cookie)).body.recovery_codes;
  const { db } = app.deps.configStore;
  const rows = JSON.stringify([
    await db.selectFrom('two_factors').selectAll().execute(),
    await db.selectFrom('recovery_codes').selectAll().execute(),
  ]);
  for (const text of [secret, ...codes]) expect(rows).not.toContain(text);
});

test('when SECRET_KEY has changed, the app’s codes work no more, but recovery codes do', async () => {
  const { phone, codes } = await enrolled();
  const { db } = app.deps.configStore;
  const row = await db.selectFrom('two_factors').selectAll().executeTakeFirstOrThrow();
  const secret = seal('another key', row.user_id, 'WHATEVER');
  await db.updateTable('two_factors').set({ secret }).execute();
  const half = cookieOf(await login());
  expect((await secondStep(half, { code: phone.codeAt(nowMs) })).status).toBe(400);
  expect((await secondStep(half, { recovery_code: codes[0] })).status).toBe(200);
});

test('what is sealed opens under its key, for its owner', () => {
  const sealed = seal('key', 'ann', 'text');
  expect(unseal('key', 'ann', sealed)).toBe('text');
  expect(unseal('other', 'ann', sealed)).toBeNull();
  expect(unseal('key', 'bob', sealed)).toBeNull();
  expect(unseal('key', 'ann', 'AAAA')).toBeNull();
  expect(seal('key', 'ann', 'text')).not.toBe(sealed);
});

test('codes are those of RFC 6238, to the second', () => {
  // Its appendix B, SHA-1, the last six digits; "12345678901234567890" in base 32.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const at = (seconds: number, code: string) => totpStep(secret, code, seconds * 1000);
  expect([at(59, '287082'), at(1111111109, '081804'), at(20000000000, '353130')]).toEqual([
    1, 37037036, 666666666,
  ]);
  expect([at(60, '287082'), at(89, '287082'), at(90, '287082')]).toEqual([1, 1, null]);
  expect([at(29, '287082'), at(0, '287082')]).toEqual([1, 1]);
});

test('recovery codes differ, and hold no letter that is read as a digit', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  expect(codes.join('')).not.toMatch(/[ilou]/);
});
