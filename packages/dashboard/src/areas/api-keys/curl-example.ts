import type { SiteIds } from './queries.ts';

/**
 * A question to try, as it is typed into a shell.
 *
 * @param baseUrl address of this server, without a slash at the end.
 */
export function curlExample({ orgId, siteId }: SiteIds, baseUrl: string, key: string): string {
  return `curl -X POST ${baseUrl}/api/org/${orgId}/site/${siteId}/stats \\
  -H "X-API-Key: ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{
    "period": "7d",
    "metrics": ["visitors", "pageviews"],
    "dimensions": ["date"]
  }'`;
}
