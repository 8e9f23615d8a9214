/** Stripe's webhooks, as they come: signed, twice, late, in any order. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBillingApp, type BillingApp } from '../../testing/billing-app.ts';
import { startMailServer } from '../../testing/mail-server.ts';
import { STRIPE_ENV } from '../../testing/stripe-env.ts';
import type { Subscription } from '../../testing/stripe/state.ts';
import { sign, type StripeEvent } from '../../testing/stripe/webhooks.ts';

const SECRET = STRIPE_ENV.STRIPE_WEBHOOK_SECRET;
const DAY_MS = 86_400_000;

let world: BillingApp;
beforeEach(async () => {
  world = await openBillingApp();
});
afterEach(() => world.close());

const db = () => world.app.deps.configStore.db;
const events = () => db().selectFrom('stripe_events').selectAll().execute();
const outcomes = async () => (await events()).map(({ type, outcome }) => [type, outcome]);
const nowSeconds = () => Math.floor(world.clock.now / 1_000);
const post = (body: string, signature: string) =>
  world.app.ask('POST', '/api/stripe/webhook', {
    body,
    headers: { 'stripe-signature': signature },
  });

/** A second later, so that what happens next has a time of its own. */
const tick = (seconds = 1) => (world.clock.now += seconds * 1_000);

test.each([
  ['no signature', () => ''],
  ['another secret', (body: string) => sign(body, 'whsec_other', nowSeconds())],
  ['another body', () => sign('{}', SECRET, nowSeconds())],
  ['a signature of 301 seconds ago', (body: string) => sign(body, SECRET, nowSeconds() - 301)],
])('an event with %s is refused and changes nothing', async (_name, signature) => {
  const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'x', created: 1, data: {} });
  const { status, body: said } = await post(body, signature(body));
  expect([status, said.error.details[0].path]).toEqual([400, 'stripe-signature']);
  expect(await events()).toEqual([]);
});

test('the signature is of the body byte for byte, and needs no Origin', async () => {
  const body = '{ "id":"evt_1", "object":"event","type":"x" ,"created":1,"data":{"object":{}}}';
  const { status, body: said } = await post(body, sign(body, SECRET, nowSeconds() - 299));
  expect([status, said]).toEqual([200, { received: true }]);
  expect(await outcomes()).toEqual([['x', 'ignored']]);
});

test('an event of an unknown customer is taken, noted in the log, and changes nothing', async () => {
  const subscription = { ...(await world.pay('pro')), customer: 'cus_other', metadata: {} };
  world.stripe.webhooks.emit('customer.subscription.deleted', subscription);
  await world.stripe.webhooks.settled();
  expect((await outcomes()).at(-1)).toEqual(['customer.subscription.deleted', 'unknown']);
  expect(await world.plan()).toBe('pro');
  expect(world.app.lines.join('')).toContain('of no customer of ours');
});

test('each event is dealt with once', async () => {
  await world.pay('pro');
  const asked = world.stripe.asked.length;
  const before = await events();
  for (const event of world.stripe.webhooks.events) {
    expect(await world.stripe.webhooks.send(event)).toBe(200);
  }
  const twice = world.stripe.webhooks.events[0]!;
  const answers = await Promise.all([1, 2, 3].map(() => world.stripe.webhooks.send(twice)));
  expect(answers).toEqual([200, 200, 200]);
  expect([await events(), world.stripe.asked.length]).toEqual([before, asked]);
});

test('one event that comes several times at once is dealt with once', async () => {
  const { webhooks } = world.stripe;
  webhooks.isAutomatic = false;
  await world.pay('pro');
  const event = webhooks.events.at(-1)!;
  expect(await Promise.all([1, 2, 3].map(() => webhooks.send(event)))).toEqual([200, 200, 200]);
  expect(await outcomes()).toEqual([['checkout.session.completed', 'applied']]);
});

/** What happens to a subscription in a year, one event after another. */
async function history(): Promise<StripeEvent[]> {
  const { state, webhooks } = world.stripe;
  webhooks.isAutomatic = false;
  const subscription = await world.pay('pro');
  tick();
  state.switchTo(subscription, 'price_business');
  tick();
  state.failPayment(subscription);
  tick();
  state.recoverPayment(subscription);
  tick();
  state.setStatus(subscription, 'canceled');
  return webhooks.waiting.splice(0);
}

