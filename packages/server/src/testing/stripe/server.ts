/**
 * A local stand-in for Stripe, for tests and `npm run dev`: enough of its interface for subscriptions,
 * pages to pay and to manage on, signed webhooks. The real client talks to it by STRIPE_API_BASE.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseForm, textOf, type Form } from './form.ts';
import { payPage, portalPage } from './pages.ts';
import { StripeState, type PortalSession, type Subscription } from './state.ts';
import { Webhooks, type Carry } from './webhooks.ts';

export interface FakeStripeOptions {
  secretKey: string;
  webhookSecret: string;
  /** Ids of the prices that the portal offers. */
  prices: readonly string[];
  carry: Carry;
  nowMs: () => number;
  port?: number;
}

interface Reply {
  status: number;
  body?: object;
  html?: string;
  location?: string;
}

interface Asked {
  method: string;
  path: string;
  query: Form;
  form: Form;
  text: string;
  idempotencyKey: string | null;
}

const json = (body: object, status = 200): Reply => ({ status, body });
const refusal = (status: number, type: string, message: string): Reply =>
  json({ error: { type, message } }, status);
const missing = (): Reply => refusal(404, 'invalid_request_error', 'No such object');
const seeOther = (location: string): Reply => ({ status: 303, location });

export class FakeStripe {
  readonly webhooks: Webhooks;
  readonly state: StripeState;
  /** `http://127.0.0.1:PORT`; for STRIPE_API_BASE. */
  url = '';
  /** Every request to the interface, `METHOD /path`. */
  readonly asked: string[] = [];
  /** `down`: answers 500; `silent`: takes requests and never answers. */
  health: 'up' | 'down' | 'silent' = 'up';
  /** One request, `METHOD /path`, that is answered with 500. */
  refuses: string | null = null;
  /** Happens once, while the next answer is on its way. */
  meanwhile: (() => Promise<unknown>) | null = null;
  readonly #options: FakeStripeOptions;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #idempotent = new Map<string, { text: string; reply: Reply }>();

  constructor(options: FakeStripeOptions) {
    this.#options = options;
    const nowSeconds = () => Math.floor(options.nowMs() / 1_000);
    const { webhookSecret: secret, carry } = options;
    this.webhooks = new Webhooks({ secret, nowSeconds, carry });
    this.state = new StripeState(nowSeconds, this.webhooks.emit);
  }

  async listen(): Promise<this> {
    this.#server.listen(this.#options.port ?? 0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.webhooks.settled();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await request.toArray()).toString();
    const { pathname, search } = new URL(request.url ?? '/', this.url);
    const key = request.headers['idempotency-key'];
    const asked: Asked = {
      method: request.method ?? 'GET',
      path: pathname,
      query: parseForm(search.slice(1)),
      form: parseForm(text),
      text,
      idempotencyKey: typeof key === 'string' ? key : null,
    };
    if (this.health === 'silent' && pathname.startsWith('/v1/')) return;
    const { status, body, html, location } = this.#answer(asked, request);
    const answer = html ?? (body === undefined ? '' : JSON.stringify(body));
    const { meanwhile } = this;
    this.meanwhile = null;
    await meanwhile?.();
    response.writeHead(status, {
      'content-type': html === undefined ? 'application/json' : 'text/html; charset=utf-8',
      ...(location !== undefined && { location }),
    });
    response.end(answer);
  }

