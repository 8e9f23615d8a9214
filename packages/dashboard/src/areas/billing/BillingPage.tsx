import type { Billing, Org, Plan } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import CreditCard from 'lucide-react/icons/credit-card';
import { Banner } from '../../ui/Banner.tsx';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useOrg } from '../orgs/use-org.ts';
import { PLAN_NAMES } from '../orgs/words.ts';
import { Arrival } from './Arrival.tsx';
import './billing.css';
import { NoticeBanner } from './NoticeBanner.tsx';
import { PlanCards } from './PlanCards.tsx';
import { billingQuery, plansQuery } from './queries.ts';
import { SmallMeter, UsagePanel } from './UsagePanel.tsx';
import { useStripe, type StripeWays } from './use-stripe.ts';
import { day, price } from './words.ts';

/** `/org/:orgId/billing`: what is used, what the plan allows, and the way to another one. */
export default function BillingPage({ orgId }: { orgId: string }) {
  const org = useOrg(orgId);
  const billing = useQuery(billingQuery(orgId));
  const { data: plans } = useQuery(plansQuery);
  usePageTitle('Billing', org?.name);
  return (
    <div className="page">
      <PageHeader title="Billing">
        {org && billing.data && summary(org, billing.data, plans)}
      </PageHeader>
      <Loaded
        query={billing}
        what="Billing"
        skeleton={<Skeleton height={300} className="rounded-lg!" />}
      >
        {(loaded) => org && <Content org={org} billing={loaded} />}
      </Loaded>
    </div>
  );
}

function summary(org: Org, billing: Billing, plans: readonly Plan[] = []): string {
  if (!billing.enabled) return 'Billing is off on this server: nothing is limited, nothing to pay.';
  const plan = plans.find(({ id }) => id === billing.plan);
  const cost = plan && plan.price > 0 ? `, ${price(plan.price)} a month` : '';
  const on = `${org.name} is on ${PLAN_NAMES[billing.plan]}${cost}.`;
  if (billing.cancels_at) return `${on} Cancelled; it ends on ${day(billing.cancels_at)}.`;
  return billing.renews_at ? `${on} Renews ${day(billing.renews_at)}.` : on;
}

function Content({ org, billing }: { org: Org; billing: Billing }) {
  const ways = useStripe(org.id);
  const { usage } = billing;
  return (
    <>
      <div className="billing-notices">
        <Arrival orgId={org.id} billing={billing} />
        {billing.enabled ? (
          <Notice billing={billing} ways={ways} />
        ) : (
          <Banner title="This server has no plans.">
            Whoever runs it can turn billing on by connecting Stripe. Usage is counted either way.
          </Banner>
        )}
      </div>
      <div className="usage">
        <UsagePanel usage={usage} />
        <div className="usage-side">
          <Panel title={billing.enabled ? `Also on ${PLAN_NAMES[billing.plan]}` : 'Also in use'}>
            <div className="use-smalls">
              <SmallMeter label="Sites" meter={usage.sites} />
              <SmallMeter label="Members" meter={usage.members} hint="Pending invitations count." />
            </div>
          </Panel>
          {billing.enabled && <Payment billing={billing} ways={ways} />}
        </div>
      </div>
      {billing.enabled && <PlanCards billing={billing} ways={ways} />}
    </>
  );
}

function Notice({ billing, ways }: { billing: Billing; ways: StripeWays }) {
  const { notice } = billing;
  if (notice === null) return null;
  const upgrade = 'upgrade' in notice ? notice.upgrade : null;
  return (
    <NoticeBanner
      billing={{ ...billing, notice }}
      action={
        upgrade !== null && (
          <>
            <a href="#plans" className={buttonClass({})}>
              Compare plans
            </a>
            {billing.can_manage && (
              <Button
                variant="primary"
                pending={ways.opening === upgrade}
                onClick={() => ways.upgrade(upgrade)}
              >
                Upgrade to {PLAN_NAMES[upgrade]}
              </Button>
            )}
          </>
        )
      }
    />
  );
}

function Payment({ billing, ways }: { billing: Billing; ways: StripeWays }) {
  return (
    <Panel
      title="Payment"
      actions={
        billing.can_manage &&
        billing.has_customer && (
          <Button pending={ways.openingPortal} onClick={ways.manage}>
            Manage Billing
          </Button>
        )
      }
    >
      <div className="payment">
        <CreditCard />
        <p>{paymentWords(billing)}</p>
      </div>
    </Panel>
  );
}

function paymentWords({ renews_at, cancels_at, has_customer, can_manage }: Billing): string {
  const where = 'Payment method and invoices are kept by Stripe.';
  if (!can_manage) return `${where} Owners manage them.`;
  if (cancels_at) return `No further invoice. The plan ends on ${day(cancels_at)}. ${where}`;
  if (renews_at) return `Next invoice ${day(renews_at)}. ${where}`;
  return has_customer ? where : 'Nothing to pay. Choose a plan to add a payment method.';
}