test.each([
  ['in order', (all: StripeEvent[]) => all],
  ['backwards', (all: StripeEvent[]) => all.toReversed()],
  ['each twice', (all: StripeEvent[]) => all.flatMap((event) => [event, event])],
  ['the end first', (all: StripeEvent[]) => [all.at(-1)!, ...all]],
  ['every second one lost', (all: StripeEvent[]) => all.toReversed().filter((_, n) => n % 2 === 0)],
])('events that come %s come to the same', async (_name, arrange) => {
  const all = await history();
  for (const event of arrange(all)) expect(await world.stripe.webhooks.send(event)).toBe(200);
  expect(await world.plan()).toBe('free');
  expect(world.app.deps.plans.meter.over('2026-03', 0)).toEqual([]);
});

test('an older event that comes late takes nothing back', async () => {
  const { state, webhooks } = world.stripe;
  const subscription = await world.pay('pro');
  webhooks.isAutomatic = false;
  tick();
  state.switchTo(subscription, 'price_business');
  tick();
  state.switchTo(subscription, 'price_pro');
  tick();
  state.switchTo(subscription, 'price_business');
  const [first, second, third] = webhooks.waiting.splice(0);
  await webhooks.send(third!);
  await webhooks.send(second!);
  await webhooks.send(first!);
  expect(await world.plan()).toBe('business');
  expect((await outcomes()).slice(-2).map(([, outcome]) => outcome)).toEqual(['stale', 'stale']);
});

test('of two events of one second Stripe is asked which holds', async () => {
  const { state, webhooks } = world.stripe;
  const subscription = await world.pay('pro');
  webhooks.isAutomatic = false;
  tick();
  state.switchTo(subscription, 'price_business');
  state.switchTo(subscription, 'price_pro');
  state.switchTo(subscription, 'price_business');
  await webhooks.deliver((waiting) => [waiting[2]!, waiting[1]!, waiting[0]!]);
  expect(await world.plan()).toBe('business');
});

test('a cancelled subscription runs to the end of its period', async () => {
  const subscription = await world.pay('pro');
  tick();
  world.stripe.state.cancelAtPeriodEnd(subscription);
  await world.stripe.webhooks.settled();
  expect(await world.billing()).toMatchObject({
    plan: 'pro',
    renews_at: null,
    cancels_at: '2026-04-09T12:00:00.000Z',
  });
});

test.each(['paused', 'canceled'])('a subscription that is %s gives no plan', async (status) => {
  const subscription = await world.pay('pro');
  tick();
  world.stripe.state.setStatus(subscription, status);
  await world.stripe.webhooks.settled();
  expect(await world.plan()).toBe('free');
});

test('a first payment that is not made yet gives no plan', async () => {
  const { state, webhooks } = world.stripe;
  webhooks.isAutomatic = false;
  const subscription = await world.pay('pro');
  webhooks.waiting.splice(0);
  subscription.status = 'incomplete';
  webhooks.emit('customer.subscription.created', subscription);
  const [session] = [...state.sessions.values()];
  session!.payment_status = 'unpaid';
  webhooks.emit('checkout.session.completed', session!);
  await webhooks.deliver();
  expect(await world.plan()).toBe('free');
});

test('a price that is none of ours changes no plan', async () => {
  const subscription = await world.pay('pro');
  tick();
  world.stripe.state.switchTo(subscription, 'price_of_another_product');
  await world.stripe.webhooks.settled();
  expect(await world.plan()).toBe('pro');
});

test('a customer that is deleted at Stripe is on Free again, and may come back', async () => {
  const { customer } = await world.pay('pro');
  tick();
  world.stripe.state.deleteCustomer(customer);
  await world.stripe.webhooks.settled();
  expect(await world.billing()).toMatchObject({ plan: 'free', has_customer: false });
  await world.pay('business');
  expect(await world.plan()).toBe('business');
});

