import ChevronDown from 'lucide-react/icons/chevron-down';
import { Button } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useDashboard } from './dashboard-context.ts';
import { INTERVAL_WORDS, intervalsFor, type Interval } from './periods.ts';

/** The `I` key presses the button with this id. */
export const INTERVAL_BUTTON = 'interval-button';

/** Chooses how long the chart's buckets are. Only the chart changes. */
export function IntervalMenu({ days, interval }: { days: number; interval: Interval }) {
  const { change } = useDashboard();
  const allowed = intervalsFor(days);
  const label = INTERVAL_WORDS[interval].label;
  if (allowed.length < 2) return <span className="interval-only">{label}</span>;
  return (
    <Menu
      label="Interval"
      align="end"
      entries={allowed.map((name) => ({
        label: INTERVAL_WORDS[name].label,
        checked: name === interval,
        onSelect: () => change({ interval: name }),
      }))}
      renderTrigger={(trigger) => (
        <Button
          {...trigger}
          id={INTERVAL_BUTTON}
          variant="ghost"
          size="sm"
          aria-label={`Interval: ${label}`}
        >
          {label}
          <ChevronDown />
        </Button>
      )}
    />
  );
}
