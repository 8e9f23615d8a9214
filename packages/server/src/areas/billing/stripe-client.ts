/** Stripe's own library, set up once; the only file that knows its options. */
import { STATUS_CODES } from 'node:http';
import type { Stripe } from 'stripe';
import { isBillingOn, type Config } from '../../config.ts';
import { AppError } from '../../errors.ts';

export type StripeConfig = Pick<
  Config,
  | 'STRIPE_SECRET_KEY'
  | 'STRIPE_WEBHOOK_SECRET'
  | 'STRIPE_PRICE_PRO'
  | 'STRIPE_PRICE_BUSINESS'
  | 'STRIPE_API_BASE'
>;

export type PaidPlan = 'pro' | 'business';

/** Long enough for Stripe on a bad day, short enough for somebody who waits. */
const TIMEOUT_MS = 8_000;
const RETRIES = 1;

export interface StripeGateway {
  api: Stripe;
  webhookSecret: string;
  /** Price ids by plan. */
  prices: Readonly<Record<PaidPlan, string>>;
}

/** @returns null where billing is off; the library is then not even loaded */
export async function openStripe(
  config: StripeConfig,
  timeoutMs = TIMEOUT_MS,
): Promise<StripeGateway | null> {
  if (!isBillingOn(config)) return null;
  const { Stripe: Client } = await import('stripe');
  const api = new Client(config.STRIPE_SECRET_KEY!, {
    timeout: timeoutMs,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    ...addressOf(config.STRIPE_API_BASE),
  });
  return {
    api,
    webhookSecret: config.STRIPE_WEBHOOK_SECRET!,
    prices: { pro: config.STRIPE_PRICE_PRO!, business: config.STRIPE_PRICE_BUSINESS! },
  };
}

function addressOf(base: string | undefined) {
  if (base === undefined) return {};
  const { hostname, port, protocol } = new URL(base);
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return {
    host: hostname,
    port: port === '' ? (scheme === 'http' ? 80 : 443) : port,
    protocol: scheme,
  };
}

/** What may be said of a failure in a log: Stripe's own text can hold a part of the key. */
export interface StripeFailure {
  type: string;
  code: string | undefined;
  status: number | undefined;
  requestId: string | undefined;
}

export function describeFailure(error: unknown): StripeFailure {
  const { type, code, statusCode, requestId } = error as {
    type?: string;
    code?: string;
    statusCode?: number;
    requestId?: string;
  };
  return {
    type: type ?? (error instanceof Error ? error.name : 'unknown'),
    code,
    status: statusCode,
    requestId,
  };
}

/** @returns whether Stripe says that there is no such thing, or has nothing to say about it */
export const isMissing = (error: unknown): boolean => describeFailure(error).status === 404;

/** For `catch`: what Stripe does not have is null. */
export function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

/**
 * Ends the subscription now, without a refund. Stripe says of one that has ended that there is none:
 * then it is as it should be.
 * @throws AppError UNAVAILABLE
 */
export async function cancelSubscription({ api }: StripeGateway, id: string): Promise<void> {
  await asking(() => api.subscriptions.cancel(id).catch(nullIfMissing));
}

/**
 * Asks Stripe on behalf of somebody who waits.
 * @throws AppError UNAVAILABLE when Stripe does not answer in time, or refuses
 */
export async function asking<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const failure = describeFailure(error);
    const said = failure.status === undefined ? failure.type : STATUS_CODES[failure.status];
    throw new AppError(
      'UNAVAILABLE',
      'The payment service does not answer as it should. Nothing was changed or charged; try again in a minute.',
      {
        cause: Object.assign(new Error(`Stripe did not do as asked: ${said}`), failure),
        retryAfterSeconds: 60,
      },
    );
  }
}
