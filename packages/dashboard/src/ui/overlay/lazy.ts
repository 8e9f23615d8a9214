/**
 * Menus, popovers, dialogs and comboboxes stand on a library as large as the rest of the
 * application. Nobody opens one before the first chart is drawn, so it comes in a chunk of its own.
 */
import { lazy, useState } from 'react';

const load = () => import('./index.ts');

/** Fetches the chunk ahead of need; call it when the page has come to rest. */
export function preloadOverlays(): void {
  const whenIdle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 500));
  // A failed fetch is tried again, and told of, when an overlay is opened.
  whenIdle(() => void load().catch(() => undefined));
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
