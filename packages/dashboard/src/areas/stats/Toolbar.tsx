/** Left says what (live count, filters), right says when (period, comparison). */
import './toolbar.css';
import type { StatsQuery } from '@purestat/vocabulary';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { CompareDialog, compareEntries, CompareMenu } from './CompareMenu.tsx';
import { useDashboard } from './dashboard-context.ts';
import { DatePicker, useStepPeriod } from './DatePicker.tsx';
import { ExportButton, useExport } from './ExportButton.tsx';
import { FilterBar } from './FilterBar.tsx';
import type { DateRange, Interval } from './periods.ts';
import { RealtimeBadge } from './RealtimeBadge.tsx';
import { baseOf, chartQuery } from './requests.ts';
import { canCompare, type View } from './view.ts';

interface ToolbarProps {
  /** The days shown, null until known. */
  range: DateRange | null;
  /** The chart's, null until known. */
  interval: Interval | null;
}

/** What the dashboard shows, as one table: the chart with its comparison. */
function shownQuery(view: View, interval: Interval | null): StatsQuery | null {
  return interval === null ? null : { ...baseOf(view), ...chartQuery(view, interval) };
}

export function Toolbar({ range, interval }: ToolbarProps) {
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
        {view.period !== 'realtime' && (
          <ExportButton query={shownQuery(view, interval)} className="wide-only" />
        )}
        <PhoneMenu range={range} interval={interval} onCustom={openCompare} />
      </div>
      <CompareDialog open={choosing} onClose={() => setChoosing(false)} range={range} />
    </div>
  );
}

/** On phones: what has no room in the toolbar. */
function PhoneMenu({ range, interval, onCustom }: ToolbarProps & { onCustom: () => void }) {
  const dashboard = useDashboard();
  const { save } = useExport(shownQuery(dashboard.view, interval));
  const saving =
    dashboard.view.period === 'realtime'
      ? []
      : [{ separator: true as const }, { label: 'Export CSV', onSelect: save }];
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
        entries={[{ heading: 'Move the period' }, ...moves, ...compare, ...saving]}
        renderTrigger={(trigger) => (
          <Button {...trigger} square aria-label="More: move the period, compare, export">
            <Ellipsis />
          </Button>
        )}
      />
    </div>
  );
}
