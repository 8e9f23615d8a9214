import { afterEach, beforeEach, expect, test } from 'vitest';
import { authenticator } from '../testing/authenticator.ts';
import { NOW_MS, openTestApp, type TestApp } from '../testing/http-app.ts';

const PASSWORD = { current_password: 'correct horse' };

let app: TestApp;
let owner: string;
let viewer: string;
let path: string;
beforeEach(async () => {
  app = await openTestApp();
  owner = await app.register('owner');
  viewer = await app.register('viewer');
  path = `/api/org/${(await create('Acme')).body.org.id}`;
  const invite = { email: 'viewer@example.com', role: 'admin' };
  const { code } = (await app.ask('POST', `${path}/invite`, { as: owner, body: invite })).body
    .invite;
  await app.ask('POST', `/api/invite/${code}/accept`, { as: viewer });
});
afterEach(() => app.close());

const create = (name: string) => app.ask('POST', '/api/org', { as: owner, body: { name } });
const setRequired = (required: unknown, as = owner) =>
  app.ask('PUT', `${path}/two-factor`, { as, body: { required } });

async function turnOn(as: string): Promise<void> {
  const offer = await app.ask('POST', '/api/me/two-factor', { as, body: PASSWORD });
  const code = authenticator(offer.body.two_factor.uri).codeAt(NOW_MS);
  const done = await app.ask('POST', '/api/me/two-factor/confirm', { as, body: { code } });
  expect(done.status).toBe(200);
}

test('an organization that requires a second factor is closed to members without one', async () => {
  await turnOn(owner);
  const required = await setRequired(true);
  expect([required.status, required.body.org.two_factor_required]).toEqual([200, true]);
  const site = { domain: 'shop.test' };
  const asks = [
    ['GET', path, undefined],
    ['GET', `${path}/member`, undefined],
    ['GET', `${path}/site`, undefined],
    ['POST', `${path}/site`, site],
    ['PUT', path, { name: 'Mine' }],
  ] as const;
  for (const [method, address, body] of asks) {
    const answer = await app.ask(method, address, { as: viewer, body });
    expect([answer.status, answer.body.error]).toEqual([
      403,
      {
        code: 'FORBIDDEN',
        message:
          'Acme asks its members for two-factor sign-in. Turn it on in your account settings, then come back.',
        details: [{ path: 'two_factor', message: 'is required by this organization' }],
      },
    ]);
  }
  // It is still named among his, so that there is a way to it.
  const { orgs } = (await app.ask('GET', '/api/org', { as: viewer })).body;
  expect(orgs).toMatchObject([{ name: 'Acme', two_factor_required: true }]);
  const status = await app.ask('GET', '/api/me/two-factor', { as: viewer });
  expect(status.body.two_factor.required_by).toEqual(['Acme']);

  await turnOn(viewer);
  expect((await app.ask('GET', path, { as: viewer })).status).toBe(200);
  await app.ask('POST', '/api/me/two-factor/disable', { as: viewer, body: PASSWORD });
  expect((await app.ask('GET', path, { as: viewer })).status).toBe(403);
  await setRequired(false);
  expect((await app.ask('GET', path, { as: viewer })).status).toBe(200);
});

test('an owner without it cannot require it, and nobody else can', async () => {
  const refused = await setRequired(true);
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    'Turn on two-factor sign-in for yourself first, or you would be kept out too.',
  ]);
  expect((await setRequired(true, viewer)).status).toBe(403);
  expect((await setRequired('perhaps')).body.error.details).toEqual([
    { path: 'required', message: 'is required: true or false' },
  ]);
});
