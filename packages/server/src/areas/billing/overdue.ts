/** What becomes of overdue payments: mails while the grace runs, and its end. */
import { mailable, ownersOf } from '../plans/index.ts';
import { settlePlan } from './accounts.ts';
import { overdueMail, type OverdueStage } from './mails.ts';
import { announce, nowIso, type BillingParts } from './parts.ts';
import * as queries from './queries.ts';
import type { Account } from './queries.ts';
import { GRACE_MS, graceEndsAt } from './subscription.ts';

/** When each mail is due, after the payment failed. */
const STAGES: ReadonlyArray<{ stage: OverdueStage; afterMs: number }> = [
  { stage: 'failed', afterMs: 0 },
  { stage: 'reminder', afterMs: GRACE_MS - 2 * 86_400_000 },
  { stage: 'ended', afterMs: GRACE_MS },
];

export class Overdue {
  readonly #parts: Omit<BillingParts, 'stripe'>;

  constructor(parts: Omit<BillingParts, 'stripe'>) {
    this.#parts = parts;
  }

  /** Ends graces that are over, and sends the mails that are due. */
  async run(): Promise<void> {
    for (const account of await queries.overdueAccounts(this.#parts.db)) {
      await this.#settle(account);
    }
  }

  async #settle(known: Account): Promise<void> {
    const { db, clock } = this.#parts;
    const now = nowIso(this.#parts);
    const done = await db.transaction().execute(async (trx) => {
      const account = await queries.accountOf(trx, known.org_id);
      if (account?.past_due_since == null) return null;
      const elapsedMs = clock.nowMs() - Date.parse(account.past_due_since);
      const due = STAGES.filter(({ afterMs }) => elapsedMs >= afterMs).length;
      const isNews = due > account.past_due_mails;
      if (isNews) await queries.updateAccount(trx, account.org_id, { past_due_mails: due });
      const stage = isNews ? (STAGES[due - 1]?.stage ?? null) : null;
      return { account, stage, change: await settlePlan(trx, account, now) };
    });
    if (done === null) return;
    announce(this.#parts, done.change);
    if (done.stage !== null) await this.#tell(done.account, done.stage);
  }

  async #tell(account: Account, stage: OverdueStage): Promise<void> {
    const { db, mailer, baseUrl } = this.#parts;
    const until = graceEndsAt(account)!.slice(0, 10);
    const owners = mailable(await ownersOf(db, account.org_id), mailer);
    for (const { email, org_name: orgName } of owners) {
      const facts = { to: email, orgName, orgId: account.org_id, until, baseUrl };
      mailer.send(overdueMail({ ...facts, plan: account.plan ?? 'free', stage }));
    }
  }
}
