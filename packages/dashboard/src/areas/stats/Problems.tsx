import { useState } from 'react';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useDashboard } from './dashboard-context.ts';

/** What of the address could not be read, one sentence for each filter. */
export function Problems({ problems }: { problems: readonly string[] }) {
  const { change } = useDashboard();
  // The next change of the view writes a clean address; what was wrong stays on the screen.
  const [shown, setShown] = useState(problems);
  const isNews = problems.length > 0 && problems.join('') !== shown.join('');
  if (isNews) setShown(problems);
  if (shown.length === 0) return null;
  const dismiss = (): void => {
    setShown([]);
    change({});
  };
  return (
    <div className="problems">
      <Banner
        tone="warning"
        title={
          shown.length === 1
            ? 'A filter in the address can’t be read, so it is left out.'
            : `${shown.length} filters in the address can’t be read, so they are left out.`
        }
        action={<Button onClick={dismiss}>Dismiss</Button>}
      >
        {shown.join(' ')}
      </Banner>
    </div>
  );
}
