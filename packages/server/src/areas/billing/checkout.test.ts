import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBillingApp, type BillingApp } from '../../testing/billing-app.ts';
import { BASE_URL, openTestApp } from '../../testing/http-app.ts';
import type { Subscription } from '../../testing/stripe/state.ts';

let world: BillingApp;
beforeEach(async () => {
  world = await openBillingApp();
});
afterEach(() => world.close());

const sessions = () => [...world.stripe.state.sessions.values()];
const created = () =>
  world.stripe.asked.filter((asked) => asked === 'POST /v1/checkout/sessions').length;

test('leads to Stripe with the plan’s price, and back to the billing page', async () => {
  const { status, body } = await world.checkout('pro');
  const [session] = sessions();
  expect([status, body]).toEqual([200, { checkout_url: session!.url }]);
  const page = `http://purestat.test/org/${world.org}/billing`;
  const metadata = { org_id: world.org, plan: 'pro', server: BASE_URL };
  expect(session).toMatchObject({
    mode: 'subscription',
    price: 'price_pro',
    customer: null,
    customer_email: 'ann@example.com',
    client_reference_id: world.org,
    metadata,
    subscriptionMetadata: metadata,
    success_url: `${page}?paid=pro`,
    cancel_url: page,
  });
  expect(await world.plan()).toBe('free');
});

test('what is paid for is in force with the webhook', async () => {
  await world.pay('pro');
  expect(await world.plan()).toBe('pro');
  expect(await world.billing()).toMatchObject({
    enabled: true,
    plan: 'pro',
    can_manage: true,
    has_customer: true,
    renews_at: '2026-04-09T12:00:00.000Z',
    cancels_at: null,
    overdue: null,
    notice: null,
    usage: { pageviews: { limit: 100_000 }, sites: { limit: 5 }, members: { limit: 5 } },
  });
  expect(world.app.deps.plans.meter.over('2026-03', 0)).toEqual([]);
});

test.each([
  ['gold', 'must be pro or business'],
  ['free', 'must be pro or business; Free needs no payment: cancel under Manage Billing'],
  [7, 'must be pro or business'],
])('the plan %j is refused, saying what is allowed', async (plan, message) => {
  const { status, body } = await world.checkout(plan as string);
  expect([status, body.error.details]).toEqual([
    400,
    [{ path: 'plan', message: expect.stringContaining(message) }],
  ]);
  expect(world.stripe.asked).toEqual([]);
});

test('two tabs get the same session, which can be paid once', async () => {
  const answers = await Promise.all([world.checkout('pro'), world.checkout('pro')]);
  answers.push(await world.checkout('pro'));
  expect(new Set(answers.map(({ body }) => body.checkout_url)).size).toBe(1);
  expect(created()).toBe(1);
  await world.pay('pro');
  const again = await world.checkout('pro');
  expect([again.status, again.body.error.message]).toEqual([
    409,
    'Acme is on the plan Pro already.',
  ]);
  expect(world.stripe.state.subscriptions.size).toBe(1);
});

test('another plan closes the session of the first, so that one of them can be paid', async () => {
  await world.checkout('pro');
  await world.checkout('business');
  expect(sessions().map(({ status, price }) => [status, price])).toEqual([
    ['expired', 'price_pro'],
    ['open', 'price_business'],
  ]);
});

test('while a paid session’s webhook is on its way there is no other one', async () => {
  world.stripe.webhooks.isAutomatic = false;
  await world.pay('pro');
  const again = await world.checkout('business');
  expect([again.status, again.body.error.message]).toEqual([
    409,
    'A payment has just been made; the plan changes in a moment.',
  ]);
});

test('a session that has expired gives way to a new one', async () => {
  await world.checkout('pro');
  sessions()[0]!.status = 'expired';
  await world.checkout('pro');
  expect(sessions().map(({ status }) => status)).toEqual(['expired', 'open']);
});

test('a subscription is raised on Stripe’s page for that, and never doubled', async () => {
  await world.pay('pro');
  const { status, body } = await world.checkout('business');
  expect([status, body.checkout_url]).toEqual([
    200,
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/portal\//),
  ]);
  const [portal] = [...world.stripe.state.portals.values()];
  expect(portal).toMatchObject({
    confirm: 'price_business',
    confirm_return_url: `http://purestat.test/org/${world.org}/billing?raised=business`,
  });
  await fetch(`${portal!.url}/confirm`, { method: 'POST', redirect: 'manual' });
  await world.stripe.webhooks.settled();
  expect([await world.plan(), world.stripe.state.subscriptions.size]).toEqual(['business', 1]);
});

test('a smaller plan is not bought', async () => {
  await world.pay('business');
  const { status, body } = await world.checkout('pro');
  expect([status, body.error.message]).toEqual([
    409,
    'The plan Pro is smaller than Business; change to it under Manage Billing.',
  ]);
});

test('after a subscription has ended the same customer buys again', async () => {
  const first = await world.pay('pro');
  world.stripe.state.setStatus(first, 'canceled');
  await world.stripe.webhooks.settled();
  expect(await world.plan()).toBe('free');
  const second = await world.pay('business');
  expect([second.customer, await world.plan()]).toEqual([first.customer, 'business']);
});

