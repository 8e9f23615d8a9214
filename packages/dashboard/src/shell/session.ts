/** The end of a session: nothing read in it may be seen afterwards, not even by going back. */
import { useSyncExternalStore } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import { navigate } from 'wouter/use-browser-location';

let number = 0;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Changes with each session; as a key it has the whole application drawn anew. */
export function useSessionNumber(): number {
  return useSyncExternalStore(subscribe, () => number);
}

/** Goes to `path`, usually the sign-in, and forgets all that was read. */
export function endSession(client: QueryClient, path: string, options = { replace: false }): void {
  navigate(path, options);
  client.clear();
  // What is on screen still holds what it was given, and would show it again on the way back.
  number += 1;
  for (const listener of listeners) listener();
}
