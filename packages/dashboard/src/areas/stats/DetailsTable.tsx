import { METRICS, type Metric } from '@purestat/vocabulary';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { formatFull, formatShare } from '../../ui/charts/formats.ts';
import { classNames } from '../../ui/class-names.ts';
import { Skeleton, useSlow } from '../../ui/Skeleton.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { DETAIL_METRICS, DETAIL_ROWS, type DetailsOrder } from './details-query.ts';
import { definitionOf } from './definition.ts';
import { companionOf, wordsOf, type FilterDimension } from './dimensions.ts';
import { RowIcon } from './RowIcon.tsx';
import { numberOf, textOf, type StatsRow } from './rows.ts';
import type { RowPress } from './use-row-filter.ts';
import { rowLabel } from './value-labels.ts';

interface DetailsTableProps {
  dimension: FilterDimension;
  /** undefined while they are awaited. */
  rows: readonly StatsRow[] | undefined;
  /** Visitors of everything: what a share is a share of. */
  total: number;
  order: DetailsOrder;
  search: string;
  stale: boolean;
  onOrder: (order: DetailsOrder) => void;
  onPick: (press: RowPress) => void;
}

const SHORT_NAMES: Partial<Record<Metric, string>> = {
  visitors: 'Visitors',
  bounce_rate: 'Bounce rate',
  avg_duration: 'Duration',
};

export function DetailsTable(props: DetailsTableProps) {
  const { dimension, rows, search, stale } = props;
  const slow = useSlow(rows === undefined);
  return (
    <div className={stale ? 'details-table is-stale' : 'details-table'}>
      <table>
        <thead>
          <tr>
            <Head {...props} by={dimension} label={wordsOf(dimension).label} />
            <Head {...props} by="visitors" metric="visitors" label="Visitors" />
            <th scope="col" className="is-number">
              % of all
            </th>
            {DETAIL_METRICS.slice(1).map((metric) => (
              <Head
                key={metric}
                {...props}
                by={metric}
                metric={metric}
                label={SHORT_NAMES[metric] ?? METRICS[metric].label}
                className="wide-cell"
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === undefined && slow && <WaitingRows />}
          {rows?.length === 0 && (
            <tr>
              <td colSpan={7} className="details-none">
                {search === ''
                  ? 'Nothing in this period.'
                  : `No ${wordsOf(dimension).one} matches “${search}”.`}
              </td>
            </tr>
          )}
          {rows?.map((row) => (
            <BodyRow key={JSON.stringify(row)} {...props} row={row} rows={rows} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WaitingRows() {
  return Array.from({ length: DETAIL_ROWS }, (_, index) => (
    // Rows without content have no name but their place.
    <tr key={index}>
      <td colSpan={7}>
        <Skeleton width={`${36 - 2 * index}%`} height={20} />
      </td>
    </tr>
  ));
}

interface HeadProps extends DetailsTableProps {
  by: string;
  /** Whose figures stand below; undefined: the values themselves. */
  metric?: Metric;
  label: string;
  className?: string;
}

/** A column's name, which sorts by it; pressed again, the other way round. */
function Head({ by, metric, label, className, dimension, order, onOrder }: HeadProps) {
  const sorted = order.by === by;
  const first = by === dimension ? 'asc' : 'desc';
  const flipped = order.direction === 'asc' ? 'desc' : 'asc';
  const Arrow = (sorted ? order.direction : first) === 'asc' ? ArrowUp : ArrowDown;
  const button = (
    <button
      type="button"
      className="sort-button"
      onClick={() => onOrder({ by, direction: sorted ? flipped : first })}
    >
      {label}
      <Arrow />
    </button>
  );
  return (
    <th
      scope="col"
      className={classNames(by !== dimension && 'is-number', className)}
      aria-sort={sorted ? (order.direction === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      {metric === undefined ? button : <Tooltip label={definitionOf(metric)}>{button}</Tooltip>}
    </th>
  );
}

function BodyRow(props: DetailsTableProps & { row: StatsRow; rows: readonly StatsRow[] }) {
  const { dimension, row, rows, total, onPick } = props;
  const value = textOf(row, dimension);
  const companionName = companionOf(dimension);
  const companion = companionName && textOf(row, companionName);
  const label = rowLabel(dimension, value, companion);
  const visitors = numberOf(row, 'visitors') ?? 0;
  const largest = Math.max(1, ...rows.map((other) => numberOf(other, 'visitors') ?? 0));
  const isTwin = rows.some((other) => other !== row && textOf(other, dimension) === value);
  return (
    <tr>
      <td>
        <button
          type="button"
          className="details-value"
          aria-label={`${label}. Filter by this.`}
          onClick={() => onPick({ value, label, companion: isTwin ? companion : undefined })}
        >
          <span className="row-bar" style={{ width: `${(100 * visitors) / largest}%` }} />
          <RowIcon dimension={dimension} value={value} companion={companion} />
          <span className="truncate" title={label}>
            {label}
          </span>
        </button>
      </td>
      <td className="is-number is-main">{formatFull(visitors, 'count')}</td>
      <td className="is-number">{formatShare(visitors, total)}</td>
      {DETAIL_METRICS.slice(1).map((metric) => (
        <td key={metric} className="is-number wide-cell">
          {formatFull(numberOf(row, metric), METRICS[metric].unit)}
        </td>
      ))}
    </tr>
  );
}
