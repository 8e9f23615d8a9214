/** The figures of one funnel: four numbers, the chart, where people went instead, and a split. */
import type { Funnel, FunnelQuery, VisitDimension } from '@purestat/vocabulary';
import { VISIT_DIMENSIONS } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useDashboard } from '../stats/dashboard-context.ts';
import { DIMENSIONS } from '../stats/dimensions.ts';
import { LoadError } from '../stats/LoadError.tsx';
import { compareOf } from '../stats/requests.ts';
import type { View } from '../stats/view.ts';
import { FunnelChart, FunnelTable } from './FunnelChart.tsx';
import { FunnelKpis } from './FunnelKpis.tsx';
import { NextPanel } from './NextPanel.tsx';
import { funnelStatsQuery } from './queries.ts';
import { SplitPanel } from './SplitPanel.tsx';
import { summaryOf } from './words.ts';

function queryOf(base: FunnelQuery, view: View): FunnelQuery {
  const { compare, compare_from, compare_to } = compareOf(view);
  return {
    ...base,
    ...(compare !== undefined && { compare }),
    ...(compare_from !== undefined && { compare_from, compare_to }),
    ...(view.split !== null && { split: view.split }),
  } as FunnelQuery;
}

export function FunnelFigures({ funnel }: { funnel: Funnel }) {
  const dashboard = useDashboard();
  const { view, base } = dashboard;
  const asked = useQuery(funnelStatsQuery(dashboard, funnel, queryOf(base, view)));
  const { data, error, isPlaceholderData, refetch } = asked;
  if (error !== null && data === undefined) {
    return (
      <div className="panel">
        <LoadError what="The funnel" error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  const isStale = isPlaceholderData && data !== undefined;
  return (
    <div className={isStale ? 'is-stale' : undefined} aria-busy={data === undefined || isStale}>
      <section className="panel" aria-label="Figures of the funnel">
        <FunnelKpis stats={data} />
        <ChartHead />
        {data === undefined ? (
          <div className="funnel-waiting">
            <Skeleton height={300} />
          </div>
        ) : (
          <>
            <output className="funnel-summary">{summaryOf(funnel, data)}</output>
            <FunnelChart funnel={funnel} figures={data.steps} />
            <FunnelTable funnel={funnel} figures={data.steps} />
          </>
        )}
      </section>
      {data !== undefined && (
        <div className="panels">
          <NextPanel steps={data.steps} />
          <SplitPanel split={data.split} />
        </div>
      )}
    </div>
  );
}

const byLabel = VISIT_DIMENSIONS.map((name) => ({ name, ...DIMENSIONS[name] }));
const GROUPS = Object.entries(Object.groupBy(byLabel, ({ group }) => group));

function ChartHead() {
  const { view, change } = useDashboard();
  const choose = (value: string): void =>
    change({ split: value === '' ? null : (value as VisitDimension) }, 'push');
  return (
    <div className="funnel-head">
      <div className="funnel-legend" aria-hidden="true">
        <span>
          <i className="funnel-legend-fill" />
          Continued
        </span>
        <span>
          <i className="hatch" />
          Left here
        </span>
      </div>
      <label className="funnel-split-by">
        Split by
        <select
          className="month-select"
          value={view.split ?? ''}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="">Nothing</option>
          {GROUPS.map(([group, dimensions = []]) => (
            <optgroup key={group} label={group}>
              {dimensions.map(({ name, label }) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
    </div>
  );
}
