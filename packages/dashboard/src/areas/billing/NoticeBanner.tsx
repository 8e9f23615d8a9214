import { useState, type ReactNode } from 'react';
import type { Billing, BillingNotice } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { billingPath } from '../../shell/paths.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { billingQuery } from './queries.ts';
import { noticeWords } from './words.ts';

interface Props {
  billing: Billing & { notice: BillingNotice };
  action?: ReactNode;
}

/** What an organization's people ought to know about its plan. */
export function NoticeBanner({ billing, action }: Props) {
  const { tone, title, text } = noticeWords(billing.notice, billing.plan);
  return (
    <Banner tone={tone} title={title} action={action}>
      {text}
    </Banner>
  );
}

const DISMISSED_MS = 24 * 3_600_000;

/** The same above a dashboard, where it can be put away for a day. */
export function DashboardNotice({ orgId }: { orgId: string }) {
  const { data: billing } = useQuery(billingQuery(orgId));
  const notice = billing?.notice ?? null;
  const key = `purestat.notice.${orgId}.${notice?.kind}`;
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (!billing || notice === null || dismissed === key || isDismissed(key)) return null;
  const dismiss = () => {
    localStorage.setItem(key, String(Date.now()));
    setDismissed(key);
  };
  return (
    <div className="page pt-4 pb-0!">
      <NoticeBanner
        billing={{ ...billing, notice }}
        action={
          <>
            <ButtonLink href={billingPath(orgId)}>Open billing</ButtonLink>
            <Button variant="ghost" onClick={dismiss}>
              Dismiss for a day
            </Button>
          </>
        }
      />
    </div>
  );
}

const isDismissed = (key: string): boolean =>
  Date.now() - Number(localStorage.getItem(key) ?? 0) < DISMISSED_MS;
