import type { MouseEvent } from 'react';
import { formatFull, formatShare, formatShort } from '../../ui/charts/formats.ts';
import { useDashboard } from './dashboard-context.ts';
import { companionOf, wordsOf, type FilterDimension } from './dimensions.ts';
import { isFilteredBy } from './filters.ts';
import { RowIcon } from './RowIcon.tsx';
import { numberOf, textOf, type StatsRow } from './rows.ts';
import type { RowPress } from './use-row-filter.ts';
import { rowLabel } from './value-labels.ts';

interface BreakdownRowsProps {
  dimension: FilterDimension;
  rows: readonly StatsRow[];
  /** Visitors of all rows together: what a share is a share of. */
  total: number;
  onPress: (press: RowPress) => void;
}

/** Values with bars behind them. A press filters by the value. */
export function BreakdownRows({ dimension, rows, total, onPress }: BreakdownRowsProps) {
  const largest = Math.max(1, ...rows.map((row) => numberOf(row, 'visitors') ?? 0));
  return (
    <>
      <div className="column-head" aria-hidden="true">
        <span>{wordsOf(dimension).label}</span>
        <span>Visitors</span>
      </div>
      <ul className="rows">
        {rows.map((row) => (
          <Row key={keyOf(row, dimension)} {...{ dimension, row, rows, total, largest, onPress }} />
        ))}
      </ul>
    </>
  );
}

function keyOf(row: StatsRow, dimension: FilterDimension): string {
  const companion = companionOf(dimension);
  return JSON.stringify([textOf(row, dimension), companion && textOf(row, companion)]);
}

interface RowProps extends BreakdownRowsProps {
  row: StatsRow;
  largest: number;
}

function Row({ dimension, row, rows, total, largest, onPress }: RowProps) {
  const { view } = useDashboard();
  const value = textOf(row, dimension);
  const companionName = companionOf(dimension);
  const companion = companionName && textOf(row, companionName);
  const visitors = numberOf(row, 'visitors') ?? 0;
  const label = rowLabel(dimension, value, companion);
  const share = formatShare(visitors, total);
  const full = formatFull(visitors, 'count');
  const twins = rows.filter((other) => textOf(other, dimension) === value).length;
  const press = (event: MouseEvent): void =>
    onPress({
      value,
      label,
      // Two regions of one name are told apart by their country.
      companion: twins > 1 ? companion : undefined,
      extend: event.metaKey || event.ctrlKey || event.shiftKey,
    });
  return (
    <li>
      <button
        type="button"
        className="row"
        aria-current={isFilteredBy(view.filters, dimension, value) || undefined}
        onClick={press}
      >
        <span className="row-bar" style={{ width: `${(100 * visitors) / largest}%` }} />
        <RowIcon dimension={dimension} value={value} companion={companion} />
        <span className="row-label" title={label}>
          {label}
        </span>
        <span className="sr">: {full} visitors,</span>
        <span className="row-share">{share}</span>
        <span className="row-value" title={full} aria-hidden="true">
          {formatShort(visitors, 'count')}
        </span>
        <span className="sr">. Filter by this.</span>
      </button>
    </li>
  );
}
