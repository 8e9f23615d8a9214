/** How many completed, by what those who entered are divided by. */
import type { FunnelStats } from '@purestat/vocabulary';
import Inbox from 'lucide-react/icons/inbox';
import SplitIcon from 'lucide-react/icons/split';
import { formatFull } from '../../ui/charts/formats.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useDashboard } from '../stats/dashboard-context.ts';
import { DIMENSIONS } from '../stats/dimensions.ts';
import { labelOf } from '../stats/value-labels.ts';

type Split = NonNullable<FunnelStats['split']>;

export function SplitPanel({ split }: { split: Split | undefined }) {
  const { view, change } = useDashboard();
  if (split === undefined) {
    return (
      <Panel title="Conversion by …" className="breakdown">
        <EmptyState
          icon={<SplitIcon />}
          title="Compare groups"
          actions={
            view.split === null && (
              <Button onClick={() => change({ split: 'channel' }, 'push')}>Split by channel</Button>
            )
          }
        >
          {view.split === null
            ? 'See who gets further: by channel, country, device and more.'
            : 'Counting …'}
        </EmptyState>
      </Panel>
    );
  }
  const { label, one, many } = DIMENSIONS[split.dimension];
  const { rows, total_rows: total } = split;
  return (
    <Panel
      title={`Conversion by ${one}`}
      className="breakdown"
      footer={
        total > rows.length && (
          <span>{`The ${rows.length} largest of ${formatFull(total, 'count')} ${many}`}</span>
        )
      }
    >
      {rows.length === 0 ? (
        <EmptyState icon={<Inbox />} title="Nobody entered">
          Nobody took the first step in this period.
        </EmptyState>
      ) : (
        <SplitTable split={split} label={label} />
      )}
    </Panel>
  );
}

function SplitTable({ split, label }: { split: Split; label: string }) {
  const largest = Math.max(...split.rows.map(({ entered }) => entered));
  return (
    <div className="funnel-split-box">
      <table className="funnel-split">
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col">Entered</th>
            <th scope="col">Completed</th>
            <th scope="col">Rate</th>
            <th scope="col">Median</th>
          </tr>
        </thead>
        <tbody>
          {split.rows.map((row) => {
            const name = labelOf(split.dimension, row.value);
            return (
              <tr key={row.value}>
                <th scope="row">
                  <span
                    className="row-bar"
                    style={{ width: `${(100 * row.entered) / largest}%` }}
                  />
                  <span className="row-label" title={name}>
                    {name}
                  </span>
                </th>
                <td>{formatFull(row.entered, 'count')}</td>
                <td>{formatFull(row.completed, 'count')}</td>
                <td>{formatFull(row.conversion_rate, 'percent')}</td>
                <td>{formatFull(row.median_seconds, 'seconds')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