  #answer(asked: Asked, request: IncomingMessage): Reply {
    if (!asked.path.startsWith('/v1/')) return this.#page(asked);
    this.asked.push(`${asked.method} ${asked.path}`);
    if (request.headers.authorization !== `Bearer ${this.#options.secretKey}`) {
      return refusal(401, 'authentication_error', 'Invalid API Key provided: sk_test_****6789');
    }
    const isRefused = this.refuses === `${asked.method} ${asked.path}`;
    if (this.health === 'down' || isRefused)
      return refusal(500, 'api_error', 'Something is wrong with Stripe');
    return this.#once(asked, () => this.#api(asked));
  }

  /** The same key with the same parameters is the same request; with others it is a mistake. */
  #once({ idempotencyKey: key, text }: Asked, work: () => Reply): Reply {
    const known = key === null ? undefined : this.#idempotent.get(key);
    if (known !== undefined && known.text !== text) {
      return refusal(400, 'idempotency_error', 'Keys can only be used with the same parameters');
    }
    const reply = known?.reply ?? work();
    if (key !== null) this.#idempotent.set(key, { text, reply });
    return reply;
  }

  #api({ method, path, query, form }: Asked): Reply {
    const { state } = this;
    const [, , group, ...rest] = path.split('/');
    const route = `${method} ${group} ${rest.map((part) => (/\d{8}$/.test(part) ? ':id' : part)).join('/')}`;
    const id = rest.find((part) => /\d{8}$/.test(part)) ?? '';
    switch (route) {
      case 'POST checkout sessions':
        return json({ ...state.openSession(form, this.url) });
      case 'GET checkout sessions/:id':
        return found(state.sessions.get(id));
      case 'POST checkout sessions/:id/expire':
        return this.#expire(id);
      case 'POST billing_portal sessions':
        return state.customers.has(textOf(form['customer']) ?? '')
          ? json({ ...state.openPortal(form, this.url) })
          : missing();
      case 'GET subscriptions :id':
        return found(state.subscriptions.get(id));
      case 'DELETE subscriptions :id':
        return this.#cancel(id);
      case 'GET subscriptions ':
        return json({
          object: 'list',
          data: state.subscriptionsOf(textOf(query['customer']) ?? ''),
          has_more: false,
        });
      case 'GET customers :id':
        return found(state.customers.get(id));
      default:
        return missing();
    }
  }

  #expire(id: string): Reply {
    const session = this.state.sessions.get(id);
    if (session === undefined) return missing();
    if (session.status !== 'open') {
      return refusal(400, 'invalid_request_error', `The session is ${session.status}`);
    }
    Object.assign(session, { status: 'expired', url: null });
    return json(session);
  }

  #cancel(id: string): Reply {
    const subscription = this.state.subscriptions.get(id);
    // As Stripe does: what has ended cannot be found to be cancelled.
    if (subscription === undefined || subscription.status === 'canceled') return missing();
    this.state.setStatus(subscription, 'canceled');
    return json(subscription);
  }

  #page({ method, path }: Asked): Reply {
    const [, kind, id = '', action] = path.split('/');
    const session = kind === 'pay' ? this.state.sessions.get(id) : undefined;
    if (session !== undefined) {
      if (method === 'GET') return { status: 200, html: payPage(session) };
      return seeOther(this.state.pay(session) === null ? `/pay/${id}` : session.success_url);
    }
    const portal = kind === 'portal' ? this.state.portals.get(id) : undefined;
    if (portal === undefined) return { status: 404, html: 'No such page' };
    const [subscription] = this.state.subscriptionsOf(portal.customer);
    if (method === 'GET') {
      return { status: 200, html: portalPage(portal, subscription, this.#options.prices) };
    }
    return this.#act(portal, subscription, action ?? '');
  }

  #act(portal: PortalSession, subscription: Subscription | undefined, action: string): Reply {
    if (subscription === undefined) return seeOther(portal.return_url);
    const { state } = this;
    if (action === 'cancel') state.setStatus(subscription, 'canceled');
    if (action === 'cancel-at-period-end') state.cancelAtPeriodEnd(subscription);
    if (action === 'fail') state.failPayment(subscription);
    if (action === 'recover') state.recoverPayment(subscription);
    if (action.startsWith('switch-')) state.switchTo(subscription, action.slice('switch-'.length));
    if (action === 'confirm' && portal.confirm !== null)
      state.switchTo(subscription, portal.confirm);
    return seeOther((action === 'confirm' && portal.confirm_return_url) || portal.return_url);
  }
}

const found = (object: object | undefined): Reply =>
  object === undefined ? missing() : json(object);

/** Takes events to an address by HTTP, as Stripe does. */
export const carryTo =
  (url: string): Carry =>
  async (body, signature) => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => null);
    return answer?.status ?? 0;
  };
