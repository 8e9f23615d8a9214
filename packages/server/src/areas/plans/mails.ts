/** What owners are told of their organization's use. */
import type { OrgPlan } from '@purestat/vocabulary';
import type { Mail } from '../../mail/index.ts';
import { planName, planThatAllows } from './catalogue.ts';

interface UsageFacts {
  to: string;
  orgName: string;
  orgId: string;
  plan: OrgPlan;
  used: number;
  limit: number;
  percent: 80 | 100;
  baseUrl: string;
}

const amount = (count: number): string => count.toLocaleString('en-US');

export function usageMail(facts: UsageFacts): Mail {
  const { to, orgName, orgId, plan, used, limit, percent, baseUrl } = facts;
  const better = planThatAllows('pageviews', Math.max(used, limit) + 1);
  const [first, then] =
    percent === 100
      ? [
          `${orgName} has used all ${amount(limit)} pageviews that the plan ${planName(plan)} allows this month.`,
          'Since then nothing further is recorded for its sites, until the month turns (UTC) or the plan is raised. What was recorded stays, and so do the dashboards.',
        ]
      : [
          `${orgName} has used ${amount(used)} of the ${amount(limit)} pageviews that the plan ${planName(plan)} allows this month.`,
          'At the limit nothing further is recorded until the month turns (UTC) or the plan is raised.',
        ];
  return {
    kind: `usage-${percent}`,
    to,
    subject: `${orgName} has used ${percent} % of this month’s pageviews`,
    paragraphs: [
      first,
      then,
      ...(better === null
        ? []
        : [`The plan ${better.name} allows ${amount(better.pageviews_limit)} pageviews a month.`]),
    ],
    link: { label: 'Open billing', url: `${baseUrl}/org/${orgId}/billing` },
    note: `You get this once a month at 80 % and once at 100 %, because you are an owner of ${orgName}.`,
  };
}
