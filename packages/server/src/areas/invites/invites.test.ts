import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE_URL, NOW_MS, openTestApp, type TestApp } from '../../testing/http-app.ts';
import { deleteOldInvites, Invites } from './index.ts';

const DAY_MS = 86_400_000;
const id = expect.stringMatching(/^[0-9A-Za-z]{20}$/);
const BOB = { email: 'bob@example.com', role: 'viewer' };
const NEW_ONE = 'Ask whoever invited you for a new one.';

let app: TestApp;
let as: string;
let orgId: string;
let path: string;
let nowMs: number;

beforeEach(async () => {
  nowMs = NOW_MS;
  app = await openTestApp({ deps: { clock: { nowMs: () => nowMs } } });
  as = await app.register('ann');
  orgId = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body.org.id;
  path = `/api/org/${orgId}/invite`;
});
afterEach(() => app.close());

const invite = (body: unknown = BOB) => app.ask('POST', path, { as, body });
const newCode = async (body: unknown = BOB) => (await invite(body)).body.invite.code as string;
const pending = async () => (await app.ask('GET', path, { as })).body.invites;
const look = (code: string) => app.ask('GET', `/api/invite/${code}`);
const accept = (code: string, by: string) =>
  app.ask('POST', `/api/invite/${code}/accept`, { as: by });
const said = ({ status, body }: { status: number; body: { error?: { message: string } } }) => [
  status,
  body.error?.message,
];

test('an invite has a link that can be copied as long as it is pending', async () => {
  const answer = await invite({ email: ' Bob@Example.COM ', role: 'viewer' });
  const { code } = answer.body.invite;
  const shown = {
    id,
    ...BOB,
    code: expect.stringMatching(/^[0-9a-f]{40}$/),
    url: `${BASE_URL}/invite/${code}`,
    created_at: '2026-03-10T12:00:00.000Z',
    expires_at: '2026-03-17T12:00:00.000Z',
  };
  expect([answer.status, answer.body]).toEqual([201, { invite: { ...shown, mailed: false } }]);
  expect(await pending()).toEqual([shown]);
});

test('the database does not hold the code', async () => {
  const code = await newCode();
  const files = ['purestat.db', 'purestat.db-wal'].map((file) => readFileSync(join(app.dir, file)));
  expect(files.map((file) => file.includes(code))).toEqual([false, false]);
  expect(files.some((file) => file.includes(BOB.email))).toBe(true);
});

test('after a change of SECRET_KEY links that are out still work, and are no longer shown', async () => {
  const code = await newCode();
  const other = await openTestApp({
    dir: app.dir,
    deps: { secretKey: 'another-secret-key-of-more-than-32-characters' },
  });
  const owner = await other.ask('POST', '/api/auth/login', {
    body: { email: 'ann@example.com', password: 'correct horse' },
  });
  const cookie = owner.headers.getSetCookie()[0]!.split(';')[0]!;
  const listed = await other.ask('GET', path, { as: cookie });
  expect(listed.body.invites).toMatchObject([{ email: BOB.email, code: null, url: null }]);
  expect((await other.ask('GET', `/api/invite/${code}`)).status).toBe(200);
  await other.close();
});

test('whoever holds the link sees where it leads, and joins in its role, once', async () => {
  const code = await newCode();
  expect((await look(code)).body).toEqual({
    invite: { org_name: 'Acme', ...BOB, expires_at: '2026-03-17T12:00:00.000Z' },
  });
  const cyd = await app.register('cyd');
  const joined = await accept(code, cyd);
  expect([joined.status, joined.body]).toEqual([200, { org_id: orgId, role: 'viewer' }]);
  const { orgs } = (await app.ask('GET', '/api/org', { as: cyd })).body;
  expect(orgs).toMatchObject([{ id: orgId, role: 'viewer' }]);
  expect(await pending()).toEqual([]);
  const used = [410, `This invitation was used already; each works once. ${NEW_ONE}`];
  expect([said(await look(code)), said(await accept(code, cyd))]).toEqual([used, used]);
  expect(said(await accept(code, await app.register('dan')))).toEqual(used);
});

test('of two who accept at once, one joins', async () => {
  const code = await newCode();
  const people = await Promise.all([app.register('bob'), app.register('cyd')]);
  const answers = await Promise.all(people.map((cookie) => accept(code, cookie)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410]);
  const { members } = (await app.ask('GET', `/api/org/${orgId}/member`, { as })).body;
  expect(members).toHaveLength(2);
});

test('a member who opens a link is told so, and leaves it to whom it is for', async () => {
  const code = await newCode();
  expect(said(await accept(code, as))).toEqual([409, 'You are a member of Acme already.']);
  expect((await accept(code, await app.register('bob'))).status).toBe(200);
});

test('a link is good for 7 days, to the millisecond', async () => {
  const code = await newCode();
  nowMs += 7 * DAY_MS - 1;
  expect((await look(code)).status).toBe(200);
  nowMs += 1;
  const expired = [410, `This invitation has expired; each is good for 7 days. ${NEW_ONE}`];
  expect(said(await look(code))).toEqual(expired);
  expect(said(await accept(code, await app.register('bob')))).toEqual(expired);
  expect(await pending()).toEqual([]);
});

