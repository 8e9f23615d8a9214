import { addMonths, startOfMonth } from './calendar-dates.ts';
import { formatMonth } from './date-formats.ts';

interface MonthSelectProps {
  /** First day of the month. */
  month: string;
  latest: string;
  onChange: (month: string) => void;
  /** Shown on phones only, where it stands for the plain name. */
  phone?: boolean;
}

/** As far back as events may be back-filled. */
const YEARS = 5;

/** The month's name, which is also the way to jump to another. Native, so that phones show a wheel. */
export function MonthSelect({ month, latest, onChange, phone }: MonthSelectProps) {
  const newest = startOfMonth(latest);
  const months = Array.from({ length: 12 * YEARS + 1 }, (_, back) => addMonths(newest, -back));
  if (!months.includes(month)) months.push(month);
  return (
    <select
      className={phone === true ? 'month-select phone-only' : 'month-select'}
      aria-label="Month"
      value={month}
      onChange={(event) => onChange(event.target.value)}
    >
      {months.map((one) => (
        <option key={one} value={one}>
          {formatMonth(one)}
        </option>
      ))}
    </select>
  );
}
