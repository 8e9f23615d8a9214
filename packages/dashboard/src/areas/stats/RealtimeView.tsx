/** Period "Realtime": the last 30 minutes as bars, the last 5 minutes as lists. */
import './realtime.css';
import { useQuery } from '@tanstack/react-query';
import type { RealtimeAnswer } from '@purestat/vocabulary';
import { formatFull } from '../../ui/charts/formats.ts';
import { MinuteBars } from '../../ui/charts/MinuteBars.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useSlow } from '../../ui/Skeleton.tsx';
import { ChartSkeleton } from './ChartSkeleton.tsx';
import { useDashboard } from './dashboard-context.ts';
import { formatWallClock } from './date-formats.ts';
import type { FilterDimension } from './dimensions.ts';
import { LoadError } from './LoadError.tsx';
import { realtimeQuery } from './queries.ts';
import { RowIcon } from './RowIcon.tsx';
import { labelOf } from './value-labels.ts';

const EVERY_MS = 5_000;

export default function RealtimeView() {
  const dashboard = useDashboard();
  const { data, error, refetch } = useQuery(realtimeQuery(dashboard, EVERY_MS));
  const slow = useSlow(data === undefined);
  if (data === undefined && error !== null) {
    return (
      <Panel>
        <LoadError what="Realtime" error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Last 30 minutes" className="realtime">
        {data === undefined ? <ChartSkeleton shown={slow} /> : <Minutes answer={data} />}
      </Panel>
      {dashboard.view.filters.length > 0 && (
        <p className="realtime-note">Filters don’t apply to realtime: these are all visitors.</p>
      )}
      {data !== undefined && <Lists answer={data} />}
    </>
  );
}

function Minutes({ answer }: { answer: RealtimeAnswer }) {
  return (
    <>
      <dl className="realtime-figures">
        <div>
          <dt>Visitors, last 5 minutes</dt>
          <dd>{formatFull(answer.visitors, 'count')}</dd>
        </div>
        <div>
          <dt>Pageviews, last 5 minutes</dt>
          <dd>{formatFull(answer.pageviews, 'count')}</dd>
        </div>
      </dl>
      <MinuteBars
        bars={answer.per_minute.map(({ minute, visitors, pageviews }) => ({
          key: minute,
          label: formatWallClock(minute),
          value: visitors,
          detail: `${formatFull(pageviews, 'count')} pageviews`,
        }))}
      />
    </>
  );
}

function Lists({ answer }: { answer: RealtimeAnswer }) {
  return (
    <div className="panels is-realtime">
      <List
        title="Sources"
        dimension="source"
        rows={answer.top_sources.map(({ source, visitors }) => ({ value: source, visitors }))}
      />
      <List
        title="Pages"
        dimension="pathname"
        rows={answer.top_pages.map(({ pathname, visitors }) => ({ value: pathname, visitors }))}
      />
      <List
        title="Countries"
        dimension="country"
        rows={answer.countries.map(({ country, visitors }) => ({ value: country, visitors }))}
      />
    </div>
  );
}

interface ListProps {
  title: string;
  dimension: FilterDimension;
  rows: { value: string; visitors: number }[];
}

const ROWS = 9;

function List({ title, dimension, rows }: ListProps) {
  const largest = Math.max(1, ...rows.map((row) => row.visitors));
  return (
    <Panel title={title} className="breakdown">
      <div className="breakdown-body">
        {rows.length === 0 && <p className="realtime-none">Nobody in the last 5 minutes.</p>}
        <ul className="rows">
          {rows.slice(0, ROWS).map(({ value, visitors }) => (
            <li key={value} className="row is-static">
              <span className="row-bar" style={{ width: `${(100 * visitors) / largest}%` }} />
              <RowIcon dimension={dimension} value={value} />
              <span className="row-label">{labelOf(dimension, value)}</span>
              <span className="row-value">{formatFull(visitors, 'count')}</span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
