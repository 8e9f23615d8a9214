/** What owners are told of overdue payments. */
import type { OrgPlan } from '@purestat/vocabulary';
import type { Mail } from '../../mail/index.ts';
import { planName } from '../plans/index.ts';
import { billingUrl } from './parts.ts';

export type OverdueStage = 'failed' | 'reminder' | 'ended';

interface OverdueFacts {
  to: string;
  orgName: string;
  orgId: string;
  plan: OrgPlan;
  stage: OverdueStage;
  /** `YYYY-MM-DD`, the day (UTC) on which the grace ends. */
  until: string;
  baseUrl: string;
}

export function overdueMail({
  stage,
  to,
  orgName,
  orgId,
  plan,
  until,
  baseUrl,
}: OverdueFacts): Mail {
  const { subject, paragraphs } = words(stage, orgName, planName(plan), until);
  return {
    kind: `overdue-${stage}`,
    to,
    subject,
    paragraphs,
    link: { label: 'Open billing', url: billingUrl(baseUrl, orgId) },
    note: `You get this because you are an owner of ${orgName}.`,
  };
}

function words(stage: OverdueStage, orgName: string, plan: string, until: string) {
  const kept = 'Nothing is deleted: sites, members and figures stay.';
  if (stage === 'failed') {
    return {
      subject: `A payment of ${orgName} has failed`,
      paragraphs: [
        `The last payment of ${orgName} for the plan ${plan} has failed.`,
        `The plan stays in force until ${until} (UTC). Check the payment method under Manage Billing; the payment is then tried again.`,
      ],
    };
  }
  if (stage === 'reminder') {
    return {
      subject: `${orgName} leaves the plan ${plan} on ${until}`,
      paragraphs: [
        `The last payment of ${orgName} is still overdue. On ${until} (UTC) the limits of the plan Free begin to hold.`,
        kept,
      ],
    };
  }
  return {
    subject: `${orgName} has the limits of the plan Free now`,
    paragraphs: [
      `The payment of ${orgName} for the plan ${plan} was not made in time, so the limits of the plan Free hold now. They are lifted as soon as it is made.`,
      kept,
    ],
  };
}
