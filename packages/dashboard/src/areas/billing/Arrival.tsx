/** Back from Stripe: what was paid for is in force with Stripe's webhook, which this waits for. */
import { useEffect, useRef, useState } from 'react';
import type { Billing } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearchParams } from 'wouter';
import { billingPath } from '../../shell/paths.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { orgsQuery } from '../orgs/queries.ts';
import { PLAN_NAMES } from '../orgs/words.ts';
import { askStripe, billingQuery } from './queries.ts';

const LOOK_AGAIN_MS = 1_500;
/** Looks after which the server asks Stripe itself, and after which people are told that it takes long. */
const ASK_AFTER = 8;
const LONG_AFTER = 20;

/** @returns the plan that was paid for; null when one does not come from Stripe */
function usePaidPlan(): 'pro' | 'business' | null {
  const [params] = useSearchParams();
  const plan = params.get('paid') ?? params.get('raised');
  return plan === 'pro' || plan === 'business' ? plan : null;
}

export function Arrival({ orgId, billing }: { orgId: string; billing: Billing }) {
  const paid = usePaidPlan();
  const isThere = paid !== null && billing.plan === paid;
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (!isThere || told.current === paid) return;
    told.current = paid;
    showToast(`You are on ${PLAN_NAMES[paid]} now.`);
    void client.invalidateQueries({ queryKey: orgsQuery.queryKey });
    navigate(billingPath(orgId), { replace: true });
  }, [isThere, paid, orgId, client, navigate]);
  if (paid === null || isThere || !billing.enabled) return null;
  return <Waiting orgId={orgId} plan={paid} />;
}

function Waiting({ orgId, plan }: { orgId: string; plan: 'pro' | 'business' }) {
  const client = useQueryClient();
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    const timer = setTimeout(async () => {
      if (looks === ASK_AFTER) await askStripe(orgId).catch(() => undefined);
      await client.invalidateQueries({ queryKey: billingQuery(orgId).queryKey });
      setLooks(looks + 1);
    }, LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [looks, orgId, client]);
  const isLong = looks >= LONG_AFTER;
  return (
    <Banner
      tone="info"
      title={`Waiting for Stripe to confirm ${PLAN_NAMES[plan]}.`}
      action={isLong && <Button onClick={() => setLooks(ASK_AFTER)}>Ask Stripe</Button>}
    >
      {isLong
        ? 'This takes longer than it should. If you have paid, the plan changes by itself, within the hour at the latest.'
        : 'This takes a few seconds. The plan changes on this page.'}
    </Banner>
  );
}
