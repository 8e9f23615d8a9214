/** From counts to what people are shown of them; pure. */
import { UNLIMITED, type Meter, type OrgPlan, type Usage } from '@purestat/vocabulary';
import { limitOf, type LimitName } from './catalogue.ts';
import { monthAt } from './pageview-meter.ts';

const MS_PER_DAY = 86_400_000;

export interface Counts {
  plan: OrgPlan;
  nowMs: number;
  /** Of the month under way, by site number. */
  pageviews: { total: number; sites: ReadonlyMap<number, number> };
  /** Those that are there. */
  sites: ReadonlyArray<{ id: string; number: number; domain: string }>;
  members: number;
}

export function toUsage(counts: Counts): Usage {
  const { plan, nowMs, pageviews, sites, members } = counts;
  return {
    month: monthAt(nowMs).name,
    pageviews: {
      ...toMeter(plan, 'pageviews', pageviews.total),
      expected: expectedBy(nowMs, pageviews.total),
      sites: bySite(counts),
    },
    sites: toMeter(plan, 'sites', sites.length),
    members: toMeter(plan, 'members', members),
  };
}

function toMeter(plan: OrgPlan, name: LimitName, used: number): Meter {
  const limit = limitOf(plan, name);
  return limit === Infinity
    ? { used, limit: UNLIMITED, percent: null }
    : { used, limit, percent: percentOf(used, limit) };
}

const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((100 * part) / whole);

/** At the pace so far; the first day is too short to tell. */
function expectedBy(nowMs: number, used: number): number | null {
  const { fromMs, toMs } = monthAt(nowMs);
  const elapsedMs = nowMs - fromMs;
  return elapsedMs < MS_PER_DAY ? null : Math.round((used * (toMs - fromMs)) / elapsedMs);
}

function bySite({ pageviews, sites }: Counts): Usage['pageviews']['sites'] {
  const rest = new Map(pageviews.sites);
  const listed = sites.map(({ id, number, domain }) => {
    const used = rest.get(number) ?? 0;
    rest.delete(number);
    return { site_id: id, domain, pageviews: used, percent: percentOf(used, pageviews.total) };
  });
  listed.sort((a, b) => b.pageviews - a.pageviews);
  const deleted = [...rest.values()].reduce((sum, used) => sum + used, 0);
  if (deleted === 0) return listed;
  const percent = percentOf(deleted, pageviews.total);
  return [...listed, { site_id: null, domain: null, pageviews: deleted, percent }];
}
