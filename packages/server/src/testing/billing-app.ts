/** The HTTP app with a local Stripe behind it, whose webhooks reach it, and a clock that tests set. */
import type { Billing, OrgPlan } from '@purestat/vocabulary';
import { openTestApp, type Answer, type TestApp } from './http-app.ts';
import { STRIPE_ENV } from './stripe-env.ts';
import { FakeStripe } from './stripe/server.ts';
import type { Subscription } from './stripe/state.ts';

export interface BillingApp {
  app: TestApp;
  stripe: FakeStripe;
  clock: { now: number; nowMs(): number };
  /** The owner's session, and the organization's id. */
  ann: string;
  org: string;
  checkout(plan: string, as?: string): Promise<Answer>;
  /** Goes through checkout and pays. */
  pay(plan: 'pro' | 'business'): Promise<Subscription>;
  portal(as?: string): Promise<Answer>;
  plan(): Promise<OrgPlan>;
  billing(): Promise<Billing>;
  close(): Promise<void>;
}

export async function openBillingApp(env: Record<string, string> = {}): Promise<BillingApp> {
  const clock = { now: Date.parse('2026-03-10T12:00:00Z'), nowMs: () => clock.now };
  const stripe = await new FakeStripe({
    secretKey: STRIPE_ENV.STRIPE_SECRET_KEY,
    webhookSecret: STRIPE_ENV.STRIPE_WEBHOOK_SECRET,
    prices: [STRIPE_ENV.STRIPE_PRICE_PRO, STRIPE_ENV.STRIPE_PRICE_BUSINESS],
    nowMs: clock.nowMs,
    async carry(body, signature) {
      const headers = { 'stripe-signature': signature };
      return (await app.ask('POST', '/api/stripe/webhook', { body, headers })).status;
    },
  }).listen();
  const app = await openTestApp({
    env: { ...STRIPE_ENV, STRIPE_API_BASE: stripe.url, ...env },
    deps: { clock },
    stripeTimeoutMs: 200,
  });
  const ann = await app.register('ann');
  const body = { name: 'Acme' };
  const org = (await app.ask('POST', '/api/org', { as: ann, body })).body.org.id;
  const checkout = (plan: string, as = ann) =>
    app.ask('POST', '/api/stripe/checkout', { as, body: { org_id: org, plan } });
  return {
    app,
    stripe,
    clock,
    ann,
    org,
    checkout,
    async pay(plan) {
      const { checkout_url: url } = (await checkout(plan)).body;
      const session = stripe.state.sessions.get(url.split('/').at(-1))!;
      const subscription = stripe.state.pay(session)!;
      await stripe.webhooks.settled();
      return subscription;
    },
    portal: (as = ann) => app.ask('POST', '/api/stripe/portal', { as, body: { org_id: org } }),
    plan: async () => (await app.ask('GET', `/api/org/${org}`, { as: ann })).body.org.plan,
    billing: async () =>
      (await app.ask('GET', `/api/org/${org}/billing`, { as: ann })).body.billing,
    async close() {
      await stripe.close();
      await app.close();
    },
  };
}