test.each(['down', 'silent'] as const)(
  'while Stripe is %s people are told so, and nothing is half done',
  async (health) => {
    world.stripe.health = health;
    const { status, body, headers } = await world.checkout('pro');
    expect([status, body.error, headers.get('retry-after')]).toEqual([
      503,
      {
        code: 'UNAVAILABLE',
        message:
          'The payment service does not answer as it should. Nothing was changed or charged; try again in a minute.',
      },
      '60',
    ]);
    world.stripe.health = 'up';
    expect((await world.checkout('pro')).status).toBe(200);
    expect(sessions()).toHaveLength(1);
  },
);

test('what Stripe says of a wrong key reaches neither the client nor the log', async () => {
  await world.close();
  world = await openBillingApp({ STRIPE_SECRET_KEY: 'sk_test_wrong_key' });
  const { status, body } = await world.checkout('pro');
  expect(status).toBe(503);
  expect(JSON.stringify(body) + world.app.lines.join('')).not.toMatch(/sk_test|\*\*\*\*/);
  expect(world.app.lines.join('')).toContain('Unauthorized');
});

test('the portal opens for whoever has paid', async () => {
  const before = await world.portal();
  expect([before.status, before.body.error.message]).toEqual([
    409,
    'Acme has paid for nothing yet, so there is nothing to manage. Choose a plan first.',
  ]);
  await world.pay('pro');
  const { status, body } = await world.portal();
  const [portal] = [...world.stripe.state.portals.values()];
  expect([status, body]).toEqual([200, { portal_url: portal!.url }]);
  expect(portal!.return_url).toBe(`http://purestat.test/org/${world.org}/billing`);
});

test('owners alone act; the others see', async () => {
  await world.pay('pro');
  const { app, org, ann } = world;
  const invite = { email: 'bob@example.com', role: 'admin' };
  const { code } = (await app.ask('POST', `/api/org/${org}/invite`, { as: ann, body: invite })).body
    .invite;
  const bob = await app.register('bob');
  expect((await world.checkout('business', bob)).status).toBe(404);
  await app.ask('POST', `/api/invite/${code}/accept`, { as: bob });
  expect((await world.checkout('business', bob)).status).toBe(403);
  expect((await world.portal(bob)).status).toBe(403);
  const seen = await app.ask('GET', `/api/org/${org}/billing`, { as: bob });
  expect(seen.body.billing).toMatchObject({ plan: 'pro', can_manage: false });
});

test('a request without an organization names the field', async () => {
  const { ann: as, app } = world;
  for (const body of [{ plan: 'pro' }, 'no json', { org_id: 7, plan: 'pro' }]) {
    const { status, body: said } = await app.ask('POST', '/api/stripe/checkout', { as, body });
    expect([status, said.error.details]).toEqual([
      400,
      [{ path: 'org_id', message: 'is required: the id of an organization' }],
    ]);
  }
});

test('an organization that is deleted takes its subscription with it', async () => {
  const { id } = await world.pay('pro');
  const { app, org, ann: as, stripe } = world;
  stripe.health = 'down';
  expect((await app.ask('DELETE', `/api/org/${org}`, { as })).status).toBe(503);
  expect(await world.plan()).toBe('pro');
  stripe.health = 'up';
  expect((await app.ask('DELETE', `/api/org/${org}`, { as })).status).toBe(204);
  expect(stripe.state.subscriptions.get(id)!.status).toBe('canceled');
});

test.each([
  { name: 'whose webhook is not here yet', async arrange() {} },
  {
    name: 'that Stripe has ended without a word so far',
    async arrange(subscription: Subscription) {
      await world.stripe.webhooks.deliver();
      subscription.status = 'canceled';
    },
  },
])('an organization with a subscription $name can be deleted', async ({ arrange }) => {
  world.stripe.webhooks.isAutomatic = false;
  const subscription = await world.pay('pro');
  await arrange(subscription);
  const { app, org, ann: as } = world;
  expect((await app.ask('DELETE', `/api/org/${org}`, { as })).status).toBe(204);
  expect(subscription.status).toBe('canceled');
});

test('an organization is not deleted while its checkout cannot be closed', async () => {
  const { app, org, ann: as, stripe } = world;
  await world.checkout('pro');
  const [session] = [...stripe.state.sessions.values()];
  stripe.health = 'down';
  expect((await app.ask('DELETE', `/api/org/${org}`, { as })).status).toBe(503);
  stripe.health = 'up';
  expect((await app.ask('DELETE', `/api/org/${org}`, { as })).status).toBe(204);
  expect(session!.status).toBe('expired');
});

test('without Stripe there is nothing to pay, and the billing page is told so', async () => {
  const app = await openTestApp();
  const as = await app.register('ann');
  const { org } = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body;
  const body = { org_id: org.id, plan: 'pro' };
  for (const path of ['checkout', 'portal', 'refresh', 'webhook']) {
    const answer = await app.ask('POST', `/api/stripe/${path}`, { as, body });
    expect([path, answer.status, answer.body.error.message]).toEqual([
      path,
      404,
      'Billing is off on this server: nothing is limited, and nothing to pay.',
    ]);
  }
  const seen = await app.ask('GET', `/api/org/${org.id}/billing`, { as });
  expect(seen.body.billing).toMatchObject({
    enabled: false,
    plan: 'selfhosted',
    can_manage: false,
    notice: null,
  });
  await app.close();
});
