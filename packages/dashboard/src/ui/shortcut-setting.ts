/**
 * Whether single keys do something. People who dictate or shake must be able to turn them off
 * (WCAG 2.1.4); kept in this browser.
 */
import { useSyncExternalStore } from 'react';

const STORAGE_KEY = 'ps-shortcuts';
const listeners = new Set<() => void>();
let on = read();

function read(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off';
  } catch {
    return true;
  }
}

export function areShortcutsOn(): boolean {
  return on;
}

export function setShortcutsOn(next: boolean): void {
  on = next;
  try {
    if (next) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, 'off');
  } catch {
    // Not remembered where storage is forbidden; it still holds for this page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useShortcutsOn(): boolean {
  return useSyncExternalStore(subscribe, areShortcutsOn);
}
