/**
 * The local Stripe as a process of its own, for `npm run dev -- --stripe`:
 *
 *     main.ts PORT WEBHOOK_URL
 *
 * Everything it knows is forgotten when it ends.
 */
import { systemClock } from '../../clock.ts';
import { STRIPE_ENV } from '../stripe-env.ts';
import { carryTo, FakeStripe } from './server.ts';

const [port = '0', webhookUrl = ''] = process.argv.slice(2);

const stripe = await new FakeStripe({
  secretKey: STRIPE_ENV.STRIPE_SECRET_KEY,
  webhookSecret: STRIPE_ENV.STRIPE_WEBHOOK_SECRET,
  prices: [STRIPE_ENV.STRIPE_PRICE_PRO, STRIPE_ENV.STRIPE_PRICE_BUSINESS],
  port: Number(port),
  nowMs: systemClock.nowMs,
  carry: carryTo(webhookUrl),
}).listen();
process.stdout.write(`${stripe.url}\n`);
