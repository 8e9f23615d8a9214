import type { BillingNotice, Org, Plan } from '@purestat/vocabulary';
import { formatFull } from '../../ui/charts/formats.ts';
import { PLAN_NAMES } from '../orgs/words.ts';

const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' });
const dayMonthFormat = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
});

/** `1 December 2026`: a day of UTC, by which plans and months are counted. */
export const day = (instant: string): string => dayFormat.format(new Date(instant));

const dayMonth = (date: Date): string => dayMonthFormat.format(date);

/** The first and last day of a month, and the first of the next one. */
export function daysOfMonth(month: string): { first: string; last: string; next: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return {
    first: dayMonth(new Date(Date.UTC(year, number - 1, 1))),
    last: dayMonth(new Date(Date.UTC(year, number, 0))),
    next: dayMonth(new Date(Date.UTC(year, number, 1))),
  };
}

/** `$9`; prices are US cents a month. */
export const price = (cents: number): string =>
  new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  }).format(cents / 100);

const counted = (count: number, one: string, many: string): string =>
  count === -1 ? `Unlimited ${many}` : `${formatFull(count, 'count')} ${count === 1 ? one : many}`;

export const allowances = ({ pageviews_limit, sites_limit, members_limit }: Plan): string[] => [
  `${formatFull(pageviews_limit, 'count')} pageviews a month`,
  counted(sites_limit, 'site', 'sites'),
  counted(members_limit, 'member', 'members'),
];

export const FOR_WHOM: Readonly<Record<Plan['id'], string>> = {
  free: 'For one personal site',
  pro: 'For small teams',
  business: 'For companies and agencies',
};

export interface NoticeWords {
  tone: 'warning' | 'error';
  title: string;
  text: string;
}

/** What a notice says to people. */
export function noticeWords(notice: BillingNotice, plan: Org['plan']): NoticeWords {
  if ('grace_ends_at' in notice)
    return overdueWords(notice.kind === 'overdue', notice.grace_ends_at, plan);
  const { next } = daysOfMonth(notice.month);
  const limit = formatFull(notice.limit, 'count');
  if (notice.kind === 'near_quota') {
    return {
      tone: 'warning',
      title: `${notice.percent}% of this month’s ${limit} pageviews are used.`,
      text: `At the limit nothing further is recorded until ${next}, or until the plan is raised.`,
    };
  }
  return {
    tone: 'error',
    title: `This month’s ${limit} pageviews are used up.`,
    text: `Nothing further is recorded until ${next}, or until the plan is raised. What was recorded stays.`,
  };
}

function overdueWords(isRunning: boolean, ends: string, plan: Org['plan']): NoticeWords {
  if (isRunning) {
    return {
      tone: 'warning',
      title: 'A payment is overdue.',
      text: `${PLAN_NAMES[plan]} stays in force until ${day(ends)}. Check the payment method under Manage Billing.`,
    };
  }
  return {
    tone: 'error',
    title: 'A payment is overdue, so the limits of Free hold.',
    text: 'They are lifted as soon as it is made. Nothing is deleted.',
  };
}
