/**
 * What goes on every page of the site.
 *
 * @param baseUrl address of this server, without a slash at the end.
 */
export function trackerSnippet(domain: string, baseUrl: string): string {
  return `<script defer data-domain="${domain}" src="${baseUrl}/js/purestat.js"></script>`;
}
