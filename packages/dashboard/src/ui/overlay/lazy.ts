/**
 * Menus, popovers, dialogs and comboboxes stand on a library as large as the rest of the
 * application. Nobody opens one before the first chart is drawn, so it comes in a chunk of its own.
 */
import { lazy, useState } from 'react';

const load = () => import('./index.ts');

const SIGNS_OF_USE = ['pointermove', 'touchstart', 'keydown'] as const;

/**
 * Fetches the chunk ahead of need: when somebody first moves, touches or types. Not when the
 * browser is idle, which it is while it waits for the first figures.
 */
export function preloadOverlays(): void {
  const start = () => {
    for (const sign of SIGNS_OF_USE) window.removeEventListener(sign, start);
    // A failed fetch is tried again, and told of, when an overlay is opened.
    load().catch(() => undefined);
  };
  for (const sign of SIGNS_OF_USE) window.addEventListener(sign, start, { passive: true });
}

export const LazyDialog = lazy(async () => ({ default: (await load()).DialogPopup }));
export const LazyMenu = lazy(async () => ({ default: (await load()).MenuPopup }));
export const LazyPopover = lazy(async () => ({ default: (await load()).PopoverPopup }));
export const LazyCombobox = lazy(async () => ({ default: (await load()).ComboboxControl }));

/** True from the first time it was given true: what was opened once stays to close gracefully. */
export function useOnceTrue(now: boolean): boolean {
  const [was, setWas] = useState(now);
  if (now && !was) setWas(true);
  return was || now;
}
