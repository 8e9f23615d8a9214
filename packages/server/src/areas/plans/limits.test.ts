import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OrgPlan } from '@purestat/vocabulary';
import { openTestApp, type TestApp } from '../../testing/http-app.ts';
import { STRIPE_ENV } from '../../testing/stripe-env.ts';
import { requireRoomForInvite, requireRoomForMember, requireRoomForSite } from './limits.ts';

let app: TestApp;
let ann: string;
let org: string;

async function open(env: Record<string, string>): Promise<void> {
  app = await openTestApp({ env });
  ann = await app.register('ann');
  org = (await app.ask('POST', '/api/org', { as: ann, body: { name: 'Acme' } })).body.org.id;
}
beforeEach(() => open(STRIPE_ENV));
afterEach(() => app.close());

const addSite = (domain: string) =>
  app.ask('POST', `/api/org/${org}/site`, { as: ann, body: { domain } });
const invite = (name: string) =>
  app.ask('POST', `/api/org/${org}/invite`, {
    as: ann,
    body: { email: `${name}@example.com`, role: 'viewer' },
  });
const setPlan = (plan: OrgPlan) =>
  app.deps.configStore.db.updateTable('orgs').set({ plan }).where('id', '=', org).execute();
const plan = async () => (await app.ask('GET', `/api/org/${org}`, { as: ann })).body.org.plan;
const usage = async () => (await app.ask('GET', `/api/org/${org}/usage`, { as: ann })).body.usage;
const statuses = (answers: Array<{ status: number }>) => answers.map(({ status }) => status).sort();

test('the plans are what the price list says, without signing in', async () => {
  const { status, body } = await app.ask('GET', '/api/stripe/plans');
  expect([status, body]).toEqual([
    200,
    {
      plans: [
        {
          id: 'free',
          name: 'Free',
          price: 0,
          pageviews_limit: 10_000,
          sites_limit: 1,
          members_limit: 1,
        },
        {
          id: 'pro',
          name: 'Pro',
          price: 900,
          pageviews_limit: 100_000,
          sites_limit: 5,
          members_limit: 5,
        },
        {
          id: 'business',
          name: 'Business',
          price: 2900,
          pageviews_limit: 1_000_000,
          sites_limit: -1,
          members_limit: -1,
        },
      ],
    },
  ]);
});

test('without Stripe an organization is self-hosted, and nothing is limited', async () => {
  await app.close();
  await open({});
  expect(await plan()).toBe('selfhosted');
  for (const domain of [
    'a.example',
    'b.example',
    'c.example',
    'd.example',
    'e.example',
    'f.example',
  ])
    expect((await addSite(domain)).status).toBe(201);
  expect((await invite('bob')).status).toBe(201);
  expect(await usage()).toMatchObject({
    month: '2026-03',
    pageviews: { used: 0, limit: -1, percent: null },
    sites: { used: 6, limit: -1, percent: null },
    members: { used: 2, limit: -1, percent: null },
  });
});

test('with Stripe an organization starts on Free: one site, one member', async () => {
  expect(await plan()).toBe('free');
  expect((await addSite('one.example')).status).toBe(201);
  const second = await addSite('two.example');
  expect([second.status, second.body]).toEqual([
    402,
    {
      error: {
        code: 'PLAN_LIMIT',
        message:
          'The plan Free allows 1 site, and Acme has 1. The plan Pro allows 5: an owner can upgrade under Billing.',
        details: [{ path: 'sites', message: '1 of 1 on the plan Free' }],
      },
    },
  ]);
  const bob = await invite('bob');
  expect([bob.status, bob.body.error]).toEqual([
    402,
    {
      code: 'PLAN_LIMIT',
      message:
        'The plan Free allows 1 member, and Acme has, pending invitations counted, 1. The plan Pro allows 5: an owner can upgrade under Billing.',
      details: [{ path: 'members', message: '1 of 1 on the plan Free' }],
    },
  ]);
  expect(await usage()).toMatchObject({
    pageviews: { used: 0, limit: 10_000 },
    sites: { used: 1, limit: 1, percent: 100 },
    members: { used: 1, limit: 1, percent: 100 },
  });
});

test('of many requests at once only as many get a place as there are', async () => {
  const domains = Array.from({ length: 8 }, (_, index) => `s${index}.example`);
  expect(statuses(await Promise.all(domains.map(addSite)))).toEqual([201, ...Array(7).fill(402)]);
  await setPlan('pro');
  // Others: one that is there already would clash or find no place, as it comes.
  const others = domains.map((domain) => `more-${domain}`);
  expect(statuses(await Promise.all(others.map(addSite)))).toEqual([
    ...Array(4).fill(201),
    ...Array(4).fill(402),
  ]);
  const names = Array.from({ length: 8 }, (_, index) => `p${index}`);
  expect(statuses(await Promise.all(names.map(invite)))).toEqual([
    ...Array(4).fill(201),
    ...Array(4).fill(402),
  ]);
  expect(await usage()).toMatchObject({ sites: { used: 5 }, members: { used: 5 } });
});

test('an invitation holds a place until it is revoked', async () => {
  await setPlan('pro');
  const made = [];
  for (const name of ['b', 'c', 'd', 'e']) made.push((await invite(name)).body.invite.id);
  expect((await invite('f')).status).toBe(402);
  await app.ask('DELETE', `/api/org/${org}/invite/${made[0]}`, { as: ann });
  expect((await invite('f')).status).toBe(201);
});

test('a downgrade deletes nothing and stops additions until the counts fit', async () => {
  await setPlan('pro');
  const site = (await addSite('one.example')).body.site.id;
  await addSite('two.example');
  const { code } = (await invite('bob')).body.invite;
  await setPlan('free');

  expect((await addSite('three.example')).status).toBe(402);
  const bob = await app.register('bob');
  const refused = await app.ask('POST', `/api/invite/${code}/accept`, { as: bob });
  expect([refused.status, refused.body.error.message]).toEqual([
    402,
    'The plan Free allows 1 member, and Acme has 1. The plan Pro allows 5: an owner can upgrade under Billing.',
  ]);
  expect((await app.ask('GET', `/api/org/${org}/site`, { as: ann })).body.sites).toHaveLength(2);
  expect(await usage()).toMatchObject({
    sites: { used: 2, limit: 1, percent: 200 },
    members: { used: 2, limit: 1, percent: 200 },
  });

  await app.ask('DELETE', `/api/org/${org}/site/${site}`, { as: ann });
  expect((await addSite('three.example')).status).toBe(402);
  await setPlan('pro');
  expect((await addSite('three.example')).status).toBe(201);
  expect((await app.ask('POST', `/api/invite/${code}/accept`, { as: bob })).status).toBe(200);
});

test('everybody of the organization may read its usage, and nobody else', async () => {
  await setPlan('pro');
  const { code } = (await invite('bob')).body.invite;
  const bob = await app.register('bob');
  const path = `/api/org/${org}/usage`;
  expect((await app.ask('GET', path, { as: bob })).status).toBe(404);
  await app.ask('POST', `/api/invite/${code}/accept`, { as: bob });
  expect((await app.ask('GET', path, { as: bob })).status).toBe(200);
  expect((await app.ask('GET', path)).status).toBe(401);
});

test.each([requireRoomForSite, requireRoomForInvite, requireRoomForMember])(
  '%o finds no organization where it has gone since the gate looked',
  async (requireRoom) => {
    const { db } = app.deps.configStore;
    await app.ask('DELETE', `/api/org/${org}`, { as: ann });
    await expect(requireRoom(db, org, '2026-03-10T12:00:00.000Z')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  },
);
