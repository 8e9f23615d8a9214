import { useSyncExternalStore } from 'react';
import Check from 'lucide-react/icons/check';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { classNames } from './class-names.ts';
import {
  currentToasts,
  dismissToast,
  pauseToast,
  resumeToast,
  subscribeToToasts,
} from './toast-store.ts';

/** Where toasts appear; once per application. Announced politely. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts);
  return (
    <output className="toasts" aria-live="polite">
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className={classNames('toast', toast.tone === 'error' && 'is-error')}
          onPointerEnter={() => pauseToast(toast.id)}
          onPointerLeave={() => resumeToast(toast.id)}
          onFocus={() => pauseToast(toast.id)}
          onBlur={() => resumeToast(toast.id)}
        >
          {toast.tone === 'error' ? <TriangleAlert /> : <Check />}
          <span>{toast.message}</span>
          {toast.action && (
            <button
              type="button"
              onClick={() => {
                toast.action?.run();
                dismissToast(toast.id);
              }}
            >
              {toast.action.label}
            </button>
          )}
        </div>
      ))}
    </output>
  );
}
