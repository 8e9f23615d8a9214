import { dateAt } from '../calendar.ts';
import type { SiteContext } from '../site-context.ts';
import type { EventStore } from './event-store.ts';

/** How long after midnight a day stays open: for the log to drain and for the clock's inaccuracy. */
const GRACE_MS = 10 * 60_000;

export interface SealInput {
  store: EventStore;
  /** Looks a site up by its number; days of sites that are gone are sealed as UTC days. */
  site(number: number): SiteContext | undefined;
  nowMs: number;
}

/**
 * Seals every day that has ended in its site's timezone. To be called by a job, a few times an hour.
 * @returns how many days were sealed
 */
export async function sealFinishedDays({ store, site, nowMs }: SealInput): Promise<number> {
  const unsealed = await store.unsealedDays();
  const finished = unsealed.filter(
    ({ site: number, day }) => day < dateAt(site(number)?.timezone ?? 'UTC', nowMs - GRACE_MS),
  );
  if (finished.length > 0) await store.sealDays(finished);
  return finished.length;
}
