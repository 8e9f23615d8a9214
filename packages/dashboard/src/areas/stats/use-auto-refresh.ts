import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/**
 * Asks all figures on the screen anew, together, so that they travel in one request. A hidden tab
 * asks nothing; what is old when the tab is shown again is refreshed by the query client.
 */
export function useAutoRefresh(siteId: string, active: boolean, everyMs: number): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!active) return undefined;
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'hidden') return;
      void client.invalidateQueries({ queryKey: ['stats', siteId] });
    }, everyMs);
    return () => window.clearInterval(timer);
  }, [client, siteId, active, everyMs]);
}
