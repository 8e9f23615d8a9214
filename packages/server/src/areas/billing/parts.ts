/** What the parts of billing share, and what they do after each change of a plan. */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import type { Mailer } from '../../mail/index.ts';
import type { PageviewMeter } from '../plans/index.ts';
import type { PlanChange } from './accounts.ts';
import type { StripeGateway } from './stripe-client.ts';

export interface BillingParts {
  db: Kysely<Schema>;
  clock: Clock;
  log: Logger;
  mailer: Pick<Mailer, 'send' | 'isOn'>;
  meter: Pick<PageviewMeter, 'setPlan'>;
  stripe: StripeGateway;
  baseUrl: string;
}

export const nowIso = ({ clock }: Pick<BillingParts, 'clock'>): string =>
  new Date(clock.nowMs()).toISOString();

/** To be called once the transaction that changed the plan is through. */
export function announce(
  { meter, log }: Pick<BillingParts, 'meter' | 'log'>,
  change: PlanChange | null,
): void {
  if (change === null) return;
  const { orgId, before, after } = change;
  meter.setPlan(orgId, after);
  log.info({ org: orgId, before, after }, 'An organization’s plan has changed');
}

export const billingUrl = (baseUrl: string, orgId: string): string =>
  `${baseUrl}/org/${orgId}/billing`;
