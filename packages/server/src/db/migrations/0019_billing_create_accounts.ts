/**
 * What is known of an organization's customer and subscription at Stripe, and which of Stripe's events
 * have been dealt with. The plan in force stays in `orgs.plan`, which follows from this.
 * Cost: none, the tables are new; events stay for ever, some dozens a year for each that pays.
 * Undo: drop the tables; the next reconciliation finds nothing any more.
 */
import type { Migration } from '../migrate.ts';

export const migration: Migration = {
  id: '0019_billing_create_accounts',
  async up(db) {
    await db.schema
      .createTable('billing_accounts')
      .addColumn('org_id', 'text', (column) =>
        column.notNull().primaryKey().references('orgs.id').onDelete('cascade'),
      )
      .addColumn('customer_id', 'text', (column) => column.unique())
      .addColumn('subscription_id', 'text')
      .addColumn('status', 'text')
      .addColumn('plan', 'text')
      .addColumn('period_ends_at', 'text')
      .addColumn('cancels_at', 'text')
      .addColumn('past_due_since', 'text')
      .addColumn('past_due_mails', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('stripe_at', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('checkout_id', 'text')
      .addColumn('checkout_plan', 'text')
      .addColumn('checkout_count', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('reconciled_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('stripe_events')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('created', 'integer', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('received_at', 'text', (column) => column.notNull())
      .execute();
  },
};
