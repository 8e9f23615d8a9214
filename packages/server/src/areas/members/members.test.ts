import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Member, Role } from '@purestat/vocabulary';
import { NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';

const PROOF = { current_password: 'correct horse' };

let app: TestApp;
let org: string;
/** Session cookies by name. */
let cookies: Record<string, string>;

beforeEach(async () => {
  app = await openTestApp();
  cookies = { ann: await app.register('ann') };
  const answer = await app.ask('POST', '/api/org', { as: cookies['ann']!, body: { name: 'Acme' } });
  org = `/api/org/${answer.body.org.id}`;
});
afterEach(() => app.close());

const ask = (by: string, method: string, path: string, body?: unknown) =>
  app.ask(method, `${org}${path}`, { as: cookies[by]!, body });

/** Registers somebody who joins as admin or viewer, or is made an owner. */
async function join(name: string, role: Role): Promise<void> {
  cookies[name] = await app.register(name);
  const body = { email: `${name}@example.com`, role: role === 'owner' ? 'admin' : role };
  const { code } = (await ask('ann', 'POST', '/invite', body)).body.invite;
  await app.ask('POST', `/api/invite/${code}/accept`, { as: cookies[name] });
  if (role === 'owner') await changeRole('ann', name, 'owner');
}

async function members(): Promise<Member[]> {
  const listed = await Promise.all(
    Object.keys(cookies).map(async (name) => (await ask(name, 'GET', '/member')).body.members),
  );
  return listed.find((found) => found !== undefined);
}
const idOf = async (name: string) => (await members()).find(({ user }) => user.name === name)!.id;
const roles = async () =>
  Object.fromEntries((await members()).map(({ user, role }) => [user.name, role]));
const changeRole = async (by: string, name: string, role: unknown) =>
  ask(by, 'PUT', `/member/${await idOf(name)}`, { role });
const remove = async (by: string, name: string) => ask(by, 'DELETE', `/member/${await idOf(name)}`);

test('a role that is changed holds for the next request', async () => {
  await join('bob', 'viewer');
  const answer = await changeRole('ann', 'bob', 'admin');
  const user = {
    id: (await app.ask('GET', '/api/me', { as: cookies['bob']! })).body.user.id,
    name: 'bob',
    email: 'bob@example.com',
  };
  const created_at = new Date(NOW_MS).toISOString();
  const member = { id: await idOf('bob'), user, role: 'admin', created_at };
  expect([answer.status, answer.body]).toEqual([200, { member }]);
  expect((await ask('bob', 'PUT', '', { name: 'Zenith' })).status).toBe(200);
});

test.each([undefined, 'editor', 'Admin', 1, null])('the role %j is refused', async (role) => {
  const answer = await changeRole('ann', 'ann', role);
  expect([answer.status, answer.body.error.details]).toEqual([
    400,
    [{ path: 'role', message: 'must be one of owner, admin, viewer' }],
  ]);
});

test('the last owner can neither leave nor be demoted nor be removed', async () => {
  await join('bob', 'admin');
  const answers = [
    await changeRole('ann', 'ann', 'admin'),
    await remove('ann', 'ann'),
    await remove('bob', 'ann'),
  ];
  expect(answers.map(({ status, body }) => [status, body.error.message])).toEqual([
    [
      409,
      'An organization needs an owner. Make somebody else an owner first, then change this role.',
    ],
    [
      409,
      'An organization needs an owner. Make somebody else an owner first, or delete the organization.',
    ],
    [403, 'Only an owner can remove an owner.'],
  ]);
  expect(await roles()).toEqual({ ann: 'owner', bob: 'admin' });
});

test('ownership is handed over by making another an owner, then stepping back', async () => {
  await join('bob', 'viewer');
  await changeRole('ann', 'bob', 'owner');
  expect((await changeRole('ann', 'ann', 'viewer')).status).toBe(200);
  expect(await roles()).toEqual({ ann: 'viewer', bob: 'owner' });
  expect((await changeRole('ann', 'ann', 'owner')).status).toBe(403);
  expect((await remove('ann', 'ann')).status).toBe(204);
  expect(await roles()).toEqual({ bob: 'owner' });
});

test.each([
  { how: 'demotions', act: (by: string, name: string) => changeRole(by, name, 'viewer'), ok: 200 },
  { how: 'removals', act: remove, ok: 204 },
])('of two $how of the owners at once, one is refused', async ({ act, ok }) => {
  await join('bob', 'owner');
  const answers = await Promise.all([act('ann', 'ann'), act('bob', 'bob')]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([ok, 409]);
  expect(Object.values(await roles()).filter((role) => role === 'owner')).toHaveLength(1);
});

test('anybody may leave, and is a stranger at once', async () => {
  await join('bob', 'viewer');
  expect((await remove('bob', 'bob')).status).toBe(204);
  expect((await ask('bob', 'GET', '')).status).toBe(404);
  expect(await roles()).toEqual({ ann: 'owner' });
});

test('an admin removes viewers and admins, not owners; a viewer removes nobody else', async () => {
  await join('bob', 'admin');
  await join('cyd', 'admin');
  await join('dan', 'viewer');
  await join('eve', 'owner');
  const statuses = [
    (await remove('dan', 'cyd')).status,
    (await remove('bob', 'eve')).status,
    (await remove('bob', 'cyd')).status,
    (await remove('bob', 'dan')).status,
    (await remove('eve', 'ann')).status,
  ];
  expect(statuses).toEqual([403, 403, 204, 204, 204]);
  expect(await roles()).toEqual({ bob: 'admin', eve: 'owner' });
});

test.each([
  { how: 'removed', end: () => remove('ann', 'bob') },
  { how: 'made a viewer', end: () => changeRole('ann', 'bob', 'viewer') },
])('links that somebody made end when he is $how', async ({ end }) => {
  await join('bob', 'admin');
  const body = { email: 'bobs-friend@example.com', role: 'admin' };
  const { code } = (await ask('bob', 'POST', '/invite', body)).body.invite;
  await end();
  expect((await app.ask('GET', `/api/invite/${code}`)).status).toBe(410);
  expect((await ask('ann', 'GET', '/invite')).body).toEqual({ invites: [] });
});

test('an account that is deleted is a member no longer, and its links end', async () => {
  await join('bob', 'admin');
  const body = { email: 'bobs-friend@example.com', role: 'admin' };
  const { code } = (await ask('bob', 'POST', '/invite', body)).body.invite;
  expect((await app.ask('DELETE', '/api/me', { as: cookies['bob']!, body: PROOF })).status).toBe(
    204,
  );
  expect(await roles()).toEqual({ ann: 'owner' });
  expect((await app.ask('GET', `/api/invite/${code}`)).status).toBe(404);
});
