/** Visits as METRICS.md defines them, from the events of a site in any order. */
import type { EventRecord } from '../stores/event-record.ts';

const GAP_MS = 30 * 60_000;

export interface Visit {
  /** All but engagement. */
  events: EventRecord[];
  engagement: EventRecord[];
  startedMs: number;
  durationMs: number;
  pageviews: number;
  isBounce: boolean;
  entryPage: string;
  exitPage: string;
}

export const isCounted = (event: EventRecord) => event.name !== 'engagement';

function toVisit(all: EventRecord[]): Visit {
  const events = all.filter(isCounted);
  const pages = events
    .filter((event) => event.name === 'pageview')
    .toSorted((a, b) => a.ts - b.ts || (a.pathname < b.pathname ? -1 : 1))
    .map((event) => event.pathname);
  const startedMs = Math.min(...events.map((event) => event.ts));
  return {
    events,
    engagement: all.filter((event) => !isCounted(event)),
    startedMs,
    durationMs: Math.max(...all.map((event) => event.ts)) - startedMs,
    pageviews: pages.length,
    isBounce:
      pages.length <= 1 && !events.some((event) => event.name !== 'pageview' && event.interactive),
    entryPage: pages[0] ?? '',
    exitPage: pages.at(-1) ?? '',
  };
}

/** Consecutive events of one visitor on one day with no gap longer than 30 minutes. */
export function visitsOf(records: readonly EventRecord[]): Visit[] {
  const visitors = Map.groupBy(records, ({ day, visitor }) => JSON.stringify([day, visitor]));
  return [...visitors.values()].flatMap((events) => {
    const visits: EventRecord[][] = [];
    // Of one instant, an event comes before the engagement that it lets join.
    const inTime = events.toSorted(
      (a, b) => a.ts - b.ts || Number(isCounted(b)) - Number(isCounted(a)),
    );
    for (const event of inTime) {
      const open = visits.at(-1);
      if (open !== undefined && event.ts - open.at(-1)!.ts <= GAP_MS) open.push(event);
      else if (isCounted(event)) visits.push([event]);
    }
    return visits.map(toVisit);
  });
}
