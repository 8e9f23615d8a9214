import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../testing/http-app.ts';

const PROOF = { current_password: 'correct horse' };

let app: TestApp;
let ann: string;
beforeEach(async () => {
  app = await openTestApp();
  ann = await app.register('ann');
});
afterEach(() => app.close());

const create = async (name: string) =>
  (await app.ask('POST', '/api/org', { as: ann, body: { name } })).body.org.id as string;
const preview = async () => (await app.ask('GET', '/api/me/deletion', { as: ann })).body.deletion;
const remove = (body: object = {}) => app.ask('DELETE', '/api/me', { as: ann, body });

async function join(orgId: string, name: string): Promise<string> {
  const as = await app.register(name);
  const invite = { email: `${name}@example.com`, role: 'viewer' };
  const made = await app.ask('POST', `/api/org/${orgId}/invite`, { as: ann, body: invite });
  await app.ask('POST', `/api/invite/${made.body.invite.code}/accept`, { as });
  return as;
}

test('what would go with an account is said first', async () => {
  const own = await create('Own');
  const acme = await create('Acme');
  await app.ask('POST', `/api/org/${acme}/site`, { as: ann, body: { domain: 'shop.test' } });
  await join(acme, 'bob');
  expect(await preview()).toEqual({
    orgs: [
      { id: acme, name: 'Acme', sites: 1, other_members: 1 },
      { id: own, name: 'Own', sites: 0, other_members: 0 },
    ],
  });
});

test('organizations without another owner go only where that was agreed to, and all or nothing', async () => {
  const own = await create('Own');
  const acme = await create('Acme');
  const bob = await join(acme, 'bob');
  await app.ask('POST', `/api/org/${acme}/site`, { as: ann, body: { domain: 'shop.test' } });
  const refused = await remove({ ...PROOF, delete_orgs: [own] });
  expect([refused.status, refused.body.error]).toEqual([
    409,
    {
      code: 'CONFLICT',
      message:
        'You are the only owner of Acme. Make somebody else an owner there, or agree that it is deleted too.',
      details: [
        {
          path: 'delete_orgs',
          message: `must hold ${acme} (Acme), unless it gets another owner first`,
        },
      ],
    },
  ]);
  expect((await preview()).orgs).toHaveLength(2);

  expect((await remove({ ...PROOF, delete_orgs: [own, acme] })).status).toBe(204);
  const { db } = app.deps.configStore;
  const left = await Promise.all(
    (['orgs', 'sites', 'members', 'invites'] as const).map((table) =>
      db.selectFrom(table).selectAll().execute(),
    ),
  );
  expect(left).toEqual([[], [], [], []]);
  expect(app.deletedSites).toHaveLength(1);
  expect((await app.ask('GET', '/api/org', { as: bob })).body).toEqual({ orgs: [] });
  expect((await app.ask('GET', '/api/me', { as: ann })).status).toBe(401);
});

test('an organization that has another owner stays, whatever was agreed to', async () => {
  const acme = await create('Acme');
  const bob = await join(acme, 'bob');
  const path = `/api/org/${acme}/member`;
  const { members } = (await app.ask('GET', path, { as: ann })).body;
  const bobs = members.find(({ user }: { user: { name: string } }) => user.name === 'bob');
  await app.ask('PUT', `${path}/${bobs.id}`, { as: ann, body: { role: 'owner' } });
  expect((await preview()).orgs).toEqual([]);
  expect((await remove({ ...PROOF, delete_orgs: [acme] })).status).toBe(204);
  const left = (await app.ask('GET', path, { as: bob })).body.members;
  expect(left).toMatchObject([{ user: { name: 'bob' }, role: 'owner' }]);
});

test.each([
  [{}, 'is required: this change asks for it'],
  [undefined, 'is required: this change asks for it'],
  [{ current_password: 'wrong horse' }, 'is not your present password'],
])('with %j the account stays', async (body, message) => {
  const answer = await app.ask('DELETE', '/api/me', { as: ann, body });
  expect([answer.status, answer.body.error.details]).toEqual([
    400,
    [{ path: 'current_password', message }],
  ]);
  expect((await app.ask('GET', '/api/me', { as: ann })).status).toBe(200);
});

test('a list that is none is refused', async () => {
  const answer = await remove({ ...PROOF, delete_orgs: 'all' });
  expect(answer.body.error.details).toEqual([
    { path: 'delete_orgs', message: 'must be a list of ids of organizations' },
  ]);
});
