import { QueryCache, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import CloudOff from 'lucide-react/icons/cloud-off';
import WifiOff from 'lucide-react/icons/wifi-off';
import { shouldRetry } from '../api/query-client.ts';

function subscribe(listener: () => void) {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** Says that what is on screen may be old: the browser has no network, or the server does not answer. */
export function OfflineNotice() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const staleSinceMs = useStaleSince();
  return (
    <output className="block">
      {!online && (
        <div className="offline">
          <WifiOff />
          You’re offline. What you see may be out of date.
        </div>
      )}
      {online && staleSinceMs !== null && (
        <div className="offline">
          <CloudOff />
          The server isn’t answering. What you see is of {TIME.format(staleSinceMs)}.
        </div>
      )}
    </output>
  );
}

/** When the oldest of the answers on screen came that could not be had again; null: there is none. */
function useStaleSince(): number | null {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => oldestFailing(cache),
  );
}

function oldestFailing(cache: QueryCache): number | null {
  const times = cache
    .getAll()
    .filter((query) => query.isActive() && query.state.data !== undefined)
    // What the server refuses is an answer, and told where it was asked for.
    .filter(({ state }) => state.error !== null && shouldRetry(0, state.error))
    .map(({ state }) => state.dataUpdatedAt);
  return times.length === 0 ? null : Math.min(...times);
}
