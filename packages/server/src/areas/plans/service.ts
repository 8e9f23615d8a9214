/** What an organization has used of its plan, and telling its owners in time. */
import type { Kysely } from 'kysely';
import type { OrgPlan, Usage } from '@purestat/vocabulary';
import type { Clock } from '../../clock.ts';
import type { Schema } from '../../db/index.ts';
import type { Mailer } from '../../mail/index.ts';
import { usageMail } from './mails.ts';
import { monthAt, type PageviewMeter } from './pageview-meter.ts';
import * as queries from './queries.ts';
import { toUsage } from './usage.ts';

/** Percents of the month's pageviews at which owners get a mail, the highest first. */
const NOTICE_PERCENTS = [100, 80] as const;
/** How far back notices are remembered. */
const NOTICES_KEPT_MS = 90 * 86_400_000;

export interface PlansParts {
  db: Kysely<Schema>;
  clock: Clock;
  meter: PageviewMeter;
  mailer: Pick<Mailer, 'send' | 'isOn'>;
  baseUrl: string;
}

export class Plans {
  readonly #parts: PlansParts;

  constructor(parts: PlansParts) {
    this.#parts = parts;
  }

  /** What each organization has used of its pageviews. */
  get meter(): PageviewMeter {
    return this.#parts.meter;
  }

  async usageOf({ id, plan }: { id: string; plan: OrgPlan }): Promise<Usage> {
    const { db, clock, meter } = this.#parts;
    const nowMs = clock.nowMs();
    const { members, invites } = await queries.countMembers(db, id, new Date(nowMs).toISOString());
    return toUsage({
      plan,
      nowMs,
      pageviews: meter.used(id, monthAt(nowMs).name),
      sites: await queries.sitesOf(db, id),
      members: members + invites,
    });
  }

  /** Mails the owners of each organization that has come to 80 or 100 percent: once a month and plan. */
  async notifyOwners(): Promise<void> {
    const { clock, meter } = this.#parts;
    const month = monthAt(clock.nowMs()).name;
    for (const { orgId, used, limit } of meter.over(month, Math.min(...NOTICE_PERCENTS) / 100)) {
      await this.#notify(orgId, month, { used, limit });
    }
  }

  async forgetOldNotices(): Promise<void> {
    const { db, clock } = this.#parts;
    await queries.deleteOldNotices(db, monthAt(clock.nowMs() - NOTICES_KEPT_MS).name);
  }

  /** Whoever is past both is told of the higher one alone. */
  async #notify(orgId: string, month: string, use: { used: number; limit: number }): Promise<void> {
    const { db, clock, mailer, baseUrl } = this.#parts;
    const owners = await queries.ownersOf(db, orgId);
    const plan = owners[0]?.plan;
    if (plan === undefined) return;
    const reached = NOTICE_PERCENTS.filter((percent) => use.used >= (use.limit * percent) / 100);
    const sent_at = new Date(clock.nowMs()).toISOString();
    const isNews = await db.transaction().execute(async (trx) => {
      let hasNew: number | null = null;
      for (const percent of reached) {
        const isNew = await queries.insertNotice(trx, {
          org_id: orgId,
          month,
          plan,
          percent,
          sent_at,
        });
        if (isNew) hasNew ??= percent;
      }
      return hasNew === reached[0];
    });
    if (!isNews) return;
    for (const { email, org_name } of queries.mailable(owners, mailer)) {
      const facts = { to: email, orgName: org_name, orgId, plan, ...use, baseUrl };
      mailer.send(usageMail({ ...facts, percent: reached[0]! }));
    }
  }
}
