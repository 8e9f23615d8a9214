/** The dashboard's queries as values, shared by the parts that show them and the tests. */
import type { RealtimeAnswer, StatsQuery } from '@purestat/vocabulary';
import { queryOptions } from '@tanstack/react-query';
import { fetchRealtime } from './endpoints.ts';
import type { Dashboard } from './dashboard-context.ts';
import type { StatsResult } from './batcher.ts';
import { isTold } from './realtime-stream.ts';

/** Figures of the same view are asked for again when they are older than this. */
const FRESH_MS = 20_000;
/** The live count; between 10 and 15 s, and half the shortest time between announcements. */
export const REALTIME_EVERY_MS = 12_000;

export type StatsKey = readonly ['stats', string, StatsQuery, Partial<StatsQuery>];

function sameRows(key: StatsKey, dimensions: StatsQuery['dimensions']): boolean {
  return JSON.stringify(key[3].dimensions) === JSON.stringify(dimensions);
}

/** Everything one part of the page shows. While it is asked anew for another view, the old stays. */
export function statsQuery(
  { siteId, base, batcher }: Pick<Dashboard, 'siteId' | 'base' | 'batcher'>,
  query: Partial<StatsQuery>,
) {
  return queryOptions<StatsResult, Error, StatsResult, StatsKey>({
    queryKey: ['stats', siteId, base, query],
    queryFn: ({ signal }) => batcher.stats(base, query, signal),
    // Rows of another dimension would be read, and pressed, as if they were of this one.
    placeholderData: (previous, previousQuery) =>
      previousQuery !== undefined && sameRows(previousQuery.queryKey, query.dimensions)
        ? previous
        : undefined,
    staleTime: FRESH_MS,
  });
}

/** The last 5 minutes. The first time it rides along with the first view's request. */
export function realtimeQuery(dashboard: Dashboard, everyMs = REALTIME_EVERY_MS) {
  const { orgId, siteId, base, batcher } = dashboard;
  return queryOptions<RealtimeAnswer>({
    queryKey: ['realtime', siteId],
    queryFn: ({ signal, client, queryKey }) =>
      client.getQueryData(queryKey) === undefined
        ? batcher.realtime(base, signal)
        : fetchRealtime(orgId, siteId, signal),
    refetchInterval: () => !isTold(siteId) && everyMs,
    staleTime: everyMs / 2,
  });
}
