import { useSyncExternalStore } from 'react';
import WifiOff from 'lucide-react/icons/wifi-off';

function subscribe(listener: () => void) {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** Says that what is on screen may be old, while the browser has no network. */
export function OfflineNotice() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <output className="block">
      {!online && (
        <div className="offline">
          <WifiOff />
          You’re offline. What you see may be out of date.
        </div>
      )}
    </output>
  );
}
