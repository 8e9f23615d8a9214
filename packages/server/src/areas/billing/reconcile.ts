/** Holds what is known against what Stripe knows, for webhooks get lost. */
import { isDeepStrictEqual } from 'node:util';
import type { Stripe } from 'stripe';
import { applyInTurn } from './accounts.ts';
import { announce, nowIso, type BillingParts } from './parts.ts';
import * as queries from './queries.ts';
import type { Account } from './queries.ts';
import { asking, describeFailure, nullIfMissing } from './stripe-client.ts';
import {
  hasEnded,
  idOf,
  isLive,
  readSubscription,
  type SubscriptionState,
} from './subscription.ts';

const DAILY_MS = 24 * 3_600_000;
/** How long a checkout may take before it is looked at whether it was paid. */
const CHECKOUT_MS = 3_600_000;
/** Events of the last minute are still on their way, and our clock is not Stripe's. */
const MARGIN_MS = 60_000;

const MAX_LOOKS = 3;

/** How many of a customer's subscriptions are looked at, the newest. */
const SUBSCRIPTIONS = 20;

export class Reconciliation {
  readonly #parts: BillingParts;

  constructor(parts: BillingParts) {
    this.#parts = parts;
  }

  /** Each account once a day; those with an unfinished checkout each hour. */
  async runDue(): Promise<void> {
    const { db, clock, log } = this.#parts;
    const before = (ms: number): string => new Date(clock.nowMs() - ms).toISOString();
    const due = await queries.accountsToReconcile(db, before(DAILY_MS), before(CHECKOUT_MS));
    for (const account of due) {
      try {
        await this.run(account);
      } catch (error) {
        log.error(
          { org: account.org_id, ...describeFailure((error as Error).cause ?? error) },
          'An account could not be held against Stripe; it is tried again in an hour',
        );
      }
    }
  }

  /**
   * @param looks how often Stripe is asked where webhooks come meanwhile; then it is left to the next run
   * @throws AppError UNAVAILABLE when Stripe does not answer
   */
  async run(known: Account, looks = MAX_LOOKS): Promise<void> {
    const { db, clock, log } = this.#parts;
    const found = await asking(() => this.#look(known));
    const now = nowIso(this.#parts);
    const done = await db.transaction().execute(async (trx) => {
      const account = await queries.accountOf(trx, known.org_id);
      if (account === undefined) return { change: null };
      if (!isSame(account, known)) return { newer: account };
      const changes = { reconciled_at: now, ...(found.isCheckoutOver && NO_CHECKOUT) };
      await queries.updateAccount(trx, account.org_id, changes);
      const at = Math.floor((clock.nowMs() - MARGIN_MS) / 1_000);
      return { change: await applyInTurn(trx, known.org_id, found.states, { at, now }) };
    });
    // What was told meanwhile may be newer than what was found.
    if (done.newer !== undefined) return looks > 1 ? this.run(done.newer, looks - 1) : undefined;
    const { change } = done;
    if (change) log.warn({ org: known.org_id }, 'A webhook of Stripe was lost; healed');
    announce(this.#parts, change);
  }

  async #look(account: Account) {
    const session = await this.#session(account);
    const isCheckoutOver = account.checkout_id !== null && session?.status !== 'open';
    const customer = account.customer_id ?? idOf(session?.customer);
    const states = customer === null ? [] : await this.#subscriptions(account, customer);
    return { isCheckoutOver, states };
  }

  async #session({ checkout_id: id }: Account): Promise<Stripe.Checkout.Session | null> {
    if (id === null) return null;
    const { sessions } = this.#parts.stripe.api.checkout;
    return sessions.retrieve(id).catch(nullIfMissing);
  }

  /** The one that is known; once it has ended, also another that runs, after it. */
  async #subscriptions(account: Account, customer: string): Promise<SubscriptionState[]> {
    const { api, prices } = this.#parts.stripe;
    const { data } = await api.subscriptions.list({
      customer,
      status: 'all',
      limit: SUBSCRIPTIONS,
    });
    const states = data.map((subscription) => readSubscription(subscription, prices));
    const own = states.find(({ id }) => id === account.subscription_id);
    if (own !== undefined && !hasEnded(own.status)) return [own];
    // What Stripe has no more is over.
    const ended = own ?? this.#vanished(account, customer);
    const live = states.find(({ status, plan }) => isLive(status) && plan !== null);
    return [ended, live].filter((state) => state != null);
  }

  #vanished(account: Account, customerId: string): SubscriptionState | null {
    if (account.subscription_id === null) return null;
    const { subscription_id: id, plan } = account;
    return { id, customerId, status: 'canceled', plan, periodEndsAt: null, cancelsAt: null };
  }
}

/** Whoever else has looked at it meanwhile has found no less. */
const isSame = (account: Account, known: Account): boolean =>
  isDeepStrictEqual({ ...account, reconciled_at: '' }, { ...known, reconciled_at: '' });

const NO_CHECKOUT = { checkout_id: null, checkout_plan: null };