test('a revoked link says so; what is not pending cannot be revoked', async () => {
  const { id: inviteId, code } = (await invite()).body.invite;
  const revoke = () => app.ask('DELETE', `${path}/${inviteId}`, { as });
  expect((await revoke()).status).toBe(204);
  expect(said(await look(code))).toEqual([410, `This invitation was withdrawn. ${NEW_ONE}`]);
  expect((await revoke()).status).toBe(404);
});

test('an unknown code, however strange, is not found', async () => {
  const codes = ['0'.repeat(40), '%00', '..%2F..', "'%20or%201=1", '%F0%9F%8E%89'];
  const answers = await Promise.all(codes.map(look));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  expect((await look('x'.repeat(101))).status).toBe(400);
});

test('an address is invited once at a time, however it is spelled', async () => {
  const { id: first } = (await invite()).body.invite;
  const again = await invite({ email: 'BOB@example.com', role: 'admin' });
  const message = 'is invited already; copy that link again, or revoke it and invite anew';
  expect([again.status, again.body.error.details]).toEqual([409, [{ path: 'email', message }]]);
  const atOnce = await Promise.all([0, 1].map(() => invite({ ...BOB, email: 'cyd@example.com' })));
  expect(atOnce.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  await app.ask('DELETE', `${path}/${first}`, { as });
  expect((await invite()).status).toBe(201);
});

test('an address whose invitation has expired can be invited anew; the old link stays expired', async () => {
  const code = await newCode();
  nowMs += 7 * DAY_MS;
  expect((await invite()).status).toBe(201);
  expect(said(await look(code))[1]).toMatch(/has expired/);
});

test('a member is not invited', async () => {
  const answer = await invite({ email: 'Ann@example.com', role: 'admin' });
  expect([answer.status, answer.body.error.details]).toEqual([
    409,
    [{ path: 'email', message: 'is a member already' }],
  ]);
});

test.each([
  [{ role: 'viewer' }, 'email', 'is required: an e-mail address such as jane@example.com'],
  [{ email: 'bob', role: 'viewer' }, 'email', 'is not an e-mail address such as jane@example.com'],
  [
    { email: '<b>@example.com', role: 'viewer' },
    'email',
    'is not an e-mail address such as jane@example.com',
  ],
  [
    { email: `${'x'.repeat(250)}@example.com`, role: 'viewer' },
    'email',
    'has at most 254 characters',
  ],
  [{ email: BOB.email }, 'role', 'must be one of admin, viewer'],
  [{ email: BOB.email, role: 'owner' }, 'role', 'must be one of admin, viewer'],
])('%j is refused', async (body, field, message) => {
  const answer = await invite(body);
  expect([answer.status, answer.body.error.details]).toEqual([400, [{ path: field, message }]]);
});

test('an organization has at most 200 pending invitations', async () => {
  const first = (await invite()).body.invite.id;
  const { db } = app.deps.configStore;
  const row = await db.selectFrom('invites').selectAll().executeTakeFirstOrThrow();
  const rows = Array.from({ length: 199 }, (_, index) => ({
    ...row,
    id: `i${index}`,
    email: `p${index}@example.com`,
    code_hash: `h${index}`,
  }));
  await db.insertInto('invites').values(rows).execute();
  const beyond = { email: 'one-more@example.com', role: 'viewer' };
  expect((await invite(beyond)).status).toBe(409);
  await app.ask('DELETE', `${path}/${first}`, { as });
  expect((await invite(beyond)).status).toBe(201);
});

test('invitations go with their organization', async () => {
  const code = await newCode();
  await app.ask('DELETE', `/api/org/${orgId}`, { as });
  expect((await look(code)).status).toBe(404);
});

test('addresses of invitations that ended long ago are forgotten', async () => {
  await invite();
  nowMs += 1;
  await invite({ email: 'cyd@example.com', role: 'viewer' });
  const { db } = app.deps.configStore;
  await deleteOldInvites(db, new Date(nowMs + 7 * DAY_MS).toISOString());
  const left = await db.selectFrom('invites').select('email').execute();
  expect(left).toEqual([{ email: 'cyd@example.com' }]);
});

test('an admin who has been removed since the gate let him through makes no invitation', async () => {
  const bob = await app.register('bob');
  await accept(await newCode({ email: 'bob@example.com', role: 'admin' }), bob);
  const { members } = (await app.ask('GET', `/api/org/${orgId}/member`, { as })).body;
  const { id: memberId, user } = members.find(({ role }: { role: string }) => role === 'admin');
  await app.ask('DELETE', `/api/org/${orgId}/member/${memberId}`, { as });
  const invites = new Invites({ ...app.deps, db: app.deps.configStore.db, baseUrl: BASE_URL });
  const org = { id: orgId, name: 'Acme' };
  await expect(
    invites.create({ org, inviter: user }, { email: 'cyd@example.com', role: 'viewer' }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await pending()).toEqual([]);
});
