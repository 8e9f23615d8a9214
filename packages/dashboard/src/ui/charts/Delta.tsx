import type { Metric } from '@purestat/vocabulary';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { describeChange } from './formats.ts';

/** A change with its arrow; the colour says better or worse, the words say it without colour. */
export function Delta({ change, metric }: { change: number; metric: Metric }) {
  const { text, spoken, direction, tone } = describeChange(change, metric);
  if (direction === 'same') return <span className="delta">No change</span>;
  const Arrow = direction === 'up' ? ArrowUp : ArrowDown;
  return (
    <span className={`delta is-${tone}`}>
      <Arrow aria-hidden="true" />
      <span aria-hidden="true">{text}</span>
      <span className="sr">{spoken}</span>
    </span>
  );
}
