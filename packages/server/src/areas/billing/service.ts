/** What an organization's people see of its billing, and the way to Stripe. */
import type { Billing as BillingState, OrgPlan } from '@purestat/vocabulary';
import type { OrgAccess } from '../../access/index.ts';
import { AppError } from '../../errors.ts';
import { Checkout } from './checkout.ts';
import { StripeEvents } from './events.ts';
import { noticeOf } from './notice.ts';
import { Overdue } from './overdue.ts';
import { nowIso, type BillingParts } from './parts.ts';
import * as queries from './queries.ts';
import { Reconciliation } from './reconcile.ts';
import { cancelSubscription, type PaidPlan, type StripeGateway } from './stripe-client.ts';
import { graceEndsAt, isLive } from './subscription.ts';
import type { Plans } from '../plans/index.ts';

export interface BillingOptions extends Omit<BillingParts, 'stripe' | 'meter'> {
  /** Null: billing is off. */
  stripe: StripeGateway | null;
  plans: Plans;
}

interface Online {
  stripe: StripeGateway;
  events: StripeEvents;
  checkout: Checkout;
  reconciliation: Reconciliation;
  overdue: Overdue;
}

export class Billing {
  readonly #options: BillingOptions;
  readonly #online: Online | null;

  constructor(options: BillingOptions) {
    this.#options = options;
    const { stripe, plans } = options;
    this.#online = stripe && online({ ...options, stripe, meter: plans.meter });
  }

  async of(org: OrgAccess): Promise<BillingState> {
    const account = await queries.accountOf(this.#options.db, org.id);
    const usage = await this.#options.plans.usageOf(org);
    const isOn = this.#online !== null;
    const isRunning = isOn && account !== undefined && isLive(account.status);
    return {
      enabled: isOn,
      plan: org.plan,
      can_manage: isOn && org.role === 'owner',
      has_customer: isOn && account?.customer_id != null,
      renews_at: isRunning && account.cancels_at === null ? account.period_ends_at : null,
      cancels_at: isRunning ? account.cancels_at : null,
      overdue:
        isRunning && account.past_due_since !== null
          ? { since: account.past_due_since, grace_ends_at: graceEndsAt(account)! }
          : null,
      notice: isOn ? noticeOf(org.plan, usage, account, nowIso(this.#options)) : null,
      usage,
    };
  }

  /** @throws AppError NOT_FOUND where billing is off, CONFLICT, UNAVAILABLE */
  checkout(org: OrgAccess, email: string, plan: PaidPlan): Promise<string> {
    return this.#on().checkout.start({ ...customerOf(org), email }, plan);
  }

  /** @throws AppError NOT_FOUND where billing is off, CONFLICT, UNAVAILABLE */
  async portal(org: OrgAccess): Promise<string> {
    return this.#on().checkout.portal(customerOf(org));
  }

  /**
   * Asks Stripe how things stand, for somebody who has paid and sees nothing of it.
   * @throws AppError NOT_FOUND where billing is off, UNAVAILABLE
   */
  async refresh(orgId: string): Promise<void> {
    const { reconciliation } = this.#on();
    const account = await queries.accountOf(this.#options.db, orgId);
    if (account !== undefined) await reconciliation.run(account);
  }

  /** @throws AppError NOT_FOUND where billing is off, VALIDATION_ERROR, UNAVAILABLE */
  async receiveEvent(body: string, signature: string | undefined): Promise<void> {
    await this.#on().events.receive(body, signature);
  }

  /**
   * Ends the subscription of an organization that is about to be deleted: nobody could end it later.
   * @throws AppError UNAVAILABLE, and the organization has to stay
   */
  async endFor(orgId: string): Promise<void> {
    const account = await queries.accountOf(this.#options.db, orgId);
    if (this.#online === null || account === undefined) return;
    const { stripe, checkout } = this.#online;
    const paid = await checkout.close(account);
    if (paid !== null) await cancelSubscription(stripe, paid);
    const { subscription_id, status } = account;
    if (subscription_id === null || !isLive(status)) return;
    await cancelSubscription(stripe, subscription_id);
  }

  /** For the jobs. */
  async reconcile(): Promise<void> {
    await this.#online?.reconciliation.runDue();
  }

  /** For the jobs. */
  async settleOverdue(): Promise<void> {
    await this.#online?.overdue.run();
  }

  #on(): Online {
    if (this.#online !== null) return this.#online;
    throw new AppError(
      'NOT_FOUND',
      'Billing is off on this server: nothing is limited, and nothing to pay.',
    );
  }
}

const customerOf = ({ id, name, plan }: { id: string; name: string; plan: OrgPlan }) => ({
  orgId: id,
  orgName: name,
  plan,
});

function online(parts: BillingParts): Online {
  return {
    stripe: parts.stripe,
    events: new StripeEvents(parts),
    checkout: new Checkout(parts),
    reconciliation: new Reconciliation(parts),
    overdue: new Overdue(parts),
  };
}
