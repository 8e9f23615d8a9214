import ChevronDown from 'lucide-react/icons/chevron-down';
import Check from 'lucide-react/icons/check';
import { lazy, Suspense } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { addDays } from './calendar-dates.ts';
import { useDashboard, type Dashboard } from './dashboard-context.ts';
import { formatRange } from './date-formats.ts';
import type { DateRange } from './periods.ts';
import type { CompareMode } from './view.ts';
import { canCompare } from './view.ts';

const RangeCalendar = lazy(async () => ({
  default: (await import('./RangeCalendar.tsx')).RangeCalendar,
}));

const COMPARE_WORDS: Record<CompareMode, string> = {
  off: 'Nothing',
  previous_period: 'Previous period',
  previous_year: 'Previous year',
  custom: 'Custom range',
};

/** The entries of the comparison menu, for the toolbar and for the phone's menu. */
export function compareEntries(
  { view, change }: Pick<Dashboard, 'view' | 'change'>,
  onCustom: () => void,
): MenuEntry[] {
  return (Object.keys(COMPARE_WORDS) as CompareMode[]).map((mode) => ({
    label: mode === 'custom' ? `${COMPARE_WORDS.custom}…` : COMPARE_WORDS[mode],
    checked: mode === view.compare,
    ...(mode === 'off' ? { end: <OffEnd checked={view.compare === 'off'} /> } : {}),
    onSelect: () =>
      mode === 'custom' ? onCustom() : change({ compare: mode, compareRange: null }, 'push'),
  }));
}

function OffEnd({ checked }: { checked: boolean }) {
  return (
    <>
      {checked && <Check />}
      <Kbd>X</Kbd>
    </>
  );
}

/** Chooses what the figures are compared with. */
export function CompareMenu({ onCustom }: { onCustom: () => void }) {
  const dashboard = useDashboard();
  const { view, today } = dashboard;
  if (!canCompare(view.period)) return null;
  const label =
    view.compareRange === null
      ? COMPARE_WORDS[view.compare]
      : formatRange(view.compareRange, today);
  return (
    <div className="wide-only">
      <Menu
        label="Compare to"
        align="end"
        widthPx={232}
        entries={[{ heading: 'Compare to' }, ...compareEntries(dashboard, onCustom)]}
        renderTrigger={(trigger) => (
          <Button {...trigger}>
            <span className="sr">Compare</span>
            <span className="button-prefix">vs</span>
            {view.compare === 'off' ? 'nothing' : label}
            <ChevronDown />
          </Button>
        )}
      />
    </div>
  );
}

interface CompareDialogProps {
  open: boolean;
  onClose: () => void;
  /** The days shown now. */
  range: DateRange | null;
}

/** Chooses a range of one's own to compare with. */
export function CompareDialog({ open, onClose, range }: CompareDialogProps) {
  const { view, change, today } = useDashboard();
  const before =
    range === null ? null : { from: addDays(range.from, -364), to: addDays(range.to, -364) };
  const apply = (compareRange: DateRange): void => {
    change({ compare: 'custom', compareRange }, 'push');
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Compare to a custom range"
      description="Its first day stands beside the first day of the period."
    >
      <div className="compare-calendar">
        <Suspense fallback={<div className="period-menu-space" />}>
          <RangeCalendar
            range={view.compareRange ?? before}
            today={today}
            latest={today}
            onApply={apply}
          />
        </Suspense>
      </div>
    </Dialog>
  );
}