test('while Stripe cannot be asked an event that needs it is refused, so that it comes again', async () => {
  const { state, webhooks } = world.stripe;
  const subscription = await world.pay('pro');
  webhooks.isAutomatic = false;
  tick();
  state.failPayment(subscription);
  const [failed] = webhooks.waiting.splice(0);
  world.stripe.health = 'down';
  expect(await webhooks.send(failed!)).toBe(503);
  expect((await world.billing()).overdue).toBeNull();
  world.stripe.health = 'up';
  expect(await webhooks.send(failed!)).toBe(200);
  expect((await world.billing()).overdue).not.toBeNull();
});

test('what has been paid for is given also while Stripe cannot be asked', async () => {
  const { webhooks } = world.stripe;
  webhooks.isAutomatic = false;
  await world.pay('pro');
  world.stripe.health = 'down';
  expect(await webhooks.send(webhooks.events.at(-1)!)).toBe(200);
  expect(await world.plan()).toBe('pro');
});

/** Another subscription of the organization's customer, past our own checkout. */
function paidAgain(): Subscription {
  const { state } = world.stripe;
  const form = { metadata: { org_id: world.org, plan: 'pro' }, client_reference_id: world.org };
  const items = { line_items: { 0: { price: 'price_pro' } } };
  const data = { subscription_data: { metadata: { org_id: world.org } } };
  const [first] = [...state.subscriptions.values()];
  tick();
  return state.pay(
    state.openSession({ ...form, ...items, ...data, customer: first!.customer }, world.stripe.url),
  )!;
}

test('a second subscription, by whatever way, is cancelled', async () => {
  const first = await world.pay('pro');
  const second = paidAgain();
  await world.stripe.webhooks.settled();
  expect([first.status, second.status]).toEqual(['active', 'canceled']);
  expect(await world.plan()).toBe('pro');
});

test('a second subscription that could not be cancelled is, when its event comes again', async () => {
  const { webhooks } = world.stripe;
  await world.pay('pro');
  webhooks.isAutomatic = false;
  const second = paidAgain();
  const [created] = webhooks.waiting.splice(0);
  world.stripe.refuses = `DELETE /v1/subscriptions/${second.id}`;
  expect(await webhooks.send(created!)).toBe(503);
  world.stripe.refuses = null;
  expect([await webhooks.send(created!), second.status]).toEqual([200, 'canceled']);
  expect((await outcomes()).at(-1)).toEqual(['customer.subscription.created', 'second']);
});

test('a new subscription counts, also when it comes before the end of the former', async () => {
  const { state, webhooks } = world.stripe;
  const first = await world.pay('pro');
  webhooks.isAutomatic = false;
  tick();
  state.setStatus(first, 'canceled');
  const second = paidAgain();
  state.switchTo(second, 'price_business');
  const statuses = await webhooks.deliver((waiting) => waiting.toReversed());
  expect([new Set(statuses), second.status]).toEqual([new Set([200]), 'active']);
  expect(await world.billing()).toMatchObject({ plan: 'business', cancels_at: null });
});

/** What the operator sells to the same customer besides, at Stripe itself. */
function soldBesides(customer: string): Subscription {
  const { state } = world.stripe;
  const items = { line_items: { 0: { price: 'price_of_another_product' } } };
  tick();
  return state.pay(state.openSession({ ...items, customer }, world.stripe.url))!;
}

test('a subscription of the customer for another product is left alone, and is none of ours', async () => {
  const { state, webhooks } = world.stripe;
  const first = await world.pay('pro');
  const other = soldBesides(first.customer);
  await webhooks.settled();
  expect([other.status, await world.plan()]).toEqual(['active', 'pro']);
  tick();
  state.setStatus(first, 'canceled');
  await webhooks.settled();
  tick();
  state.switchTo(other, 'price_of_a_third_product');
  await webhooks.settled();
  tick();
  const again = await world.pay('business');
  expect([other.status, again.status]).toEqual(['active', 'active']);
  expect(await world.plan()).toBe('business');
});

test('of two events of one second that come at once Stripe is asked which holds', async () => {
  const { state, webhooks } = world.stripe;
  const subscription = await world.pay('pro');
  webhooks.isAutomatic = false;
  tick();
  state.switchTo(subscription, 'price_pro');
  state.switchTo(subscription, 'price_business');
  const [before, after] = webhooks.waiting.splice(0);
  expect(await Promise.all([webhooks.send(after!), webhooks.send(before!)])).toEqual([200, 200]);
  expect(await world.plan()).toBe('business');
});

