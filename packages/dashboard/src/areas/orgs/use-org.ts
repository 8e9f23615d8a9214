import type { Org } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { orgsQuery } from './queries.ts';

/** One of the caller's organizations; undefined until the list is there. */
export function useOrg(orgId: string): Org | undefined {
  return useQuery(orgsQuery).data?.find((org) => org.id === orgId);
}
