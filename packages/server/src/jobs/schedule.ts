/** What runs by itself, and how often. Each job is one call of one part; none overlaps itself. */
import { Cron } from 'croner';
import type { Logger } from 'pino';
import type { Kysely } from 'kysely';
import type { AuditLog } from '../access/index.ts';
import { deleteOldEntries } from '../areas/audit/index.ts';
import { deleteRevokedKeys, type KeyUses } from '../areas/api-keys/index.ts';
import { deleteExpiredSessions } from '../areas/auth/index.ts';
import type { CutCounter, DropCounter } from '../areas/drops/index.ts';
import { deleteOldInvites } from '../areas/invites/index.ts';
import { deleteExpiredAttempts } from '../areas/oauth/index.ts';
import type { Billing } from '../areas/billing/index.ts';
import type { Plans } from '../areas/plans/index.ts';
import type { Clock } from '../clock.ts';
import type { Schema } from '../db/index.ts';
import type { Ingest } from '../ingest/index.ts';
import type { LiveSites } from '../live/index.ts';
import type { SiteDirectory } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { sealFinishedDays } from '../stores/seal.ts';

/** How long an invite link can say what has become of it, from the day on which it would have expired. */
const INVITES_KEPT_MS = 30 * 86_400_000;

/** An organization can look back a year; names of people in it are kept no longer. */
const AUDIT_KEPT_MS = 365 * 86_400_000;

/** How long an answer can tell a revoked key from one that never was. */
const REVOKED_KEYS_KEPT_MS = 90 * 86_400_000;

export interface JobParts {
  ingest: Pick<Ingest, 'tick'>;
  live: Pick<LiveSites, 'tick'>;
  store: EventStore;
  sites: SiteDirectory;
  drops: Pick<DropCounter, 'flush'>;
  cuts: Pick<CutCounter, 'flush'>;
  keyUses: Pick<KeyUses, 'flush'>;
  plans: Pick<Plans, 'notifyOwners' | 'forgetOldNotices'>;
  billing: Pick<Billing, 'reconcile' | 'settleOverdue'>;
  audit: Pick<AuditLog, 'flush'>;
  db: Kysely<Schema>;
  clock: Clock;
  log: Logger;
}

interface Job {
  name: string;
  /** Seconds first, UTC. */
  schedule: string;
  run(): Promise<void>;
}

/** What keeps memory and the stores in step. */
function runningJobs(parts: JobParts): Job[] {
  const { ingest, live, store, sites, plans, billing, clock, log } = parts;
  return [
    {
      name: 'forget ended visits, turn the salts',
      schedule: '0 * * * * *',
      run: async () => ingest.tick(),
    },
    {
      name: 'forget sites that nobody watches',
      schedule: '20 * * * * *',
      run: async () => live.tick(),
    },
    {
      name: 'tell owners of their usage',
      schedule: '50 * * * * *',
      run: () => plans.notifyOwners(),
    },
    {
      name: 'end graces of overdue payments',
      schedule: '55 */5 * * * *',
      run: () => billing.settleOverdue(),
    },
    {
      name: 'hold accounts against Stripe',
      schedule: '25 17 * * * *',
      run: () => billing.reconcile(),
    },
    {
      name: 'seal finished days',
      schedule: '30 */10 * * * *',
      run: async () => {
        const sealed = await sealFinishedDays({
          store,
          site: (number) => sites.byNumber(number),
          nowMs: clock.nowMs(),
        });
        if (sealed > 0) log.info({ days: sealed }, 'Days sealed');
      },
    },
  ];
}

/** What was noted in memory is written. */
function notingJobs({ drops, cuts, keyUses, audit }: JobParts): Job[] {
  return [
    { name: 'note what was not counted', schedule: '*/10 * * * * *', run: () => drops.flush() },
    { name: 'note what was cut', schedule: '*/10 * * * * *', run: () => cuts.flush() },
    { name: 'note when API keys were used', schedule: '40 * * * * *', run: () => keyUses.flush() },
    {
      name: 'write audit entries that could not be written',
      schedule: '5 * * * * *',
      run: () => audit.flush(),
    },
  ];
}

/** What need not be kept any longer. */
function forgettingJobs({ plans, db, clock }: JobParts): Job[] {
  const before = (keptMs: number): string => new Date(clock.nowMs() - keptMs).toISOString();
  return [
    {
      name: 'delete expired sessions',
      schedule: '45 15 3 * * *',
      run: async () => void (await deleteExpiredSessions(db, clock.nowMs())),
    },
    {
      name: 'forget sign-ins that nobody came back from',
      schedule: '50 25 * * * *',
      run: () => deleteExpiredAttempts(db, clock.nowMs()),
    },
    {
      name: 'forget old invitations',
      schedule: '15 20 3 * * *',
      run: () => deleteOldInvites(db, before(INVITES_KEPT_MS)),
    },
    {
      name: 'forget revoked API keys',
      schedule: '30 25 3 * * *',
      run: () => deleteRevokedKeys(db, before(REVOKED_KEYS_KEPT_MS)),
    },
    {
      name: 'forget old notices of usage',
      schedule: '45 25 3 * * *',
      run: () => plans.forgetOldNotices(),
    },
    {
      name: 'forget old audit entries',
      schedule: '0 30 3 * * *',
      run: () => deleteOldEntries(db, before(AUDIT_KEPT_MS)),
    },
  ];
}

/** Starts the jobs. @returns stops them; what is under way then may fail without a word */
export function startJobs(parts: JobParts): () => void {
  let isStopped = false;
  const jobs = [...runningJobs(parts), ...notingJobs(parts), ...forgettingJobs(parts)].map(
    ({ name, schedule, run }) => {
      const onError = (error: unknown): void => {
        // The stores close under a job that goes on: nothing is wrong, and it runs at the next start.
        if (isStopped) return;
        parts.log.error({ err: error, job: name }, 'A job failed; it runs again as scheduled');
      };
      const options = { name, protect: true, unref: true, catch: onError, timezone: 'UTC' };
      return new Cron(schedule, options, run);
    },
  );
  return () => {
    isStopped = true;
    jobs.forEach((each) => each.stop());
  };
}
