import { useQuery } from '@tanstack/react-query';
import { Redirect } from 'wouter';
import { messageOf } from '../api/errors.ts';
import { visitorQuery } from '../areas/auth/queries.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { lastSitePath } from './last-site.ts';
import { PageSkeleton } from './PageSkeleton.tsx';
import { orgsPath } from './paths.ts';

/** `/`: the site looked at last, or the organizations; the sign-in for who is signed out. */
export function HomePage() {
  const { data: user, error, refetch, isFetching } = useQuery(visitorQuery);
  if (user === undefined && error) {
    return (
      <main className="grid min-h-screen place-content-center">
        <ErrorState
          headingLevel={2}
          title="Purestat didn’t load"
          message={messageOf(error)}
          onRetry={() => void refetch()}
          retrying={isFetching}
        />
      </main>
    );
  }
  if (user === undefined) return <PageSkeleton />;
  if (user === null) return <Redirect href="/login" replace />;
  return <Redirect href={lastSitePath() ?? orgsPath} replace />;
}
