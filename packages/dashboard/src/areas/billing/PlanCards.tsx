import { useId } from 'react';
import type { Billing, Plan } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import Check from 'lucide-react/icons/check';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { plansQuery } from './queries.ts';
import type { StripeWays } from './use-stripe.ts';
import { allowances, FOR_WHOM, price } from './words.ts';

interface Props {
  billing: Billing;
  ways: StripeWays;
}

/** The plans beside each other, with the one way from the present one to each. */
export function PlanCards({ billing, ways }: Props) {
  const { data: plans = [] } = useQuery(plansQuery);
  const present = plans.findIndex(({ id }) => id === billing.plan);
  return (
    <section aria-labelledby="plans">
      <h2 id="plans" tabIndex={-1} className="plans-title">
        Plans
      </h2>
      <div className="plans">
        {plans.map((plan, index) => (
          <PlanCard
            key={plan.id}
            plan={plan}
            step={index - present}
            billing={billing}
            ways={ways}
          />
        ))}
      </div>
    </section>
  );
}

/** @param step 0: the present plan; above 0: a larger one */
function PlanCard({ plan, step, billing, ways }: Props & { plan: Plan; step: number }) {
  const titleId = useId();
  const fits = billing.notice && 'upgrade' in billing.notice && billing.notice.upgrade === plan.id;
  return (
    <section
      className={classNames('panel plan', step === 0 && 'plan-on')}
      aria-labelledby={titleId}
    >
      <div className="plan-head">
        <h3 id={titleId}>{plan.name}</h3>
        {step === 0 && <Badge tone="primary">Your plan</Badge>}
        {fits && <Badge tone="success">Fits your traffic</Badge>}
      </div>
      <p className="plan-price">
        {price(plan.price)} <small>/ month</small>
      </p>
      <p className="plan-for">{FOR_WHOM[plan.id]}</p>
      <ul>
        {allowances(plan).map((text) => (
          <li key={text}>
            <Check />
            {text}
          </li>
        ))}
      </ul>
      <PlanButton plan={plan} step={step} billing={billing} ways={ways} titleId={titleId} />
    </section>
  );
}

function PlanButton({
  plan,
  step,
  billing,
  ways,
  titleId,
}: Props & { plan: Plan; step: number; titleId: string }) {
  const look = { size: 'lg', block: true } as const;
  if (step === 0) {
    return (
      <Button {...look} aria-disabled>
        Current plan
      </Button>
    );
  }
  if (!billing.can_manage) return null;
  if (step < 0) {
    return (
      <Button {...look} pending={ways.openingPortal} onClick={ways.manage}>
        Switch to {plan.name}
      </Button>
    );
  }
  return (
    <Button
      {...look}
      variant="primary"
      aria-describedby={titleId}
      pending={ways.opening === plan.id}
      onClick={() => ways.upgrade(plan.id)}
    >
      Upgrade
    </Button>
  );
}
