/** What the local Stripe remembers: customers, sessions, subscriptions, invoices, and what happens to them. */
import type { Form } from './form.ts';
import { formOf, textOf } from './form.ts';

const MONTH_SECONDS = 30 * 86_400;

export interface Customer {
  id: string;
  object: 'customer';
  email: string | null;
}
export interface Session {
  id: string;
  object: 'checkout.session';
  mode: 'subscription';
  status: 'open' | 'complete' | 'expired';
  payment_status: 'paid' | 'unpaid';
  url: string | null;
  customer: string | null;
  customer_email: string | null;
  client_reference_id: string | null;
  metadata: Form;
  subscription: string | null;
  success_url: string;
  cancel_url: string;
  price: string;
  subscriptionMetadata: Form;
}
export interface Subscription {
  id: string;
  object: 'subscription';
  customer: string;
  status: string;
  metadata: Form;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  created: number;
  items: {
    object: 'list';
    data: Array<{ id: string; price: { id: string }; current_period_end: number }>;
  };
}
export interface PortalSession {
  id: string;
  object: 'billing_portal.session';
  customer: string;
  url: string;
  return_url: string;
  /** The price that the page asks whether to change to. */
  confirm: string | null;
  confirm_return_url: string | null;
}

export class StripeState {
  readonly customers = new Map<string, Customer>();
  readonly sessions = new Map<string, Session>();
  readonly subscriptions = new Map<string, Subscription>();
  readonly portals = new Map<string, PortalSession>();
  readonly #nowSeconds: () => number;
  readonly #emit: (type: string, object: object) => void;
  #count = 0;

  constructor(nowSeconds: () => number, emit: (type: string, object: object) => void) {
    this.#nowSeconds = nowSeconds;
    this.#emit = emit;
  }

  id(prefix: string): string {
    this.#count += 1;
    return `${prefix}_${String(this.#count).padStart(8, '0')}`;
  }

  openSession(form: Form, address: string): Session {
    const id = this.id('cs_test');
    const item = formOf(formOf(form['line_items'])['0']);
    const session: Session = {
      id,
      object: 'checkout.session',
      mode: 'subscription',
      status: 'open',
      payment_status: 'unpaid',
      url: `${address}/pay/${id}`,
      customer: textOf(form['customer']),
      customer_email: textOf(form['customer_email']),
      client_reference_id: textOf(form['client_reference_id']),
      metadata: formOf(form['metadata']),
      subscription: null,
      success_url: textOf(form['success_url']) ?? address,
      cancel_url: textOf(form['cancel_url']) ?? address,
      price: textOf(item['price']) ?? '',
      subscriptionMetadata: formOf(formOf(form['subscription_data'])['metadata']),
    };
    this.sessions.set(id, session);
    return session;
  }

  openPortal(form: Form, address: string): PortalSession {
    const id = this.id('bps');
    const flow = formOf(form['flow_data']);
    const update = formOf(flow['subscription_update_confirm']);
    const redirect = formOf(formOf(flow['after_completion'])['redirect']);
    const portal: PortalSession = {
      id,
      object: 'billing_portal.session',
      customer: textOf(form['customer']) ?? '',
      url: `${address}/portal/${id}`,
      return_url: textOf(form['return_url']) ?? address,
      confirm: textOf(formOf(formOf(update['items'])['0'])['price']),
      confirm_return_url: textOf(redirect['return_url']),
    };
    this.portals.set(id, portal);
    return portal;
  }

  /** Somebody pays on the session's page. @returns the new subscription; null when it is not open */
  pay(session: Session): Subscription | null {
    if (session.status !== 'open') return null;
    const customer = session.customer ?? this.addCustomer(session.customer_email).id;
    const subscription: Subscription = {
      id: this.id('sub'),
      object: 'subscription',
      customer,
      status: 'active',
      metadata: session.subscriptionMetadata,
      cancel_at: null,
      cancel_at_period_end: false,
      created: this.#nowSeconds(),
      items: { object: 'list', data: [this.#item(session.price)] },
    };
    this.subscriptions.set(subscription.id, subscription);
    Object.assign(session, {
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer,
      subscription: subscription.id,
    });
    this.#emit('customer.subscription.created', subscription);
    this.#emit('invoice.paid', this.invoice(subscription));
    this.#emit('checkout.session.completed', session);
    return subscription;
  }

  addCustomer(email: string | null): Customer {
    const customer: Customer = { id: this.id('cus'), object: 'customer', email };
    this.customers.set(customer.id, customer);
    return customer;
  }

  /** Newest first. */
  subscriptionsOf(customer: string): Subscription[] {
    return [...this.subscriptions.values()]
      .filter((each) => each.customer === customer)
      .toReversed();
  }

  switchTo(subscription: Subscription, price: string): void {
    subscription.items.data = [{ ...subscription.items.data[0]!, price: { id: price } }];
    this.#emit('customer.subscription.updated', subscription);
  }

  setStatus(subscription: Subscription, status: string): void {
    subscription.status = status;
    const isOver = status === 'canceled';
    this.#emit(
      isOver ? 'customer.subscription.deleted' : 'customer.subscription.updated',
      subscription,
    );
  }

  cancelAtPeriodEnd(subscription: Subscription): void {
    subscription.cancel_at_period_end = true;
    subscription.cancel_at = subscription.items.data[0]!.current_period_end;
    this.#emit('customer.subscription.updated', subscription);
  }

  failPayment(subscription: Subscription): void {
    subscription.status = 'past_due';
    this.#emit('invoice.payment_failed', this.invoice(subscription));
    this.#emit('customer.subscription.updated', subscription);
  }

  recoverPayment(subscription: Subscription): void {
    subscription.status = 'active';
    this.#emit('invoice.paid', this.invoice(subscription));
    this.#emit('customer.subscription.updated', subscription);
  }

  deleteCustomer(id: string): void {
    for (const subscription of this.subscriptionsOf(id)) subscription.status = 'canceled';
    const customer = this.customers.get(id);
    this.customers.delete(id);
    this.#emit('customer.deleted', { ...customer });
  }

  invoice({ id, customer, metadata }: Subscription): object {
    return {
      id: this.id('in'),
      object: 'invoice',
      customer,
      parent: {
        type: 'subscription_details',
        subscription_details: { subscription: id, metadata },
      },
    };
  }

  #item(price: string) {
    const current_period_end = this.#nowSeconds() + MONTH_SECONDS;
    return { id: this.id('si'), price: { id: price }, current_period_end };
  }
}
