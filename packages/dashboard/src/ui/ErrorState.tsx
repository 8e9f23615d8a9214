import RefreshCw from 'lucide-react/icons/refresh-cw';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { Button } from './Button.tsx';

interface Props {
  /** "Sources didn’t load" */
  title: string;
  /** What went wrong, in words for people. */
  message: string;
  /** Names the entry in the server's log. */
  reference?: string | undefined;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  /** 2 where no heading stands between this and the page's title. */
  headingLevel?: 2 | 3;
}

/** Something did not load: says what, why, and offers to try again. */
export function ErrorState(props: Props) {
  const { title, message, reference, onRetry, retrying, headingLevel = 3 } = props;
  const Heading = `h${headingLevel}` as const;
  return (
    <div className="state" role="alert">
      <span className="state-icon is-error">
        <TriangleAlert />
      </span>
      <Heading className="text-14 tracking-normal">{title}</Heading>
      <p>{message}</p>
      {onRetry && (
        <div className="state-actions">
          <Button icon={<RefreshCw />} onClick={onRetry} pending={retrying}>
            Try again
          </Button>
        </div>
      )}
      {reference && (
        <span className="mt-2.5 font-mono text-12 text-ink-3">Reference {reference}</span>
      )}
    </div>
  );
}
