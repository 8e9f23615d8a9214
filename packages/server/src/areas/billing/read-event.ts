/** What an event of Stripe's says; where it alone cannot tell, Stripe is asked how things are now. */
import type { Stripe } from 'stripe';
import type { BillingParts } from './parts.ts';
import * as queries from './queries.ts';
import type { Account } from './queries.ts';
import { asking, describeFailure, isMissing, type PaidPlan } from './stripe-client.ts';
import {
  idOf,
  isLive,
  isOverdue,
  readSubscription,
  type SubscriptionState,
} from './subscription.ts';

/** What an event says, once Stripe has been asked for what it does not say itself. */
export interface Said {
  customerId: string | null;
  /** As our own checkout wrote it down; of another product's payments it is something else. */
  orgId: string | null;
  state: SubscriptionState | null;
  /** The customer is no more. */
  isGone?: boolean;
}

export class EventReader {
  readonly #parts: BillingParts;

  constructor(parts: BillingParts) {
    this.#parts = parts;
  }

  /** @returns null for what is nothing to us @throws AppError UNAVAILABLE */
  async read(event: Stripe.Event): Promise<Said | null> {
    switch (event.type) {
      case 'checkout.session.completed':
      case 'checkout.session.async_payment_succeeded':
        return this.#readSession(event.data.object);
      case 'customer.subscription.created':
      case 'customer.subscription.updated':
      case 'customer.subscription.deleted':
      case 'customer.subscription.paused':
      case 'customer.subscription.resumed':
        return this.#readSubscription(event, event.data.object);
      case 'invoice.payment_failed':
      case 'invoice.paid':
      case 'invoice.payment_succeeded':
        return this.#readInvoice(event, event.data.object);
      case 'customer.deleted':
        return { customerId: event.data.object.id, orgId: null, state: null, isGone: true };
      default:
        return null;
    }
  }

  async #readSession(session: Stripe.Checkout.Session): Promise<Said | null> {
    const subscriptionId = idOf(session.subscription);
    const customerId = idOf(session.customer);
    if (subscriptionId === null || customerId === null) return null;
    const orgId = session.client_reference_id ?? session.metadata?.['org_id'] ?? null;
    // A payment that takes days is not one yet; the session that says so comes when it is.
    const plan = session.payment_status === 'unpaid' ? null : planNamed(session.metadata?.['plan']);
    const told: SubscriptionState | null = plan && {
      id: subscriptionId,
      customerId,
      status: 'active',
      plan,
      periodEndsAt: null,
      cancelsAt: null,
    };
    // What has been paid for is given, also while Stripe cannot be asked: the rest is learnt later.
    const asked = await this.ask(subscriptionId).catch((error: unknown) => {
      if (told === null) throw error;
      return null;
    });
    return { customerId, orgId, state: asked ?? told };
  }

  async #readSubscription(event: Stripe.Event, subscription: Stripe.Subscription): Promise<Said> {
    const { db, stripe } = this.#parts;
    const told = readSubscription(subscription, stripe.prices);
    const { customerId } = told;
    const account = await queries.accountOfCustomer(db, customerId);
    const isKnown = account?.subscription_id === told.id;
    // Of two events of one second nobody can say which came first; and of a subscription that is
    // heard of for the first time the end may have come before its beginning.
    const isAmbiguous = isKnown ? account.stripe_at === event.created : isLive(told.status);
    const asked = isAmbiguous ? await this.ask(told.id) : null;
    return { customerId, orgId: subscription.metadata?.['org_id'] ?? null, state: asked ?? told };
  }

  async #readInvoice(event: Stripe.Event, invoice: Stripe.Invoice): Promise<Said | null> {
    const customerId = idOf(invoice.customer);
    const subscriptionId = subscriptionOf(invoice);
    if (customerId === null || subscriptionId === null) return null;
    const orgId = invoice.parent?.subscription_details?.metadata?.['org_id'] ?? null;
    const asked = await this.ask(subscriptionId);
    if (asked !== null) return { customerId, orgId, state: asked };
    const account = await queries.accountOfCustomer(this.#parts.db, customerId);
    const state = account?.subscription_id === subscriptionId ? toldBy(event, account) : null;
    return { customerId, orgId, state };
  }

  /**
   * @returns the subscription as it is now; null when Stripe does not have it any more
   * @throws AppError UNAVAILABLE when Stripe does not answer
   */
  async ask(subscriptionId: string): Promise<SubscriptionState | null> {
    const { stripe, log } = this.#parts;
    try {
      return readSubscription(
        await stripe.api.subscriptions.retrieve(subscriptionId),
        stripe.prices,
      );
    } catch (error) {
      if (!isMissing(error)) return asking(() => Promise.reject(error));
      log.warn(describeFailure(error), 'Stripe does not have the subscription that it told of');
      return null;
    }
  }
}

const planNamed = (name: string | undefined): PaidPlan | null =>
  name === 'pro' || name === 'business' ? name : null;

/** Newer versions of Stripe's interface say it in one place, older ones in another. */
function subscriptionOf(invoice: Stripe.Invoice): string | null {
  const older = (invoice as { subscription?: string | { id: string } | null }).subscription;
  return idOf(invoice.parent?.subscription_details?.subscription ?? older);
}

/** What an invoice alone says of a subscription that is known. */
function toldBy(event: Stripe.Event, account: Account): SubscriptionState {
  const state = { ...asEnded(account), customerId: account.customer_id! };
  if (event.type === 'invoice.payment_failed') return { ...state, status: 'past_due' };
  return { ...state, status: isOverdue(account.status) ? 'active' : (account.status ?? 'active') };
}

/** The account’s subscription, over. */
export function asEnded(account: Account) {
  return {
    id: account.subscription_id ?? '',
    status: 'canceled',
    plan: account.plan,
    periodEndsAt: account.period_ends_at,
    cancelsAt: account.cancels_at,
  };
}
