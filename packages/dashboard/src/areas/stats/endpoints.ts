/** The stats routes of one site. */
import type { RealtimeAnswer, StatsBatchAnswer, StatsBatchLine } from '@purestat/vocabulary';
import { request } from '../../api/client.ts';
import type { SendBatch } from './batcher.ts';

/** Path of the site under `/api`. */
export function sitePath(orgId: string, siteId: string): string {
  return `/org/${encodeURIComponent(orgId)}/site/${encodeURIComponent(siteId)}`;
}

/** Posts batches for the site, whose answers come line by line. */
export function batchSender(orgId: string, siteId: string): SendBatch {
  const path = `${sitePath(orgId, siteId)}/stats/batch`;
  return async (body, signal, take) => {
    const onLine = (line: unknown): void => take(line as StatsBatchLine);
    const options = { method: 'POST', body, signal, onLine } as const;
    const whole = await request<StatsBatchAnswer | undefined>(path, options);
    if (whole !== undefined) linesOf(whole).forEach(take);
  };
}

/** An answer that came whole, as the lines that it could have been. */
function linesOf({ results, realtime, first_event_at }: StatsBatchAnswer): StatsBatchLine[] {
  return [
    { first_event_at },
    ...Object.entries(results).map(([name, result]) => ({ name, result })),
    ...(realtime === undefined ? [] : [{ realtime }]),
  ];
}

export function fetchRealtime(
  orgId: string,
  siteId: string,
  signal: AbortSignal,
): Promise<RealtimeAnswer> {
  return request(`${sitePath(orgId, siteId)}/realtime`, { signal });
}
