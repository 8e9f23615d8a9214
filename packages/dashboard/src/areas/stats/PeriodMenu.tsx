/** What the date picker opens: the named periods, and calendars for a range of one's own. */
import './period-menu.css';
import { useState } from 'react';
import { Kbd } from '../../ui/Kbd.tsx';
import { LiveDot } from '../../ui/LiveDot.tsx';
import { useDashboard } from './dashboard-context.ts';
import {
  nameRange,
  PERIOD_GROUPS,
  PERIOD_WORDS,
  type DateRange,
  type ViewPeriod,
} from './periods.ts';
import { RangeCalendar } from './RangeCalendar.tsx';

interface PeriodMenuProps {
  /** The days shown now; null until known. */
  range: DateRange | null;
  onDone: () => void;
}

export default function PeriodMenu({ range, onDone }: PeriodMenuProps) {
  const { view, change, today, hasNoRealtime = false } = useDashboard();
  // Phones have room for one thing at a time: the names, or the calendar.
  const [calendar, setCalendar] = useState(view.period === 'custom');
  const choose = (period: ViewPeriod): void => {
    if (period === 'custom') {
      setCalendar(true);
      return;
    }
    change({ period, range: null, interval: null }, 'push');
    onDone();
  };
  const isOffered = (period: ViewPeriod) => !hasNoRealtime || period !== 'realtime';
  const apply = (chosen: DateRange): void => {
    const period = nameRange(chosen, today);
    const custom = period === 'custom' ? chosen : null;
    change({ period, range: custom, interval: null }, 'push');
    onDone();
  };
  return (
    <div className={calendar ? 'period-parts shows-calendar' : 'period-parts'}>
      <fieldset className="period-names" aria-label="Period">
        {PERIOD_GROUPS.map((group) => (
          <div key={group[0]} className="period-group">
            {group.filter(isOffered).map((period) => (
              <PeriodItem
                key={period}
                period={period}
                chosen={period === view.period}
                onChoose={choose}
              />
            ))}
          </div>
        ))}
      </fieldset>
      <RangeCalendar range={range} today={today} latest={today} onApply={apply} />
    </div>
  );
}

interface PeriodItemProps {
  period: ViewPeriod;
  chosen: boolean;
  onChoose: (period: ViewPeriod) => void;
}

function PeriodItem({ period, chosen, onChoose }: PeriodItemProps) {
  const { label, key } = PERIOD_WORDS[period];
  return (
    <button
      type="button"
      className="menu-item"
      aria-pressed={chosen}
      onClick={() => onChoose(period)}
    >
      {label}
      <span className="end">
        {period === 'realtime' && <LiveDot />}
        {key !== undefined && <Kbd>{key}</Kbd>}
      </span>
    </button>
  );
}
