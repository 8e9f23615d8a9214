import type { RealtimeAnswer } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Dashboard } from './dashboard-context.ts';
import { sitePath } from './endpoints.ts';

/** The site whose live figures are being told: then nobody needs to ask for them. */
let toldSite: string | null = null;

/** How long until a stream is tried again that the server, or a proxy before it, has refused. */
const AGAIN_MS = 30_000;

export const isTold = (siteId: string): boolean => toldSite === siteId;

/** Takes the live figures as the server tells them, while the tab is seen. Without a stream they are asked for. */
export function useRealtimeStream({ orgId, siteId }: Dashboard, isWanted: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isWanted) return undefined;
    const queryKey = ['realtime', siteId];
    let source: EventSource | undefined;
    let again: number | undefined;
    const stop = () => {
      window.clearTimeout(again);
      source?.close();
      source = undefined;
      toldSite = null;
    };
    const askInstead = () => {
      // A connection that was lost the browser makes again by itself, one that was refused it does not.
      if (source?.readyState === EventSource.CLOSED) again = window.setTimeout(follow, AGAIN_MS);
      if (!isTold(siteId)) return;
      toldSite = null;
      void client.invalidateQueries({ queryKey });
    };
    function follow(): void {
      stop();
      if (document.hidden) return;
      source = new EventSource(`/api${sitePath(orgId, siteId)}/realtime/stream`);
      source.addEventListener('realtime', ({ data }: MessageEvent<string>) => {
        toldSite = siteId;
        client.setQueryData(queryKey, JSON.parse(data) as RealtimeAnswer);
      });
      source.addEventListener('error', askInstead);
    }
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop();
    };
  }, [client, orgId, siteId, isWanted]);
}
