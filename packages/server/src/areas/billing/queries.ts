import type { Kysely } from 'kysely';
import type { OrgPlan } from '@purestat/vocabulary';
import type { BillingAccountsTable, Schema, StripeEventsTable } from '../../db/schema.ts';

type Db = Kysely<Schema>;
export type Account = BillingAccountsTable;

export function accountOf(db: Db, orgId: string): Promise<Account | undefined> {
  return db
    .selectFrom('billing_accounts')
    .where('org_id', '=', orgId)
    .selectAll()
    .executeTakeFirst();
}

export function accountOfCustomer(db: Db, customerId: string): Promise<Account | undefined> {
  return db
    .selectFrom('billing_accounts')
    .where('customer_id', '=', customerId)
    .selectAll()
    .executeTakeFirst();
}

export async function hasOrg(db: Db, orgId: string): Promise<boolean> {
  const org = db.selectFrom('orgs').where('id', '=', orgId).select('id');
  return (await org.executeTakeFirst()) !== undefined;
}

/** @returns the organization's account, made where there is none; undefined without the organization */
export async function ensureAccount(
  db: Db,
  orgId: string,
  now: string,
): Promise<Account | undefined> {
  if (!(await hasOrg(db, orgId))) return undefined;
  await db
    .insertInto('billing_accounts')
    .values({
      org_id: orgId,
      past_due_mails: 0,
      stripe_at: 0,
      checkout_count: 0,
      reconciled_at: now,
      ...NOTHING,
    })
    .onConflict((conflict) => conflict.column('org_id').doNothing())
    .execute();
  return accountOf(db, orgId);
}

const NOTHING = {
  customer_id: null,
  subscription_id: null,
  status: null,
  plan: null,
  period_ends_at: null,
  cancels_at: null,
  past_due_since: null,
  checkout_id: null,
  checkout_plan: null,
};

export async function updateAccount(
  db: Db,
  orgId: string,
  changes: Partial<Omit<Account, 'org_id'>>,
): Promise<void> {
  await db.updateTable('billing_accounts').set(changes).where('org_id', '=', orgId).execute();
}

/** @returns the plan before, and the organization's name */
export async function setPlan(
  db: Db,
  orgId: string,
  plan: OrgPlan,
): Promise<{ before: OrgPlan } | undefined> {
  const org = await db.selectFrom('orgs').where('id', '=', orgId).select('plan').executeTakeFirst();
  if (org === undefined) return undefined;
  if (org.plan !== plan)
    await db.updateTable('orgs').set({ plan }).where('id', '=', orgId).execute();
  return { before: org.plan };
}

export async function setAllPlans(db: Db, plan: OrgPlan): Promise<void> {
  await db.updateTable('orgs').set({ plan }).where('plan', '!=', plan).execute();
}

/** Of organizations that have never come near Stripe. */
export async function setUnpaidPlans(db: Db, plan: OrgPlan): Promise<void> {
  await db
    .updateTable('orgs')
    .set({ plan })
    .where('plan', '!=', plan)
    .where('id', 'not in', (table) => table.selectFrom('billing_accounts').select('org_id'))
    .execute();
}

export function accounts(db: Db): Promise<Account[]> {
  return db.selectFrom('billing_accounts').selectAll().orderBy('org_id').execute();
}

/** Those with something at Stripe that nobody has looked at since the instant, the oldest first. */
export function accountsToReconcile(db: Db, before: string, checkoutBefore: string) {
  return db
    .selectFrom('billing_accounts')
    .where((is) =>
      is.or([
        is.and([is('customer_id', 'is not', null), is('reconciled_at', '<', before)]),
        is.and([is('checkout_id', 'is not', null), is('reconciled_at', '<', checkoutBefore)]),
      ]),
    )
    .selectAll()
    .orderBy('reconciled_at')
    .limit(500)
    .execute();
}

export function overdueAccounts(db: Db): Promise<Account[]> {
  return db
    .selectFrom('billing_accounts')
    .where('past_due_since', 'is not', null)
    .selectAll()
    .execute();
}

export async function hasEvent(db: Db, id: string): Promise<boolean> {
  const event = db.selectFrom('stripe_events').where('id', '=', id).select('id');
  return (await event.executeTakeFirst()) !== undefined;
}

/** @returns whether nobody had noted it before */
export async function noteEvent(db: Db, row: StripeEventsTable): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('stripe_events')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

export async function setOutcome(db: Db, id: string, outcome: string): Promise<void> {
  await db.updateTable('stripe_events').set({ outcome }).where('id', '=', id).execute();
}
