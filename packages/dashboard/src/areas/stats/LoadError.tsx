import { isApiError, messageOf, refusalOf } from '../../api/errors.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Button } from '../../ui/Button.tsx';
import { useDashboard } from './dashboard-context.ts';

interface LoadErrorProps {
  /** "Sources", "The chart". */
  what: string;
  error: unknown;
  onRetry: () => void;
}

/** One part failed; the rest of the page stands. What the server refuses is not tried again. */
export function LoadError({ what, error, onRetry }: LoadErrorProps) {
  const { view, change } = useDashboard();
  const refused = isApiError(error, 'VALIDATION_ERROR');
  const reference = isApiError(error) ? error.requestId : undefined;
  return (
    <div className="load-error">
      <ErrorState
        title={`${what} didn’t load`}
        message={refused ? refusalOf(error) : messageOf(error)}
        reference={reference}
        onRetry={refused ? undefined : onRetry}
      />
      {refused && view.filters.length > 0 && (
        <Button onClick={() => change({ filters: [] }, 'push')}>Clear filters</Button>
      )}
    </div>
  );
}
