/** Brings what Stripe says of a subscription into the account and the plan in force: the one place that does. */
import type { Kysely } from 'kysely';
import type { OrgPlan } from '@purestat/vocabulary';
import { recordAudit, SYSTEM } from '../../access/index.ts';
import type { Schema } from '../../db/index.ts';
import * as queries from './queries.ts';
import type { Account } from './queries.ts';
import {
  hasEnded,
  isLive,
  isOverdue,
  planInForce,
  type SubscriptionState,
} from './subscription.ts';

type Trx = Kysely<Schema>;

/**
 * `applied`; `stale`: something newer has been; `other`: of a subscription that does not count, or no
 * longer; `second`: a live one beside a live one, which must be cancelled.
 */
export type Outcome = 'applied' | 'stale' | 'other' | 'second';

export interface PlanChange {
  orgId: string;
  before: OrgPlan;
  after: OrgPlan;
}

export interface Applied {
  outcome: Outcome;
  change: PlanChange | null;
}

/**
 * @param at Stripe's time of what it says, seconds
 * @param now ISO
 */
export async function applySubscription(
  trx: Trx,
  account: Account,
  state: SubscriptionState,
  { at, now }: { at: number; now: string },
): Promise<Applied> {
  const outcome = outcomeFor(account, state, at);
  if (outcome !== 'applied') return { outcome, change: null };
  const isSame = account.subscription_id === state.id;
  const overdueSince = isSame && isOverdue(account.status) ? account.past_due_since : null;
  const since = isOverdue(state.status)
    ? (overdueSince ?? new Date(at * 1_000).toISOString())
    : null;
  const next: Account = {
    ...account,
    customer_id: state.customerId,
    subscription_id: state.id,
    status: state.status,
    // A price that is none of ours changes no plan.
    plan: state.plan ?? (isSame ? account.plan : null),
    period_ends_at: state.periodEndsAt ?? (isSame ? account.period_ends_at : null),
    cancels_at: hasEnded(state.status) ? null : state.cancelsAt,
    past_due_since: since,
    past_due_mails: since === null ? 0 : account.past_due_mails,
    stripe_at: Math.max(at, isSame ? account.stripe_at : 0),
    ...(isLive(state.status) && { checkout_id: null, checkout_plan: null }),
  };
  const { org_id, ...changes } = next;
  await queries.updateAccount(trx, org_id, changes);
  return { outcome, change: await settlePlan(trx, next, now) };
}

/**
 * Applies several states of Stripe's now, the older subscription first; none of them is stale.
 * @param at Stripe's time of what it says, seconds; at least that of what is known
 * @returns what became of the plan in the end; null when it is as it was
 */
export async function applyInTurn(
  trx: Trx,
  orgId: string,
  states: readonly SubscriptionState[],
  { at, now }: { at: number; now: string },
): Promise<PlanChange | null> {
  let before: OrgPlan | undefined;
  let last: PlanChange | null = null;
  for (const state of states) {
    const account = await queries.accountOf(trx, orgId);
    if (account === undefined) return null;
    const time = { at: Math.max(at, account.stripe_at), now };
    const { change } = await applySubscription(trx, account, state, time);
    before ??= change?.before;
    last = change ?? last;
  }
  if (last === null || before === undefined || before === last.after) return null;
  return { ...last, before };
}

/** What `applySubscription` would come to. */
export function outcomeFor(account: Account, state: SubscriptionState, at: number): Outcome {
  if (account.subscription_id !== state.id) {
    // For a price of another product somebody pays for something else, as often as he likes.
    if (!isLive(state.status) || state.plan === null) return 'other';
    return isLive(account.status) ? 'second' : 'applied';
  }
  if (hasEnded(account.status)) return 'other';
  if (hasEnded(state.status)) return 'applied';
  return at < account.stripe_at ? 'stale' : 'applied';
}

/**
 * Moves the plan in force to where the account is; the organization's log tells of it.
 * @param now ISO
 * @returns null when it was there
 */
export async function settlePlan(
  trx: Trx,
  account: Account,
  now: string,
): Promise<PlanChange | null> {
  const after = planInForce(account, now);
  const set = await queries.setPlan(trx, account.org_id, after);
  if (set === undefined || set.before === after) return null;
  const change = { orgId: account.org_id, before: set.before, after };
  await recordAudit(trx, {
    orgId: change.orgId,
    atMs: Date.parse(now),
    action: 'plan:update',
    actor: SYSTEM,
    details: { plan: { from: change.before, to: after } },
  });
  return change;
}
