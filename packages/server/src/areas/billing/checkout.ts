/** From a plan that somebody wants to the page of Stripe on which he pays for it. */
import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import type { OrgPlan } from '@purestat/vocabulary';
import { AppError } from '../../errors.ts';
import { planName, rankOf } from '../plans/index.ts';
import { billingUrl, nowIso, type BillingParts } from './parts.ts';
import * as queries from './queries.ts';
import type { Account } from './queries.ts';
import { asking, nullIfMissing, type PaidPlan } from './stripe-client.ts';
import { idOf, isLive, isOverdue } from './subscription.ts';
import { Turns } from './turns.ts';

export interface Customer {
  orgId: string;
  orgName: string;
  plan: OrgPlan;
  /** Of whoever pays, for the receipt. */
  email: string;
}

const IN_PORTAL = 'under Manage Billing';

export class Checkout {
  readonly #parts: BillingParts;
  /** Two tabs at once get the same session. */
  readonly #turns = new Turns();

  constructor(parts: BillingParts) {
    this.#parts = parts;
  }

  /**
   * An organization without a subscription gets a session of Stripe's checkout, the same one as long
   * as it is open: it can be paid once, in however many tabs it stands. One with a subscription gets
   * the page that asks whether to raise it.
   * @returns the page's address
   * @throws AppError CONFLICT for the plan it is on, for a smaller one, and while a payment is overdue;
   * UNAVAILABLE
   */
  start(customer: Customer, plan: PaidPlan): Promise<string> {
    return this.#turns.run(customer.orgId, async () => {
      const { db } = this.#parts;
      const now = nowIso(this.#parts);
      const account = await queries.ensureAccount(db, customer.orgId, now);
      if (account === undefined) throw new AppError('NOT_FOUND');
      if (isLive(account.status)) return this.#raise(customer, account, plan);
      return (await this.#openSession(account, plan)) ?? this.#newSession(customer, account, plan);
    });
  }

  /**
   * Closes the account's checkout, so that nobody pays in it any more.
   * @returns the subscription that was paid for in it before; its webhook may be on its way
   * @throws AppError UNAVAILABLE, also when it is being paid just now
   */
  async close({ checkout_id }: Account): Promise<string | null> {
    if (checkout_id === null) return null;
    const { sessions } = this.#parts.stripe.api.checkout;
    const session = await asking(() => sessions.retrieve(checkout_id).catch(nullIfMissing));
    if (session?.status === 'open') await asking(() => sessions.expire(checkout_id));
    return idOf(session?.subscription);
  }

  /** @throws AppError CONFLICT before the first payment, UNAVAILABLE */
  async portal(customer: Omit<Customer, 'email'>): Promise<string> {
    const account = await queries.accountOf(this.#parts.db, customer.orgId);
    if (account?.customer_id == null) {
      throw new AppError(
        'CONFLICT',
        `${customer.orgName} has paid for nothing yet, so there is nothing to manage. Choose a plan first.`,
      );
    }
    return this.#portalSession(account);
  }

  #raise({ orgName }: Customer, account: Account, plan: PaidPlan): Promise<string> {
    const present = account.plan ?? 'free';
    if (isOverdue(account.status)) {
      throw new AppError(
        'CONFLICT',
        `A payment of ${orgName} is overdue. Pay it ${IN_PORTAL} first.`,
      );
    }
    if (plan === present) {
      throw inTheWay(`${orgName} is on the plan ${planName(plan)} already.`);
    }
    if (rankOf(plan) < rankOf(present)) {
      throw inTheWay(
        `The plan ${planName(plan)} is smaller than ${planName(present)}; change to it ${IN_PORTAL}.`,
      );
    }
    return this.#portalSession(account, plan);
  }

  /** @param raiseTo leads to the question whether to change to that plan */
  #portalSession(account: Account, raiseTo?: PaidPlan): Promise<string> {
    const { stripe, baseUrl } = this.#parts;
    return asking(async () => {
      const flow_data = raiseTo && (await this.#raiseFlow(account, raiseTo));
      const session = await stripe.api.billingPortal.sessions.create({
        customer: account.customer_id!,
        return_url: billingUrl(baseUrl, account.org_id),
        ...(flow_data && { flow_data }),
      });
      return session.url;
    });
  }

  async #raiseFlow({ org_id, subscription_id }: Account, plan: PaidPlan) {
    const { stripe, baseUrl } = this.#parts;
    const subscription = subscription_id!;
    const { items } = await stripe.api.subscriptions.retrieve(subscription);
    const item = { id: items.data[0]!.id, price: stripe.prices[plan], quantity: 1 };
    const return_url = `${billingUrl(baseUrl, org_id)}?raised=${plan}`;
    return {
      type: 'subscription_update_confirm' as const,
      subscription_update_confirm: { subscription, items: [item] },
      after_completion: { type: 'redirect' as const, redirect: { return_url } },
    };
  }

  /** @returns the address of the session that is open for that plan; one for another plan is closed */
  async #openSession(account: Account, plan: PaidPlan): Promise<string | null> {
    const { checkout_id, checkout_plan } = account;
    if (checkout_id === null) return null;
    const { sessions } = this.#parts.stripe.api.checkout;
    const session = await asking(() => sessions.retrieve(checkout_id).catch(nullIfMissing));
    if (session?.status === 'complete') {
      throw new AppError('CONFLICT', 'A payment has just been made; the plan changes in a moment.');
    }
    if (session?.status !== 'open') return null;
    if (checkout_plan === plan && typeof session.url === 'string') return session.url;
    await asking(() => sessions.expire(checkout_id).catch(nullIfMissing));
    return null;
  }

  async #newSession(customer: Customer, account: Account, plan: PaidPlan): Promise<string> {
    const { db, stripe } = this.#parts;
    const count = account.checkout_count + 1;
    const params = this.#sessionParams(customer, account, plan);
    // Asked again after a failure, in which nobody knows whether Stripe made it, it is the same one.
    const idempotencyKey = `purestat-${customer.orgId}-${count}-${digest(params)}`;
    const session = await asking(() =>
      stripe.api.checkout.sessions.create(params, { idempotencyKey }),
    );
    await queries.updateAccount(db, customer.orgId, {
      checkout_id: session.id,
      checkout_plan: plan,
      checkout_count: count,
      reconciled_at: nowIso(this.#parts),
    });
    return session.url!;
  }

  #sessionParams(
    { orgId, email }: Customer,
    account: Account,
    plan: PaidPlan,
  ): Stripe.Checkout.SessionCreateParams {
    const { stripe, baseUrl } = this.#parts;
    const page = billingUrl(baseUrl, orgId);
    const metadata = { org_id: orgId, plan, server: baseUrl };
    return {
      mode: 'subscription',
      line_items: [{ price: stripe.prices[plan], quantity: 1 }],
      client_reference_id: orgId,
      metadata,
      subscription_data: { metadata },
      ...(account.customer_id === null
        ? { customer_email: email }
        : { customer: account.customer_id }),
      success_url: `${page}?paid=${plan}`,
      cancel_url: page,
    };
  }
}

const inTheWay = (message: string) =>
  new AppError('CONFLICT', message, { details: [{ path: 'plan', message }] });

const digest = (params: object): string =>
  createHash('sha256').update(JSON.stringify(params)).digest('hex').slice(0, 16);
