import type { PropertyDimension } from '@purestat/vocabulary';
import { formatFull, formatShort } from '../../ui/charts/formats.ts';
import { numberOf, textOf, type StatsRow } from '../stats/rows.ts';
import type { RowPress } from '../stats/use-row-filter.ts';

interface PropertyRowsProps {
  dimension: PropertyDimension | 'property';
  /** Over the names. */
  head: string;
  rows: readonly StatsRow[];
  /** What a press does, in a sentence. */
  about: string;
  isOn?: (value: string) => boolean;
  onPress: (press: RowPress) => void;
}

/** Keys or values with their visitors and events. */
export function PropertyRows(props: PropertyRowsProps) {
  const { dimension, head, rows, about, isOn, onPress } = props;
  const largest = Math.max(1, ...rows.map((row) => numberOf(row, 'visitors') ?? 0));
  return (
    <>
      <div className="property-columns column-head" aria-hidden="true">
        <span>{head}</span>
        <span>Visitors</span>
        <span>Events</span>
      </div>
      <ul className="rows">
        {rows.map((row) => {
          const value = textOf(row, dimension);
          return (
            <li key={value}>
              <button
                type="button"
                className="row property-columns"
                aria-current={isOn?.(value) || undefined}
                onClick={({ metaKey, ctrlKey, shiftKey }) =>
                  onPress({ value, label: value, extend: metaKey || ctrlKey || shiftKey })
                }
              >
                <Figures row={row} value={value} largest={largest} about={about} />
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Figures(props: { row: StatsRow; value: string; largest: number; about: string }) {
  const { row, value, largest, about } = props;
  const visitors = numberOf(row, 'visitors') ?? 0;
  const events = numberOf(row, 'events') ?? 0;
  const [allVisitors, allEvents] = [formatFull(visitors, 'count'), formatFull(events, 'count')];
  return (
    <>
      <span className="row-bar" style={{ width: `${(100 * visitors) / largest}%` }} />
      <span className="row-label" title={value}>
        {value}
      </span>
      <span className="sr">{`: ${allVisitors} visitors, ${allEvents} events. ${about}`}</span>
      <span className="is-main" aria-hidden="true" title={allVisitors}>
        {formatShort(visitors, 'count')}
      </span>
      <span aria-hidden="true" title={allEvents}>
        {formatShort(events, 'count')}
      </span>
    </>
  );
}
