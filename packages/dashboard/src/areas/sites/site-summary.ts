/** The figures on a site's card: visitors of the last 24 hours, and who is there now. */
import type { Site, StatsBatchAnswer, StatsBatchQuery } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/client.ts';

export interface SiteSummary {
  visitors: number;
  /** Percent against the 24 hours before; null where that cannot be computed. */
  change: number | null;
  /** Visitors by clock hour, oldest first. */
  hours: number[];
  /** Visitors of the last 5 minutes. */
  now: number;
}

const QUERY: StatsBatchQuery = {
  base: { period: '24h', metrics: ['visitors'], compare: 'previous_period' },
  queries: { hours: { dimensions: ['hour'] } },
  realtime: true,
};

const REFRESH_MS = 60_000;

function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Reads the answer to the one question above. */
export function summarize(answer: StatsBatchAnswer): SiteSummary {
  const hours = answer.results['hours'];
  return {
    visitors: toNumber(hours?.metrics['visitors']),
    change: hours?.comparison?.change['visitors'] ?? null,
    // Rows of time come newest first.
    hours: (hours?.dimensions ?? []).map((row) => toNumber(row['visitors'])).toReversed(),
    now: answer.realtime?.visitors ?? 0,
  };
}

export const siteSummaryQuery = (site: Site) =>
  queryOptions({
    queryKey: ['site-summary', site.id],
    queryFn: async ({ signal }) => {
      const path = `/org/${site.org_id}/site/${site.id}/stats/batch`;
      const options = { method: 'POST', body: QUERY, signal } as const;
      return summarize(await request<StatsBatchAnswer>(path, options));
    },
    refetchInterval: REFRESH_MS,
  });
