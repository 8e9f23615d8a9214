import type { StatsAnswer } from '@purestat/vocabulary';
import { Button } from '../../ui/Button.tsx';
import { useDashboard } from './dashboard-context.ts';
import { formatRange } from './date-formats.ts';
import { filterInWords } from './filter-words.ts';
import { removeFilter } from './filters.ts';

/** Says what was asked, shows that nothing is there, and offers the way back. */
export function NoMatch({ answer: { meta } }: { answer: StatsAnswer }) {
  const { view, change, today } = useDashboard();
  const last = view.filters.at(-1);
  const range = formatRange({ from: meta.date_from, to: meta.date_to }, today);
  return (
    <div className="no-match">
      <div className="hatch" aria-hidden="true" />
      <div className="no-match-box state">
        <h3>No visits match these filters</h3>
        <p>
          {range}: {view.filters.map(filterInWords).join(', ')}.
        </p>
        <div className="state-actions">
          {last !== undefined && view.filters.length > 1 && (
            <Button onClick={() => change({ filters: removeFilter(view.filters, last) }, 'push')}>
              Remove “{filterInWords(last)}”
            </Button>
          )}
          <Button variant="primary" onClick={() => change({ filters: [] }, 'push')}>
            Clear filters
          </Button>
        </div>
      </div>
    </div>
  );
}
