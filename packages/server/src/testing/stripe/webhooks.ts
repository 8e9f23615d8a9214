/** Stripe's events on their way: signed as Stripe signs them, in the order and as often as is asked for. */
import { createHmac } from 'node:crypto';

export interface StripeEvent {
  id: string;
  object: 'event';
  type: string;
  /** Seconds. */
  created: number;
  data: { object: object };
}

/** Takes an event to whom it is for. @returns the status it was answered with */
export type Carry = (body: string, signature: string) => Promise<number>;

export function sign(body: string, secret: string, seconds: number): string {
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}

export class Webhooks {
  /** Of all that ever happened, the oldest first. */
  readonly events: StripeEvent[] = [];
  /** Those that wait to be delivered. */
  readonly waiting: StripeEvent[] = [];
  /** While false events wait. */
  isAutomatic = true;
  readonly #secret: string;
  readonly #nowSeconds: () => number;
  readonly #carry: Carry;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: { secret: string; nowSeconds: () => number; carry: Carry }) {
    this.#secret = options.secret;
    this.#nowSeconds = options.nowSeconds;
    this.#carry = options.carry;
  }

  readonly emit = (type: string, object: object): void => {
    const event: StripeEvent = {
      id: `evt_${String(this.events.length + 1).padStart(8, '0')}`,
      object: 'event',
      type,
      created: this.#nowSeconds(),
      data: { object: structuredClone(object) },
    };
    this.events.push(event);
    this.waiting.push(event);
    if (this.isAutomatic) this.#last = this.#last.then(() => this.deliver());
  };

  /** Delivers all that wait. @returns the statuses */
  async deliver(arrange = (events: StripeEvent[]) => events): Promise<number[]> {
    const statuses = [];
    for (const event of arrange(this.waiting.splice(0))) statuses.push(await this.send(event));
    return statuses;
  }

  send(event: StripeEvent): Promise<number> {
    const body = JSON.stringify(event);
    return this.#carry(body, sign(body, this.#secret, this.#nowSeconds()));
  }

  /** Resolves when all that is on its way has arrived. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
