/** What an organization may record, as ingest asks for it: in memory, for each event. */
import type { SiteContext } from '../site-context.ts';

export interface Quota {
  /**
   * Whether an event of that instant may be recorded; a pageview that may be is counted at once, and
   * is to be given back if it cannot be made durable.
   */
  admit(site: SiteContext, atMs: number, isPageview: boolean): boolean;
  giveBack(site: SiteContext, atMs: number): void;
  /** Counts what is on the disk already; before the first event. @param month `YYYY-MM`, UTC */
  restore(siteNumber: number, month: string, pageviews: number): void;
}

export const NO_QUOTA: Quota = {
  admit: () => true,
  giveBack: () => undefined,
  restore: () => undefined,
};
