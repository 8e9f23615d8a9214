import type { ReactNode } from 'react';
import { isApiError, messageOf } from '../api/errors.ts';
import { ErrorState } from './ErrorState.tsx';
import { Panel } from './Panel.tsx';
import { useSlow } from './Skeleton.tsx';

/** What is read of a query's result (`useQuery`, `useInfiniteQuery`). */
interface Loadable<Data> {
  data: Data | undefined;
  error: Error | null;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => Promise<unknown>;
}

interface Props<Data> {
  query: Loadable<Data>;
  /** Begins the error's title: "The members" (didn’t load). */
  what: string;
  /** Shown once the wait is longer than 200 ms; nothing by default. */
  skeleton?: ReactNode;
  /** 2 where no heading stands between this and the page's title. */
  headingLevel?: 2 | 3;
  /** The error brings no panel: one stands around this already, or none is wanted. */
  bare?: boolean;
  /** Of the error's panel. */
  className?: string | undefined;
  children: (data: Data) => ReactNode;
}

/**
 * What a query gives, or why it is not there: nothing for a moment, then the skeleton; an error that
 * offers to try again; the content. What is there once stays, also when a later fetch fails.
 */
export function Loaded<Data>(props: Props<Data>) {
  const { query, skeleton = null, bare, className, children } = props;
  const { data, error } = query;
  const slow = useSlow(query.isPending);
  if (data !== undefined) return children(data);
  // Who is signed out is on the way to the sign-in.
  if (error === null || isApiError(error, 'UNAUTHORIZED')) return slow ? skeleton : null;
  const failure = <Failure {...props} error={error} />;
  return bare ? failure : <Panel className={className}>{failure}</Panel>;
}

type FailureProps = Pick<Props<unknown>, 'query' | 'what' | 'headingLevel'> & { error: Error };

function Failure({ query, what, headingLevel = 2, error }: FailureProps) {
  return (
    <ErrorState
      headingLevel={headingLevel}
      title={`${what} didn’t load`}
      message={messageOf(error)}
      reference={isApiError(error) ? error.requestId : undefined}
      onRetry={() => void query.refetch()}
      retrying={query.isFetching}
    />
  );
}
