/**
 * Stripe's events. Each is dealt with once, in any order: an event that is older than what is known
 * changes nothing. Nothing is noted as dealt with before what it asks for is done.
 */
import type { Stripe } from 'stripe';
import { AppError } from '../../errors.ts';
import { applySubscription, outcomeFor, type Outcome, type PlanChange } from './accounts.ts';
import { announce, nowIso, type BillingParts } from './parts.ts';
import * as queries from './queries.ts';
import type { Account } from './queries.ts';
import { asEnded, EventReader, type Said } from './read-event.ts';
import { asking, cancelSubscription, nullIfMissing } from './stripe-client.ts';
import { idOf, isLive, readSubscription, type SubscriptionState } from './subscription.ts';
import { Turns } from './turns.ts';

/** How old a signature may be, seconds: past it an event could be a recording. */
const TOLERANCE_SECONDS = 300;

type EventOutcome = Outcome | 'ignored' | 'unknown' | 'gone';

export class StripeEvents {
  readonly #parts: BillingParts;
  readonly #reader: EventReader;
  readonly #turns = new Turns();
  readonly #turnsOfCustomers = new Turns();

  constructor(parts: BillingParts) {
    this.#parts = parts;
    this.#reader = new EventReader(parts);
  }

  /**
   * @param body as it came, byte for byte
   * @throws AppError VALIDATION_ERROR when Stripe has not signed it, UNAVAILABLE when Stripe has to be
   * asked and does not answer: it sends the event again then
   */
  async receive(body: string, signature: string | undefined): Promise<void> {
    const event = this.#verified(body, signature);
    if (await queries.hasEvent(this.#parts.db, event.id)) return;
    // One after another for each customer: whether an event says enough depends on those before it.
    await this.#turnsOfCustomers.run(customerIn(event), async () => {
      const said = await this.#reader.read(event);
      // And for each organization: what is found out before the commit holds in it.
      await this.#turns.run(said?.orgId ?? said?.customerId ?? '', () => this.#settle(event, said));
    });
  }

  async #settle(event: Stripe.Event, said: Said | null): Promise<void> {
    const { db, log } = this.#parts;
    if (await queries.hasEvent(db, event.id)) return;
    // Before the event is noted, so that it comes again when Stripe does not answer now.
    const ended = said && (await this.#clear(said));
    const outcome = await this.#commit(event, said, ended);
    if (outcome !== 'unknown') return;
    log.warn({ event: event.id, type: event.type }, 'An event of Stripe is of no customer of ours');
  }

