/** `/org/:orgId/site/:siteId/goals`: what the site counts as a success, with its figures. */
import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import type { Goal } from '@purestat/vocabulary';
import { Button } from '../../ui/Button.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useOrg } from '../orgs/use-org.ts';
import { canAdminister } from '../orgs/words.ts';
import { siteQuery } from '../sites/queries.ts';
import { DashboardContext } from '../stats/dashboard-context.ts';
import { DatePicker } from '../stats/DatePicker.tsx';
import { FilterBar } from '../stats/FilterBar.tsx';
import { rangeOf } from '../stats/periods.ts';
import { Problems } from '../stats/Problems.tsx';
import '../stats/stats.css';
import '../stats/toolbar.css';
import { useDaysDashboard } from '../stats/use-days-dashboard.ts';
import { useView } from '../stats/use-view.ts';
import { GoalDialog } from './GoalDialog.tsx';
import './goals.css';
import { GoalSuggestions } from './GoalSuggestions.tsx';
import { GoalsOverview } from './GoalsOverview.tsx';
import { NoGoals } from './NoGoals.tsx';
import { goalsQuery, type OfSite } from './queries.ts';

export default function GoalsPage({ orgId, siteId }: OfSite) {
  const { data: site } = useQuery(siteQuery(orgId, siteId));
  const { problems } = useView();
  const dashboard = useDaysDashboard(orgId, siteId);
  const allowed = canAdminister(useOrg(orgId)?.role);
  const [adding, setAdding] = useState(false);
  const goals = useQuery(goalsQuery({ orgId, siteId }));
  usePageTitle('Goals', site?.name ?? site?.domain);
  const add = () => setAdding(true);
  return (
    <DashboardContext value={dashboard}>
      <div className="page">
        <PageHeader
          title="Goals"
          actions={
            allowed && (
              <Button variant="primary" size="lg" icon={<Plus />} onClick={add}>
                Add Goal
              </Button>
            )
          }
        >
          What you want visitors to do. Goals count back in time.
        </PageHeader>
        <Problems problems={problems} />
        <Loaded
          query={goals}
          what="The goals"
          skeleton={<Skeleton height={240} className="rounded-lg!" />}
        >
          {(loaded) => <Content goals={loaded} onAdd={allowed ? add : null} />}
        </Loaded>
      </div>
      {adding && (
        <GoalDialog site={{ orgId, siteId }} goal={null} onClose={() => setAdding(false)} />
      )}
    </DashboardContext>
  );
}

function Content({ goals, onAdd }: { goals: Goal[]; onAdd: (() => void) | null }) {
  return (
    <>
      {goals.length === 0 ? <NoGoals onAdd={onAdd} /> : <Figures goals={goals} onAdd={onAdd} />}
      {onAdd !== null && <GoalSuggestions />}
    </>
  );
}

function Figures({ goals, onAdd }: { goals: Goal[]; onAdd: (() => void) | null }) {
  return (
    <>
      <Toolbar />
      <GoalsOverview goals={goals} mayChange={onAdd !== null} />
    </>
  );
}

function Toolbar() {
  return (
    <DashboardContext.Consumer>
      {(dashboard) => {
        if (dashboard === null) return null;
        const { view, today } = dashboard;
        return (
          <div className={view.filters.length > 1 ? 'toolbar has-many' : 'toolbar'}>
            <div className="toolbar-filters">
              <FilterBar />
            </div>
            <div className="toolbar-when">
              <DatePicker range={view.range ?? rangeOf(view.period, today)} />
            </div>
          </div>
        );
      }}
    </DashboardContext.Consumer>
  );
}
