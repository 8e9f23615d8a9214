import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../testing/http-app.ts';

let app: TestApp;
let as: string;
beforeEach(async () => {
  app = await openTestApp();
  as = await app.register('ann');
});
afterEach(() => app.close());
const create = (name: unknown) => app.ask('POST', '/api/org', { as, body: { name } });

test('the creator is the owner of what is created', async () => {
  const created = await create(' Acme Corp ');
  const org = {
    id: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
    name: 'Acme Corp',
    slug: 'acme-corp',
    plan: 'selfhosted',
    role: 'owner',
    two_factor_required: false,
    created_at: '2026-03-10T12:00:00.000Z',
  };
  expect([created.status, created.body]).toEqual([201, { org }]);
  expect((await app.ask('GET', '/api/org', { as })).body).toEqual({ orgs: [org] });
  const path = `/api/org/${created.body.org.id}`;
  expect((await app.ask('GET', path, { as })).body).toEqual({ org });
  const me = (await app.ask('GET', '/api/me', { as })).body.user;
  expect((await app.ask('GET', `${path}/member`, { as })).body).toEqual({
    members: [
      {
        id: expect.stringMatching(/^[0-9A-Za-z]{20}$/),
        user: { id: me.id, name: 'ann', email: 'ann@example.com' },
        role: 'owner',
        created_at: '2026-03-10T12:00:00.000Z',
      },
    ],
  });
});

test('slugs are numbered when the name is taken, by requests at once too', async () => {
  const answers = await Promise.all([create('Acme'), create('acme'), create('Acmé!')]);
  const slugs = answers.map(({ body }) => body.org.slug as string);
  expect(slugs.toSorted()).toEqual(['acme', 'acme-2', 'acme-3']);
});

test('a rename keeps the slug', async () => {
  const { id } = (await create('Acme')).body.org;
  const answer = await app.ask('PUT', `/api/org/${id}`, { as, body: { name: 'Zenith' } });
  expect([answer.body.org.name, answer.body.org.slug]).toEqual(['Zenith', 'acme']);
  expect((await app.ask('GET', `/api/org/${id}`, { as })).body).toEqual(answer.body);
});

test.each([
  [undefined, 'is required: text of 1 to 100 characters'],
  ['', 'must not be empty: 1 to 100 characters'],
  ['x'.repeat(101), 'is too long: 1 to 100 characters'],
  ['a\nb', 'must be one line without control characters'],
])('the name %j is refused', async (name, message) => {
  const answer = await create(name);
  expect([answer.status, answer.body.error.details]).toEqual([400, [{ path: 'name', message }]]);
});

test('deleting an organization deletes its sites, their events and its memberships', async () => {
  const { id } = (await create('Acme')).body.org;
  for (const domain of ['one.example.com', 'two.example.com']) {
    await app.ask('POST', `/api/org/${id}/site`, { as, body: { domain } });
  }
  expect((await app.ask('DELETE', `/api/org/${id}`, { as })).status).toBe(204);
  expect(app.deletedSites).toEqual([1, 2]);
  expect([...app.deps.sites.all()]).toEqual([]);
  const { db } = app.deps.configStore;
  const left = await Promise.all(
    (['orgs', 'members', 'sites', 'site_deletions'] as const).map((table) =>
      db.selectFrom(table).selectAll().execute(),
    ),
  );
  expect(left).toEqual([[], [], [], []]);
});

test('an account owns 100 organizations at most', async () => {
  const ids: string[] = [];
  for (let count = 1; count <= 100; count += 1) ids.push((await create('Acme')).body.org.id);
  const refused = await create('Acme');
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    'You own 100 organizations, as many as one account can have. Delete one, or leave one to another owner, first.',
  ]);
  await app.ask('DELETE', `/api/org/${ids[0]}`, { as });
  expect((await create('Acme')).status).toBe(201);
});
