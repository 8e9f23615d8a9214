import type { User } from '@purestat/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import { meQuery, visitorQuery } from './queries.ts';
import { returnPath } from './return-path.ts';

/** After signing in: remembers who it is and goes where the visitor wanted to go. */
export function useArrival(): (user: User) => void {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const search = useSearch();
  return (user) => {
    // Nothing read by whoever was signed in before may show up now.
    client.clear();
    client.setQueryData(meQuery.queryKey, user);
    client.setQueryData(visitorQuery.queryKey, user);
    navigate(returnPath(search), { replace: true });
  };
}
