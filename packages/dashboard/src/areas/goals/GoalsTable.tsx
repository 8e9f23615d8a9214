/** Goals, custom properties and funnels on the dashboard, at full width under the panels. */
import '../stats/breakdown.css';
import './goals-table.css';
import { lazy, Suspense, useId } from 'react';
import { Panel } from '../../ui/Panel.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { useDashboard } from '../stats/dashboard-context.ts';
import { RowsSkeleton } from '../stats/RowsSkeleton.tsx';
import { type TableTab } from '../stats/view.ts';
import { GoalsTab } from './GoalsTab.tsx';

const PropertiesTab = lazy(() => import('./PropertiesTab.tsx'));
const FunnelsTab = lazy(() => import('../funnels/FunnelsTab.tsx'));

const TABS: { value: TableTab; label: string }[] = [
  { value: 'goals', label: 'Goals' },
  { value: 'properties', label: 'Properties' },
  { value: 'funnels', label: 'Funnels' },
];
const TITLES: Record<TableTab, string> = {
  goals: 'Goals',
  properties: 'Properties',
  funnels: 'Funnels',
};

export function GoalsTable() {
  const { view, change } = useDashboard();
  const panelId = useId();
  const title = TITLES[view.table];
  return (
    <Panel
      title={title}
      className="breakdown goals-wide"
      actions={
        <Tabs
          label="Goals, properties and funnels"
          className="panel-tabs"
          items={TABS}
          value={view.table}
          onChange={(table) => change({ table, property: null })}
          panelId={panelId}
        />
      }
    >
      <div id={panelId} role="tabpanel" aria-label={title}>
        <Suspense fallback={<RowsSkeleton />}>
          {view.table === 'goals' && <GoalsTab />}
          {view.table === 'properties' && <PropertiesTab />}
          {view.table === 'funnels' && <FunnelsTab />}
        </Suspense>
      </div>
    </Panel>
  );
}
