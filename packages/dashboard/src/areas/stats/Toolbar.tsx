/** Left says what (live count, filters), right says when (period, comparison). */
import './toolbar.css';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { CompareDialog, compareEntries, CompareMenu } from './CompareMenu.tsx';
import { useDashboard } from './dashboard-context.ts';
import { DatePicker, useStepPeriod } from './DatePicker.tsx';
import { FilterBar } from './FilterBar.tsx';
import type { DateRange } from './periods.ts';
import { RealtimeBadge } from './RealtimeBadge.tsx';
import { canCompare } from './view.ts';

/** @param range the days shown, null until known */
export function Toolbar({ range }: { range: DateRange | null }) {
  const { view } = useDashboard();
  const [choosing, setChoosing] = useState(false);
  const openCompare = (): void => setChoosing(true);
  return (
    <div className={view.filters.length > 1 ? 'toolbar has-many' : 'toolbar'}>
      <div className="toolbar-live">
        <RealtimeBadge />
      </div>
      <div className="toolbar-filters">
        <FilterBar />
      </div>
      <div className="toolbar-when">
        <DatePicker range={range} />
        <CompareMenu onCustom={openCompare} />
        <PhoneMenu range={range} onCustom={openCompare} />
      </div>
      <CompareDialog open={choosing} onClose={() => setChoosing(false)} range={range} />
    </div>
  );
}

/** On phones: what has no room in the toolbar. */
function PhoneMenu({ range, onCustom }: { range: DateRange | null; onCustom: () => void }) {
  const dashboard = useDashboard();
  const step = useStepPeriod(range);
  const moves = ([-1, 1] as const).map((direction): MenuEntry => {
    const move = step(direction);
    return {
      label: direction === -1 ? 'Previous period' : 'Next period',
      disabled: move === null,
      onSelect: () => move?.(),
    };
  });
  const compare = canCompare(dashboard.view.period)
    ? [
        { separator: true as const },
        { heading: 'Compare to' },
        ...compareEntries(dashboard, onCustom),
      ]
    : [];
  return (
    <div className="phone-only">
      <Menu
        label="More"
        align="end"
        entries={[{ heading: 'Move the period' }, ...moves, ...compare]}
        renderTrigger={(trigger) => (
          <Button {...trigger} square aria-label="More: move the period, compare">
            <Ellipsis />
          </Button>
        )}
      />
    </div>
  );
}
