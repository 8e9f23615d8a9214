/** One of the four panels: the values of a dimension with their visitors, or the map. */
import './breakdown.css';
import { useQuery } from '@tanstack/react-query';
import ArrowRight from 'lucide-react/icons/arrow-right';
import { lazy, Suspense, useId, type ReactNode } from 'react';
import type { StatsAnswer } from '@purestat/vocabulary';
import { formatFull } from '../../ui/charts/formats.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Panel } from '../../ui/Panel.tsx';
import { useSlow } from '../../ui/Skeleton.tsx';
import { BreakdownRows } from './BreakdownRows.tsx';
import { useDashboard } from './dashboard-context.ts';
import { countOf, dimensionOf, PANELS, type PanelId, type PanelTab } from './dimensions.ts';
import { LoadError } from './LoadError.tsx';
import { PanelEmpty } from './PanelEmpty.tsx';
import { PanelTabs } from './PanelTabs.tsx';
import { statsQuery } from './queries.ts';
import { PANEL_ROWS, panelQuery } from './requests.ts';
import { RowsSkeleton } from './RowsSkeleton.tsx';
import { useRowFilter } from './use-row-filter.ts';

/** The outlines of the world are as large as all the rest of the page: they come when shown. */
const CountryMap = lazy(() => import('./CountryMap.tsx'));

export function BreakdownPanel({ panel }: { panel: PanelId }) {
  const dashboard = useDashboard();
  const { view, change } = dashboard;
  const tab = view.tabs[panel];
  const { title } = PANELS[panel];
  const query = useQuery(statsQuery(dashboard, panelQuery(tab)));
  const slow = useSlow(query.isPending);
  const panelId = useId();
  const answer = query.data?.answer;
  return (
    <Panel
      title={title}
      className="breakdown"
      busy={query.isFetching}
      actions={
        <PanelTabs
          panel={panel}
          tab={tab}
          panelId={panelId}
          onChoose={(name) => change({ tabs: { ...view.tabs, [panel]: name } })}
        />
      }
      footer={<PanelFoot panel={panel} tab={tab} answer={answer} />}
    >
      <div
        id={panelId}
        role="tabpanel"
        aria-label={title}
        className={classNames(
          'breakdown-body',
          query.isPlaceholderData && 'is-stale',
          query.isPending && 'is-pending',
        )}
      >
        {answer !== undefined && <Answered panel={panel} tab={tab} answer={answer} />}
        {answer === undefined && query.error !== null && (
          <LoadError what={title} error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.isPending && slow && <RowsSkeleton />}
      </div>
    </Panel>
  );
}

function Answered(props: { panel: PanelId; tab: PanelTab; answer: StatsAnswer }): ReactNode {
  const { panel, tab, answer } = props;
  const filterBy = useRowFilter(panel);
  const rows = answer.dimensions;
  if (rows.length === 0) return <PanelEmpty dimension={dimensionOf(tab)} />;
  const total = answer.metrics['visitors'] ?? 0;
  if (tab === 'map') {
    return (
      <Suspense fallback={null}>
        <CountryMap rows={rows} total={total} onPress={(press) => filterBy(tab, press)} />
      </Suspense>
    );
  }
  return (
    <BreakdownRows
      dimension={tab}
      rows={rows.slice(0, PANEL_ROWS)}
      total={total}
      onPress={(press) => filterBy(tab, press)}
    />
  );
}

function PanelFoot(props: { panel: PanelId; tab: PanelTab; answer: StatsAnswer | undefined }) {
  const { panel, tab, answer } = props;
  const { change } = useDashboard();
  const count = answer?.meta.total_rows;
  const dimension = dimensionOf(tab);
  return (
    <>
      <span>
        {count === undefined ? '' : countOf(dimension, count, formatFull(count, 'count'))}
      </span>
      {count !== undefined && count > 0 && (
        <Button
          variant="ghost"
          size="sm"
          aria-label={`${PANELS[panel].title}: details`}
          onClick={() => change({ details: panel }, 'push')}
        >
          Details
          <ArrowRight />
        </Button>
      )}
    </>
  );
}
