import { useRef, type KeyboardEvent } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { addDays, addMonths, daysInMonth, startOfMonth, weekdayOf } from './calendar-dates.ts';
import { formatLongDate, formatMonth, weekdayNames } from './date-formats.ts';
import type { DateRange } from './periods.ts';

export interface MonthGridProps {
  /** First day of the month shown. */
  month: string;
  /** The month beside it, where keys may move the focus to. */
  other: string;
  today: string;
  latest: string;
  chosen: DateRange;
  onPress: (date: string) => void;
  /** Asked to show this month at the right. */
  onTurn: (month: string) => void;
}

const KEY_MOVES: Record<string, (date: string) => string> = {
  ArrowLeft: (date) => addDays(date, -1),
  ArrowRight: (date) => addDays(date, 1),
  ArrowUp: (date) => addDays(date, -7),
  ArrowDown: (date) => addDays(date, 7),
  Home: (date) => addDays(date, -weekdayOf(date)),
  End: (date) => addDays(date, 6 - weekdayOf(date)),
  PageUp: (date) => addMonths(date, -1),
  PageDown: (date) => addMonths(date, 1),
};

/** The weeks of a month, null where a week reaches out of it. */
function weeksOf(month: string): (string | null)[][] {
  const lead = weekdayOf(month);
  const count = daysInMonth(month);
  const weeks = Math.ceil((lead + count) / 7);
  return Array.from({ length: weeks }, (_week, row) =>
    Array.from({ length: 7 }, (_day, column) => {
      const day = 7 * row + column - lead;
      return day < 0 || day >= count ? null : addDays(month, day);
    }),
  );
}

/** A month: one tab stop, arrow keys between days, Page keys between months. */
export function MonthGrid(props: MonthGridProps) {
  const { month, other, latest, onTurn } = props;
  const table = useRef<HTMLTableElement>(null);
  const focusable = stopOf(props);
  function onKeyDown(event: KeyboardEvent, date: string): void {
    const move = KEY_MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = move(date);
    if (next > latest) return;
    const shown = startOfMonth(next);
    if (shown !== month && shown !== other) onTurn(shown < month ? addMonths(shown, 1) : shown);
    // The months may just be turning; the day is there once they have.
    requestAnimationFrame(() => {
      const calendar = table.current?.closest('form');
      calendar?.querySelector<HTMLElement>(`[data-date="${next}"]`)?.focus();
    });
  }
  return (
    <table ref={table} aria-label={formatMonth(month)} className="month-grid">
      <thead>
        <tr>
          {weekdayNames().map(({ short, long }) => (
            <th key={long} scope="col" abbr={long}>
              {short}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week, row) => (
          // The weeks of a month have no name but their place.
          <tr key={`${month} ${row}`}>
            {week.map((date, column) => (
              <td key={date ?? `${month} blank ${column}`}>
                {date !== null && (
                  <Day
                    {...props}
                    date={date}
                    focusable={date === focusable}
                    onKeyDown={onKeyDown}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isWithin(date: string, { from, to }: DateRange): boolean {
  return date >= from && date <= to;
}

/** The day the tab key reaches: the chosen end where it is in sight, else the month's first. */
function stopOf({ month, chosen, latest }: MonthGridProps): string {
  if (startOfMonth(chosen.to) === month) return chosen.to;
  if (startOfMonth(chosen.from) === month) return chosen.from;
  return month <= latest ? month : '';
}

interface DayProps extends MonthGridProps {
  date: string;
  focusable: boolean;
  onKeyDown: (event: KeyboardEvent, date: string) => void;
}

function Day({ date, focusable, today, latest, chosen, onPress, onKeyDown }: DayProps) {
  return (
    <button
      type="button"
      data-date={date}
      className={classNames(
        isWithin(date, chosen) && 'is-in',
        date === chosen.from && 'is-from',
        date === chosen.to && 'is-to',
        date === today && 'is-today',
      )}
      aria-label={formatLongDate(date)}
      aria-current={date === today ? 'date' : undefined}
      aria-pressed={isWithin(date, chosen)}
      tabIndex={focusable ? 0 : -1}
      disabled={date > latest}
      onClick={() => onPress(date)}
      onKeyDown={(event) => onKeyDown(event, date)}
    >
      {Number(date.slice(8))}
    </button>
  );
}
