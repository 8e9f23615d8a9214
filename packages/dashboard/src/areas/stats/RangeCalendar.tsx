/** Two months (one on a phone) in which two presses choose a range, and fields to type it. */
import './period-menu.css';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useState, type FormEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import { addMonths, isCalendarDate, startOfMonth } from './calendar-dates.ts';
import { formatMonth } from './date-formats.ts';
import { MonthGrid } from './MonthGrid.tsx';
import { MonthSelect } from './MonthSelect.tsx';
import { lengthInDays, type DateRange } from './periods.ts';

export interface RangeCalendarProps {
  range: DateRange | null;
  today: string;
  /** The last day that can be chosen. */
  latest: string;
  onApply: (range: DateRange) => void;
}

/** The end is null between the two presses. */
interface Draft {
  from: string;
  to: string | null;
}

function ordered({ from, to }: Draft): DateRange {
  if (to === null) return { from, to: from };
  return from <= to ? { from, to } : { from: to, to: from };
}

export function RangeCalendar({ range, today, latest, onApply }: RangeCalendarProps) {
  const [draft, setDraft] = useState<Draft>(range ?? { from: today, to: today });
  // The right-hand month holds the end, so that the past is in sight.
  const [right, setRight] = useState(startOfMonth(range?.to ?? today));
  const left = addMonths(right, -1);
  const chosen = ordered(draft);
  const press = (date: string): void =>
    setDraft(draft.to === null ? { from: draft.from, to: date } : { from: date, to: null });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onApply(chosen);
  };
  const grid = { today, latest, chosen, onPress: press, onTurn: setRight };
  return (
    <form className="range-calendar" onSubmit={submit}>
      <div className="months">
        <section className="month is-left">
          <div className="month-head">
            <TurnButton to="earlier" onClick={() => setRight(left)} />
            <MonthSelect
              month={left}
              latest={latest}
              onChange={(month) => setRight(addMonths(month, 1))}
            />
          </div>
          <MonthGrid {...grid} month={left} other={right} />
        </section>
        <section className="month">
          <div className="month-head">
            <TurnButton to="earlier" phone onClick={() => setRight(left)} />
            <span className="month-name">{formatMonth(right)}</span>
            <MonthSelect phone month={right} latest={latest} onChange={setRight} />
            <TurnButton
              to="later"
              disabled={right >= startOfMonth(latest)}
              onClick={() => setRight(addMonths(right, 1))}
            />
          </div>
          <MonthGrid {...grid} month={right} other={left} />
        </section>
      </div>
      <div className="range-foot">
        <DayField
          label="From"
          value={chosen.from}
          latest={latest}
          onChange={(from) => setDraft({ from, to: chosen.to })}
        />
        <span>to</span>
        <DayField
          label="To"
          value={chosen.to}
          latest={latest}
          onChange={(to) => {
            setDraft({ from: chosen.from, to });
            setRight(startOfMonth(to));
          }}
        />
        <output className="range-days">{daysInWords(lengthInDays(chosen))}</output>
        <Button type="submit" variant="primary">
          Apply
        </Button>
      </div>
    </form>
  );
}

function daysInWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

interface TurnButtonProps {
  to: 'earlier' | 'later';
  phone?: boolean;
  disabled?: boolean;
  onClick: () => void;
}

function TurnButton({ to, phone, disabled, onClick }: TurnButtonProps) {
  return (
    <Button
      variant="ghost"
      size="sm"
      square
      className={phone === true ? `turn-${to} phone-only` : `turn-${to}`}
      aria-label={to === 'earlier' ? 'Earlier month' : 'Later month'}
      disabled={disabled}
      onClick={onClick}
    >
      {to === 'earlier' ? <ChevronLeft /> : <ChevronRight />}
    </Button>
  );
}

interface DayFieldProps {
  label: string;
  value: string;
  latest: string;
  onChange: (date: string) => void;
}

function DayField({ label, value, latest, onChange }: DayFieldProps) {
  return (
    <span className="input-box is-sm">
      <input
        type="date"
        className="input"
        aria-label={label}
        value={value}
        max={latest}
        required
        onChange={(event) => {
          const typed = event.target.value;
          if (isCalendarDate(typed) && typed <= latest && typed >= '1970-01-01') onChange(typed);
        }}
      />
    </span>
  );
}
