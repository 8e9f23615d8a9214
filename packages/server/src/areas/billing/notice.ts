/** What an organization's people ought to know now, if anything; pure. The gravest first. */
import type { BillingNotice, OrgPlan, Usage } from '@purestat/vocabulary';
import { planThatAllows } from '../plans/index.ts';
import type { Account } from './queries.ts';
import { graceEndsAt, isOverdue } from './subscription.ts';

const NEAR_PERCENT = 80;

/** @param now ISO */
export function noticeOf(
  plan: OrgPlan,
  { pageviews, month }: Usage,
  account: Account | undefined,
  now: string,
): BillingNotice | null {
  const percent = pageviews.percent ?? 0;
  const better = planThatAllows('pageviews', Math.max(pageviews.used, pageviews.limit) + 1);
  const upgrade = better !== null && better.id !== plan ? better.id : null;
  const quota = { month, used: pageviews.used, limit: pageviews.limit, percent, upgrade };
  if (percent >= 100) return { kind: 'over_quota', ...quota };
  const graceEnds = account === undefined ? null : graceEndsAt(account);
  if (account !== undefined && isOverdue(account.status) && graceEnds !== null) {
    return { kind: now < graceEnds ? 'overdue' : 'grace_ended', grace_ends_at: graceEnds };
  }
  return percent >= NEAR_PERCENT ? { kind: 'near_quota', ...quota } : null;
}