test('a subscription of an organization that is gone is cancelled, when its webhook tells of it', async () => {
  const { webhooks } = world.stripe;
  webhooks.isAutomatic = false;
  const subscription = await world.pay('pro');
  await db().deleteFrom('orgs').execute();
  world.stripe.refuses = `DELETE /v1/subscriptions/${subscription.id}`;
  expect(await webhooks.send(webhooks.waiting[0]!)).toBe(503);
  world.stripe.refuses = null;
  expect(await webhooks.deliver()).toEqual([200, 200, 200]);
  expect(subscription.status).toBe('canceled');
});

test.each([
  ['by another server', { server: 'https://other.example' }, 'price_pro'],
  ['for another product', {}, 'price_of_another_product'],
])('a subscription made %s is left alone', async (_name, metadata, price) => {
  const { state, webhooks } = world.stripe;
  webhooks.isAutomatic = false;
  const subscription = await world.pay('pro');
  await db().deleteFrom('orgs').execute();
  Object.assign(subscription.metadata, metadata);
  state.switchTo(subscription, price);
  expect(await webhooks.deliver()).toEqual([200, 200, 200, 200]);
  expect(subscription.status).toBe('active');
});

test('a payment that fails leaves the plan for 7 days, then takes it until it is made', async () => {
  const { state, webhooks } = world.stripe;
  const subscription = await world.pay('pro');
  const settle = () => world.app.deps.billing.settleOverdue();
  tick();
  const failedAt = world.clock.now;
  state.failPayment(subscription);
  await webhooks.settled();
  const ends = new Date(failedAt + 7 * DAY_MS).toISOString();
  expect(await world.billing()).toMatchObject({
    plan: 'pro',
    overdue: { since: new Date(failedAt).toISOString(), grace_ends_at: ends },
    notice: { kind: 'overdue', grace_ends_at: ends },
  });
  // Stripe tries again in between, in vain.
  tick(3 * 86_400);
  state.failPayment(subscription);
  await webhooks.settled();
  world.clock.now = failedAt + 7 * DAY_MS - 1;
  await settle();
  expect(await world.plan()).toBe('pro');
  world.clock.now += 1;
  await settle();
  expect(await world.billing()).toMatchObject({ plan: 'free', notice: { kind: 'grace_ended' } });
  tick();
  state.recoverPayment(subscription);
  await webhooks.settled();
  expect(await world.billing()).toMatchObject({ plan: 'pro', overdue: null, notice: null });
});

test('owners are mailed when a payment fails, before the grace ends, and when it has', async () => {
  const subscription = await world.pay('pro');
  const mails = () =>
    world.app.lines.flatMap((line) => {
      const { mail, to } = JSON.parse(line);
      return String(mail).startsWith('overdue') ? [[mail, to]] : [];
    });
  const settle = async () => {
    await world.app.deps.billing.settleOverdue();
    await world.app.deps.mailer.settled();
  };
  tick();
  const failedAt = world.clock.now;
  world.stripe.state.failPayment(subscription);
  await world.stripe.webhooks.settled();
  await settle();
  await settle();
  expect(mails()).toEqual([['overdue-failed', 'ann@example.com']]);
  world.clock.now = failedAt + 5 * DAY_MS;
  await settle();
  await settle();
  world.clock.now = failedAt + 7 * DAY_MS;
  await settle();
  await settle();
  expect(mails().map(([kind]) => kind)).toEqual([
    'overdue-failed',
    'overdue-reminder',
    'overdue-ended',
  ]);
});

test('an owner who has not confirmed his address is not mailed of an overdue payment', async () => {
  const mails = await startMailServer();
  await world.close();
  world = await openBillingApp({ SMTP_URL: mails.url });
  const subscription = await world.pay('pro');
  await mails.next();
  tick();
  world.stripe.state.failPayment(subscription);
  await world.stripe.webhooks.settled();
  await world.app.deps.billing.settleOverdue();
  await world.app.deps.mailer.settled();
  expect(mails.mails).toHaveLength(1);
  await mails.close();
});
