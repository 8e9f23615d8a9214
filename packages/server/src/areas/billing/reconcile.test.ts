import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBillingApp, type BillingApp } from '../../testing/billing-app.ts';
import { settlePlans } from './index.ts';

const HOUR_MS = 3_600_000;

let world: BillingApp;
beforeEach(async () => {
  world = await openBillingApp();
  world.stripe.webhooks.isAutomatic = false;
});
afterEach(() => world.close());

/** Webhooks get lost. */
const lose = () => world.stripe.webhooks.waiting.splice(0);
const reconcile = () => world.app.deps.billing.reconcile();

test('a checkout whose webhook was lost is found within the hour', async () => {
  await world.pay('pro');
  lose();
  await reconcile();
  expect(await world.plan()).toBe('free');
  world.clock.now += HOUR_MS + 1;
  await reconcile();
  expect(await world.plan()).toBe('pro');
});

test('whoever has paid and sees nothing of it can have Stripe asked', async () => {
  await world.pay('pro');
  lose();
  const body = { org_id: world.org };
  const refresh = () => world.app.ask('POST', '/api/stripe/refresh', { as: world.ann, body });
  world.stripe.health = 'down';
  expect([(await refresh()).status, await world.plan()]).toEqual([503, 'free']);
  world.stripe.health = 'up';
  expect([(await refresh()).status, await world.plan()]).toEqual([204, 'pro']);
});

test('changes whose webhooks were lost are found within the day', async () => {
  const { state, webhooks } = world.stripe;
  const subscription = await world.pay('pro');
  await webhooks.deliver();
  state.switchTo(subscription, 'price_business');
  lose();
  world.clock.now += 25 * HOUR_MS;
  await reconcile();
  expect(await world.plan()).toBe('business');
  state.setStatus(subscription, 'canceled');
  const [deleted] = lose();
  await reconcile();
  expect(await world.plan()).toBe('business');
  world.clock.now += 25 * HOUR_MS;
  await reconcile();
  expect(await world.plan()).toBe('free');
  expect(await webhooks.send(deleted!)).toBe(200);
  expect(await world.plan()).toBe('free');
});

test('what a webhook tells while Stripe is asked is not taken back', async () => {
  const { state, webhooks } = world.stripe;
  const subscription = await world.pay('pro');
  await webhooks.deliver();
  world.clock.now += 25 * HOUR_MS;
  world.stripe.meanwhile = () => {
    state.switchTo(subscription, 'price_business');
    return webhooks.deliver();
  };
  await reconcile();
  expect([world.stripe.meanwhile, await world.plan()]).toEqual([null, 'business']);
});

test('a new subscription is found, also when the end of the former was lost with it', async () => {
  const { state, webhooks } = world.stripe;
  const first = await world.pay('pro');
  await webhooks.deliver();
  state.setStatus(first, 'canceled');
  const form = { customer: first.customer, line_items: { 0: { price: 'price_business' } } };
  const second = state.pay(state.openSession(form, world.stripe.url))!;
  lose();
  world.clock.now += 25 * HOUR_MS;
  await reconcile();
  expect([await world.plan(), second.status]).toEqual(['business', 'active']);
});

test('the organization’s log tells of each change of its plan once, whoever found it out', async () => {
  const subscription = await world.pay('pro');
  await world.stripe.webhooks.deliver((waiting) => [...waiting, ...waiting]);
  world.stripe.state.setStatus(subscription, 'canceled');
  lose();
  world.clock.now += 25 * HOUR_MS;
  await reconcile();
  await reconcile();
  const path = `/api/org/${world.org}/audit?action=plan:update`;
  const { entries } = (await world.app.ask('GET', path, { as: world.ann })).body;
  const changed = {
    id: expect.any(String),
    action: 'plan:update',
    actor: { kind: 'system', id: null, name: null },
    site: null,
  };
  expect(entries).toEqual([
    {
      ...changed,
      at: '2026-03-11T13:00:00.000Z',
      details: { plan: { from: 'pro', to: 'free' } },
    },
    {
      ...changed,
      at: '2026-03-10T12:00:00.000Z',
      details: { plan: { from: 'free', to: 'pro' } },
    },
  ]);
});

test('a subscription that Stripe has no more is over', async () => {
  const { id } = await world.pay('pro');
  await world.stripe.webhooks.deliver();
  world.stripe.state.subscriptions.delete(id);
  world.clock.now += 25 * HOUR_MS;
  await reconcile();
  expect(await world.plan()).toBe('free');
});

test('while Stripe does not answer everything stays, and it is asked again', async () => {
  await world.pay('pro');
  lose();
  world.clock.now += 2 * HOUR_MS;
  world.stripe.health = 'down';
  await reconcile();
  expect(await world.plan()).toBe('free');
  world.stripe.health = 'up';
  await reconcile();
  expect(await world.plan()).toBe('pro');
});

test('with billing off everybody is self-hosted; on again, on what was paid for', async () => {
  await world.pay('pro');
  await world.stripe.webhooks.deliver();
  const other = (
    await world.app.ask('POST', '/api/org', { as: world.ann, body: { name: 'Other' } })
  ).body.org.id;
  const { db } = world.app.deps.configStore;
  const plans = async () =>
    Object.fromEntries(
      (await db.selectFrom('orgs').select(['id', 'plan']).execute()).map((org) => [
        org.id,
        org.plan,
      ]),
    );
  const now = new Date(world.clock.now).toISOString();
  await settlePlans(db, false, now);
  expect(await plans()).toEqual({ [world.org]: 'selfhosted', [other]: 'selfhosted' });
  await settlePlans(db, true, now);
  expect(await plans()).toEqual({ [world.org]: 'pro', [other]: 'free' });
});
