import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import { meQuery, visitorQuery, type SignIn } from './queries.ts';
import { returnPath, secondStepPath } from './return-path.ts';

/**
 * After signing in: remembers who it is and goes where the visitor wanted to go, by the second step
 * where there is one.
 */
export function useArrival(): (signIn: SignIn) => void {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const search = useSearch();
  return (signIn) => {
    // Nothing read by whoever was signed in before may show up now.
    client.clear();
    if (!('user' in signIn)) {
      navigate(secondStepPath(returnPath(search)), { replace: true });
      return;
    }
    const { user } = signIn;
    client.setQueryData(meQuery.queryKey, user);
    client.setQueryData(visitorQuery.queryKey, user);
    navigate(returnPath(search), { replace: true });
  };
}
