/** The stats routes of one site. */
import type { RealtimeAnswer, StatsBatchAnswer } from '@purestat/vocabulary';
import { request } from '../../api/client.ts';
import type { SendBatch } from './batcher.ts';

/** Path of the site under `/api`. */
export function sitePath(orgId: string, siteId: string): string {
  return `/org/${encodeURIComponent(orgId)}/site/${encodeURIComponent(siteId)}`;
}

/** Posts batches for the site. */
export function batchSender(orgId: string, siteId: string): SendBatch {
  const path = `${sitePath(orgId, siteId)}/stats/batch`;
  return (body, signal) => request<StatsBatchAnswer>(path, { method: 'POST', body, signal });
}

export function fetchRealtime(
  orgId: string,
  siteId: string,
  signal: AbortSignal,
): Promise<RealtimeAnswer> {
  return request(`${sitePath(orgId, siteId)}/realtime`, { signal });
}
