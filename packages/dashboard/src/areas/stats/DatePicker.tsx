import Calendar from 'lucide-react/icons/calendar';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { useDashboard } from './dashboard-context.ts';
import { formatRange } from './date-formats.ts';
import { nameRange, PERIOD_WORDS, stepRange, type DateRange } from './periods.ts';

const PeriodMenu = lazy(() => import('./PeriodMenu.tsx'));

/** The `C` key presses the button with this id. */
export const PERIOD_BUTTON = 'period-button';

const MENU_WIDTH_PX = 716;

/** Chooses the period; the arrows move it. */
export function DatePicker({ range }: { range: DateRange | null }) {
  const { view, today } = useDashboard();
  const [open, setOpen] = useState(false);
  const label =
    view.range === null ? PERIOD_WORDS[view.period].label : formatRange(view.range, today);
  return (
    <>
      <PeriodArrows range={range} />
      <Popover
        label="Period"
        align="end"
        widthPx={MENU_WIDTH_PX}
        className="period-menu"
        open={open}
        onOpenChange={setOpen}
        renderTrigger={(trigger) => (
          <Button
            {...trigger}
            id={PERIOD_BUTTON}
            icon={<Calendar />}
            aria-label={`Period: ${label}`}
          >
            {label}
            <ChevronDown />
          </Button>
        )}
      >
        {(close) => (
          <Suspense fallback={<div className="period-menu-space" />}>
            <PeriodMenu range={range} onDone={close} />
          </Suspense>
        )}
      </Popover>
    </>
  );
}

function PeriodArrows({ range }: { range: DateRange | null }) {
  const step = useStepPeriod(range);
  return (
    <fieldset className="button-pair wide-only" aria-label="Move the period">
      <IconButton
        variant="secondary"
        label="Previous period"
        shortcut="←"
        disabled={step(-1) === null}
        onClick={() => step(-1)?.()}
      >
        <ChevronLeft />
      </IconButton>
      <IconButton
        variant="secondary"
        label="Next period"
        shortcut="→"
        disabled={step(1) === null}
        onClick={() => step(1)?.()}
      >
        <ChevronRight />
      </IconButton>
    </fieldset>
  );
}

/** @returns for a direction what moves the period there, or null where it cannot move */
export function useStepPeriod(range: DateRange | null): (direction: -1 | 1) => (() => void) | null {
  const { view, change, today } = useDashboard();
  return (direction) => {
    const moved = range === null ? null : stepRange(range, view.period, direction, today);
    if (moved === null) return null;
    const period = nameRange(moved, today);
    const custom = period === 'custom' ? moved : null;
    return () => change({ period, range: custom }, 'push');
  };
}
