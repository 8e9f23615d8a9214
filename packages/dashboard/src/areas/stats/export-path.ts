import type { StatsQuery } from '@purestat/vocabulary';
import { sitePath } from './endpoints.ts';

/** Path of the file with the rows of the query, all of them. */
export function exportPath(orgId: string, siteId: string, query: StatsQuery): string {
  const { metrics = [], dimensions = [], filters, ...rest } = query;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) params.set(name, String(value));
  params.set('metrics', metrics.join(','));
  params.set('dimensions', dimensions.join(','));
  if (filters !== undefined && Object.keys(filters).length > 0)
    params.set('filters', JSON.stringify(filters));
  return `${sitePath(orgId, siteId)}/export?${params}`;
}
