/**
 * How many pageviews each organization has got in each calendar month, and whether it may have
 * another: asked for each event, so it is all in memory. Loaded at start from what the event store
 * has ever stored and what the log holds beyond it; from then on it counts what ingest takes, at the
 * moment in which it is let in, so that nothing under way can slip past a limit.
 */
import type { Kysely } from 'kysely';
import type { OrgPlan } from '@purestat/vocabulary';
import type { SiteContext } from '../../site-context.ts';
import type { Schema } from '../../db/index.ts';
import { allPlans, meteredSites } from './queries.ts';
import { limitOf } from './catalogue.ts';

interface MonthUse {
  total: number;
  /** By site number. */
  sites: Map<number, number>;
}

interface OrgUse {
  limit: number;
  /** By `YYYY-MM`. */
  months: Map<string, MonthUse>;
}

export interface MeterFacts {
  plans: Iterable<{ id: string; plan: OrgPlan }>;
  sites: Iterable<{ site_number: number; org_id: string }>;
}

const FIRST_MONTH: Month = { name: '', fromMs: 0, toMs: 0 };

interface Month {
  name: string;
  fromMs: number;
  toMs: number;
}

export class PageviewMeter {
  readonly #orgs = new Map<string, OrgUse>();
  readonly #orgOfSite: Map<number, string>;
  /** The month asked for last: nearly always the one under way. */
  #month = FIRST_MONTH;

  constructor({ plans, sites }: MeterFacts) {
    this.#orgOfSite = new Map([...sites].map((site) => [site.site_number, site.org_id]));
    for (const { id, plan } of plans) this.setPlan(id, plan);
  }

  /** From now on. What is counted stays. */
  setPlan(orgId: string, plan: OrgPlan): void {
    this.#org(orgId).limit = limitOf(plan, 'pageviews');
  }

  forgetOrg(orgId: string): void {
    this.#orgs.delete(orgId);
  }

  /** Counts what is on the disk; once, at start. @param month `YYYY-MM` */
  restore(site: number, month: string, pageviews: number): void {
    const orgId = this.#orgOfSite.get(site);
    // An organization that is gone has taken its account with it.
    if (orgId !== undefined) this.#add(this.#org(orgId), month, site, pageviews);
  }

  /**
   * Whether an event may be recorded; a pageview that may be is counted with it. At the limit nothing
   * more of that month is recorded.
   */
  admit({ orgId, number }: SiteContext, atMs: number, isPageview: boolean): boolean {
    const org = this.#org(orgId);
    const month = this.#monthOf(atMs);
    if ((org.months.get(month)?.total ?? 0) >= org.limit) return false;
    if (isPageview) this.#add(org, month, number, 1);
    return true;
  }

  /** Takes back a pageview that was let in and could not be made durable. */
  giveBack({ orgId, number }: SiteContext, atMs: number): void {
    this.#add(this.#org(orgId), this.#monthOf(atMs), number, -1);
  }

  /** @param month `YYYY-MM`, UTC */
  used(orgId: string, month: string): { total: number; sites: ReadonlyMap<number, number> } {
    return this.#orgs.get(orgId)?.months.get(month) ?? { total: 0, sites: new Map() };
  }

  /** Organizations that have used at least that share of their limit, with what they have used. */
  over(month: string, share: number): Array<{ orgId: string; used: number; limit: number }> {
    return [...this.#orgs].flatMap(([orgId, { limit, months }]) => {
      const used = months.get(month)?.total ?? 0;
      return used > 0 && used >= limit * share ? [{ orgId, used, limit }] : [];
    });
  }

  #org(orgId: string): OrgUse {
    let org = this.#orgs.get(orgId);
    if (org === undefined) this.#orgs.set(orgId, (org = { limit: Infinity, months: new Map() }));
    return org;
  }

  #add({ months }: OrgUse, name: string, site: number, pageviews: number): void {
    let month = months.get(name);
    if (month === undefined) months.set(name, (month = { total: 0, sites: new Map() }));
    month.total += pageviews;
    month.sites.set(site, (month.sites.get(site) ?? 0) + pageviews);
  }

  #monthOf(atMs: number): string {
    if (atMs < this.#month.fromMs || atMs >= this.#month.toMs) this.#month = monthAt(atMs);
    return this.#month.name;
  }
}

/** Without what is on the disk, which ingest adds when it opens. */
export async function loadPageviewMeter(db: Kysely<Schema>): Promise<PageviewMeter> {
  return new PageviewMeter({ plans: await allPlans(db), sites: await meteredSites(db) });
}

/** The calendar month (UTC) of an instant. */
export function monthAt(atMs: number): Month {
  const at = new Date(atMs);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const [fromMs, toMs] = [Date.UTC(year, month), Date.UTC(year, month + 1)];
  return { name: at.toISOString().slice(0, 7), fromMs, toMs };
}
