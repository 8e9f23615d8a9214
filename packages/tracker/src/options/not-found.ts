import type { Option } from './option.ts';

/**
 * Sends `404` with the page's `path` when the server answered the page with status 404.
 * @param always the page is an error page, whatever its status; for servers that answer 200, and for
 *   browsers that do not tell a page's status
 */
export function notFound({ always = false } = {}): Option {
  return ({ track }) => {
    const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    if (always || page?.responseStatus === 404)
      track('404', { props: { path: location.pathname }, interactive: false });
  };
}