  /**
   * Cancels what must not go on: a second subscription of one organization, and one of an organization
   * that is gone. What stands in the way of a new one may have ended without a word so far.
   * @returns the end of the account's former subscription, which comes before what is said
   * @throws AppError UNAVAILABLE
   */
  async #clear(said: Said): Promise<SubscriptionState | null> {
    const { db } = this.#parts;
    const { state, orgId } = said;
    if (state === null || !isLive(state.status)) return null;
    const account = await this.#known(db, said);
    if (account === undefined) {
      if (orgId !== null) await this.#cancelOrphan(state.id, orgId);
      return null;
    }
    if (outcomeFor(account, state, 0) !== 'second') return null;
    const present = await this.#reader.ask(account.subscription_id!);
    if (present === null) return { ...asEnded(account), customerId: state.customerId };
    if (!isLive(present.status)) return present;
    await this.#cancel(state.id, 'A second subscription of one organization');
    return null;
  }

  /** Only what our own checkout made, on this server: others may share the Stripe account. */
  async #cancelOrphan(subscriptionId: string, orgId: string): Promise<void> {
    const { db, stripe, baseUrl } = this.#parts;
    if (await queries.hasOrg(db, orgId)) return;
    const found = await asking(() =>
      stripe.api.subscriptions.retrieve(subscriptionId).catch(nullIfMissing),
    );
    if (found === null) return;
    const { org_id, server } = found.metadata;
    if (org_id !== orgId || server !== baseUrl) return;
    const { status, plan } = readSubscription(found, stripe.prices);
    if (plan === null || !isLive(status)) return;
    await this.#cancel(subscriptionId, 'A subscription of an organization that is gone');
  }

  async #cancel(subscription: string, what: string): Promise<void> {
    const { stripe, log } = this.#parts;
    await cancelSubscription(stripe, subscription);
    log.error({ subscription }, `${what} is cancelled; refund it at Stripe`);
  }

  #verified(body: string, signature: string | undefined): Stripe.Event {
    const { stripe, clock } = this.#parts;
    try {
      return stripe.api.webhooks.constructEvent(
        body,
        signature ?? '',
        stripe.webhookSecret,
        TOLERANCE_SECONDS,
        undefined,
        clock.nowMs(),
      );
    } catch {
      const message = `must be Stripe’s signature of this body, not older than ${TOLERANCE_SECONDS} seconds`;
      throw new AppError('VALIDATION_ERROR', `stripe-signature: ${message}`, {
        details: [{ path: 'stripe-signature', message }],
      });
    }
  }

  /**
   * @param ended applied before what is said
   * @returns null when another process has dealt with the event meanwhile
   */
  async #commit(
    event: Stripe.Event,
    said: Said | null,
    ended: SubscriptionState | null,
  ): Promise<EventOutcome | null> {
    const { db } = this.#parts;
    const now = nowIso(this.#parts);
    const { id, type, created } = event;
    let change: PlanChange | null = null;
    const onChange = (next: PlanChange | null) => (change = next ?? change);
    const outcome = await db.transaction().execute(async (trx) => {
      const row = { id, type, created, outcome: 'ignored', received_at: now };
      if (!(await queries.noteEvent(trx, row))) return null;
      if (said === null) return 'ignored';
      let account = await this.#accountOf(trx, said, now);
      if (account !== undefined && ended !== null) {
        const at = Math.max(created, account.stripe_at);
        onChange((await applySubscription(trx, account, ended, { at, now })).change);
        account = await queries.accountOf(trx, account.org_id);
      }
      const done =
        account === undefined
          ? ('unknown' as const)
          : await this.#apply(trx, account, said, created, onChange);
      await queries.setOutcome(trx, id, done);
      return done;
    });
    announce(this.#parts, change);
    return outcome;
  }

  async #accountOf(trx: BillingParts['db'], said: Said, now: string) {
    const known = await this.#known(trx, said);
    if (known !== undefined || said.orgId === null) return known;
    return queries.ensureAccount(trx, said.orgId, now);
  }

  /** The account as it is, if there is one. */
  async #known(db: BillingParts['db'], { customerId, orgId }: Said): Promise<Account | undefined> {
    const ofCustomer = customerId && (await queries.accountOfCustomer(db, customerId));
    if (ofCustomer) return ofCustomer;
    return orgId === null ? undefined : queries.accountOf(db, orgId);
  }

  async #apply(
    trx: BillingParts['db'],
    account: Account,
    { state, isGone }: Said,
    at: number,
    onChange: (change: PlanChange | null) => void,
  ): Promise<EventOutcome> {
    const now = nowIso(this.#parts);
    if (isGone) {
      const gone = { ...asEnded(account), customerId: account.customer_id! };
      onChange((await applySubscription(trx, account, gone, { at, now })).change);
      await queries.updateAccount(trx, account.org_id, { customer_id: null });
      return 'gone';
    }
    if (state === null) return 'ignored';
    const applied = await applySubscription(trx, account, state, { at, now });
    onChange(applied.change);
    return applied.outcome;
  }
}

/** @returns the customer's id; of what has none its own, which the customer's own event has too */
function customerIn({ data }: Stripe.Event): string {
  const { customer, id } = data.object as { customer?: string | { id: string }; id?: string };
  return idOf(customer) ?? id ?? '';
}
