/** What runs by itself, and how often. Each job is one call of one part; none overlaps itself. */
import { Cron } from 'croner';
import type { Logger } from 'pino';
import type { Kysely } from 'kysely';
import { deleteExpiredSessions } from '../areas/auth/index.ts';
import type { DropCounter } from '../areas/drops/index.ts';
import { deleteOldInvites } from '../areas/invites/index.ts';
import type { Clock } from '../clock.ts';
import type { Schema } from '../db/index.ts';
import type { Ingest } from '../ingest/index.ts';
import type { LiveSites } from '../live/index.ts';
import type { SiteDirectory } from '../site-context.ts';
import type { EventStore } from '../stores/event-store.ts';
import { sealFinishedDays } from '../stores/seal.ts';

/** How long an invite link can say what has become of it, from the day on which it would have expired. */
const INVITES_KEPT_MS = 30 * 86_400_000;

export interface JobParts {
  ingest: Pick<Ingest, 'tick'>;
  live: Pick<LiveSites, 'tick'>;
  store: EventStore;
  sites: SiteDirectory;
  drops: Pick<DropCounter, 'flush'>;
  db: Kysely<Schema>;
  clock: Clock;
  log: Logger;
}

/** Starts the jobs. @returns stops them; what is under way then may fail without a word */
export function startJobs({
  ingest,
  live,
  store,
  sites,
  drops,
  db,
  clock,
  log,
}: JobParts): () => void {
  let isStopped = false;
  const jobs = [
    job('forget ended visits, turn the salts', '0 * * * * *', async () => ingest.tick()),
    job('forget sites that nobody watches', '20 * * * * *', async () => live.tick()),
    job('note what was not counted', '*/10 * * * * *', () => drops.flush()),
    job('delete expired sessions', '45 15 3 * * *', async () => {
      await deleteExpiredSessions(db, clock.nowMs());
    }),
    job('forget old invitations', '15 20 3 * * *', async () => {
      await deleteOldInvites(db, new Date(clock.nowMs() - INVITES_KEPT_MS).toISOString());
    }),
    job('seal finished days', '30 */10 * * * *', async () => {
      const sealed = await sealFinishedDays({
        store,
        site: (number) => sites.byNumber(number),
        nowMs: clock.nowMs(),
      });
      if (sealed > 0) log.info({ days: sealed }, 'Days sealed');
    }),
  ];
  return () => {
    isStopped = true;
    jobs.forEach((each) => each.stop());
  };

  function job(name: string, schedule: string, run: () => Promise<void>): Cron {
    const onError = (error: unknown): void => {
      // The stores close under a job that goes on: nothing is wrong, and it runs at the next start.
      if (isStopped) return;
      log.error({ err: error, job: name }, 'A job failed; it runs again as scheduled');
    };
    return new Cron(
      schedule,
      { name, protect: true, unref: true, catch: onError, timezone: 'UTC' },
      run,
    );
  }
}
