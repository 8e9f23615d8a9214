import { afterEach, expect, test, vi } from 'vitest';
import {
  cookieOf,
  openTestApp,
  type TestApp,
  type TestAppOptions,
} from '../../testing/http-app.ts';
import { deleteExpiredSessions } from './index.ts';

const ANN = { email: 'ann@example.com', name: 'Ann', password: 'correct horse' };
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const DAY_MS = 86_400_000;

let app: TestApp;
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
});
const open = async (options?: TestAppOptions) => {
  app = await openTestApp(options);
};
const register = (agent = FIREFOX) =>
  app.ask('POST', '/api/auth/register', { body: ANN, headers: { 'user-agent': agent } });
const login = async (agent: string, as?: string) =>
  cookieOf(
    await app.ask('POST', '/api/auth/login', {
      body: ANN,
      headers: { 'user-agent': agent },
      ...(as && { as }),
    }),
  );
const status = async (as: string) => (await app.ask('GET', '/api/me', { as })).status;
const list = async (as: string) => (await app.ask('GET', '/api/me/sessions', { as })).body.sessions;
const end = async (as: string, path: string) =>
  (await app.ask('DELETE', `/api/me/sessions${path}`, { as })).status;

test('sessions are listed with a coarse name of the device, the present one marked', async () => {
  await open();
  const computer = cookieOf(await register());
  const phone = await login(SAFARI);
  const unknown = await login('');
  const shown = {
    id: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
    created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    last_used_at: expect.stringMatching(/^\d{4}-.*Z$/),
  };
  const sessions = await list(phone);
  expect(sessions).toHaveLength(3);
  expect(sessions).toEqual(
    expect.arrayContaining([
      { ...shown, device: 'Firefox on Linux', current: false },
      { ...shown, device: 'Safari on iOS', current: true },
      { ...shown, device: '', current: false },
    ]),
  );
  expect(await end(computer, '')).toBe(204);
  expect([await status(computer), await status(phone), await status(unknown)]).toEqual([
    401, 401, 401,
  ]);
});

test('signing out everywhere else keeps the present session', async () => {
  await open();
  const here = cookieOf(await register());
  const there = await login(SAFARI);
  expect(await end(here, '?except=current')).toBe(204);
  expect([await status(here), await status(there)]).toEqual([200, 401]);
  expect(await end(here, '?except=other')).toBe(400);
});

test('one session can be ended, but nobody else’s', async () => {
  await open();
  const here = cookieOf(await register());
  const there = await login(SAFARI);
  const bob = await app.register('bob');
  const [{ id: bobs }] = await list(bob);
  const other = (await list(here)).find(({ current }: { current: boolean }) => !current);
  expect(await end(here, `/${bobs}`)).toBe(404);
  expect(await end(here, `/${other.id}`)).toBe(204);
  expect(await end(here, `/${other.id}`)).toBe(404);
  expect([await status(here), await status(there), await status(bob)]).toEqual([200, 401, 200]);
});

test('signing in turns the session: a new cookie, and the old one is nobody’s', async () => {
  await open();
  const before = cookieOf(await register());
  const after = await login(FIREFOX, before);
  expect(after).not.toBe(before);
  expect([await status(before), await status(after)]).toEqual([401, 200]);
  expect(await list(after)).toHaveLength(1);
});

test('a session keeps its name when a new password turns it', async () => {
  await open();
  const before = cookieOf(await register());
  const changed = await app.ask('PUT', '/api/me/password', {
    as: before,
    body: { current_password: ANN.password, new_password: 'another horse' },
  });
  expect(await list(cookieOf(changed))).toMatchObject([
    { device: 'Firefox on Linux', current: true },
  ]);
});

test('a session ends 90 days after it began, however much it is used', async () => {
  await open();
  const cookie = cookieOf(await register());
  const start = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  const statuses = [];
  for (const day of [29, 58, 87, 89.9, 90]) {
    vi.setSystemTime(start + day * DAY_MS);
    statuses.push(await status(cookie));
  }
  expect(statuses).toEqual([200, 200, 200, 200, 401]);
  const { db } = app.deps.configStore;
  expect(await deleteExpiredSessions(db, start + 91 * DAY_MS)).toBe(1);
});

test('the table holds no address and no User-Agent, and a cookie cannot be made from it', async () => {
  await open();
  const cookie = cookieOf(await register());
  const rows = await app.deps.configStore.db.selectFrom('sessions').selectAll().execute();
  expect(JSON.stringify(rows)).not.toMatch(/Mozilla|Gecko|141|203\.0\.113/);
  const name = cookie.split('=')[0];
  expect(await status(`${name}=${rows[0]!.token}`)).toBe(401);
});
