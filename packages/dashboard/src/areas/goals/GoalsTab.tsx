/** The site's goals on the dashboard. A press filters everything by the goal. */
import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import Target from 'lucide-react/icons/target';
import type { Goal, StatsAnswer } from '@purestat/vocabulary';
import { goalsPath } from '../../shell/paths.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { DASH, formatFull, formatShort } from '../../ui/charts/formats.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { showToast } from '../../ui/toast-store.ts';
import { useOrg } from '../orgs/use-org.ts';
import { canAdminister } from '../orgs/words.ts';
import { useDashboard } from '../stats/dashboard-context.ts';
import { filterInWords } from '../stats/filter-words.ts';
import { isFilteredBy, removeFilter, setFilter, type Filter } from '../stats/filters.ts';
import { LoadError } from '../stats/LoadError.tsx';
import { statsQuery } from '../stats/queries.ts';
import { RowsSkeleton } from '../stats/RowsSkeleton.tsx';
import { formatView } from '../stats/view.ts';
import { Amounts } from './Amounts.tsx';
import { figuresOf, goalFiguresQuery, type GoalFigures } from './goal-figures.ts';
import { GoalIcon } from './GoalIcon.tsx';
import { goalsQuery } from './queries.ts';

/** Past these the goals page has the rest. */
const SHOWN = 9;

export function GoalsTab() {
  const dashboard = useDashboard();
  const { orgId, siteId } = dashboard;
  const goals = useQuery(goalsQuery({ orgId, siteId }));
  const figures = useQuery(statsQuery(dashboard, goalFiguresQuery));
  const mayChange = canAdminister(useOrg(orgId)?.role);
  const error = goals.error ?? figures.error;
  const isKnown = goals.data !== undefined && figures.data !== undefined;
  return (
    <>
      <div
        className={figures.isPlaceholderData ? 'goals-body is-stale' : 'goals-body'}
        aria-busy={figures.isFetching || undefined}
      >
        {isKnown && goals.data.length > 0 && (
          <Rows goals={goals.data} answer={figures.data.answer} />
        )}
        {isKnown && goals.data.length === 0 && (
          <Empty href={mayChange ? goalsPath(orgId, siteId) : null} />
        )}
        {!isKnown && error !== null && (
          <LoadError
            what="Goals"
            error={error}
            onRetry={() => void Promise.all([goals.refetch(), figures.refetch()])}
          />
        )}
        {!isKnown && error === null && <RowsSkeleton />}
      </div>
      <Foot count={goals.data?.length} mayChange={mayChange} />
    </>
  );
}

function Foot({ count, mayChange }: { count: number | undefined; mayChange: boolean }) {
  const { orgId, siteId, view } = useDashboard();
  const path = goalsPath(orgId, siteId);
  const search = formatView(view);
  return (
    <div className="panel-foot">
      <span>{count === undefined ? '' : `${count} ${count === 1 ? 'goal' : 'goals'}`}</span>
      {count !== undefined && count > 0 && (
        <ButtonLink variant="ghost" size="sm" href={search === '' ? path : `${path}?${search}`}>
          {mayChange ? 'Manage goals' : 'All goals'}
        </ButtonLink>
      )}
    </div>
  );
}

function Empty({ href }: { href: string | null }) {
  return (
    <EmptyState
      icon={<Target />}
      title="No goals yet"
      actions={
        href !== null && (
          <ButtonLink href={href} icon={<Plus />}>
            Choose what counts
          </ButtonLink>
        )
      }
    >
      A page, an event, how far a page is read: goals count back in time.
    </EmptyState>
  );
}

function Rows({ goals, answer }: { goals: readonly Goal[]; answer: StatsAnswer }) {
  const ranked = goals
    .map((goal) => ({ goal, figures: figuresOf(answer, goal.name) }))
    .toSorted((a, b) => b.figures.uniques - a.figures.uniques)
    .slice(0, SHOWN);
  const largest = Math.max(1, ...ranked.map(({ figures }) => figures.uniques));
  return (
    <>
      <div className="goals-columns column-head" aria-hidden="true">
        <span>Goal</span>
        <span>Uniques</span>
        <span>Total</span>
        <span>CR</span>
        <span>Revenue</span>
      </div>
      <ul className="rows">
        {ranked.map(({ goal, figures }) => (
          <Row key={goal.id} goal={goal} figures={figures} largest={largest} />
        ))}
      </ul>
    </>
  );
}

function useGoalFilter(goal: Goal) {
  const { view, change } = useDashboard();
  const { filters } = view;
  const filter: Filter = { dimension: 'goal', operator: 'is', values: [goal.name] };
  const isOn = isFilteredBy(filters, 'goal', goal.name);
  const press = (): void => {
    const undo = { label: 'Undo', run: () => change({ filters }, 'push') };
    change({ filters: isOn ? removeFilter(filters, filter) : setFilter(filters, filter) }, 'push');
    showToast(`${isOn ? 'Removed' : 'Filtered'}: ${filterInWords(filter)}`, { action: undo });
  };
  return { isOn, press };
}

function Row(props: { goal: Goal; figures: GoalFigures; largest: number }) {
  const { goal, figures, largest } = props;
  const { isOn, press } = useGoalFilter(goal);
  const uniques = formatFull(figures.uniques, 'count');
  const total = formatFull(figures.total, 'count');
  const rate = formatFull(figures.rate, 'percent');
  return (
    <li>
      <button
        type="button"
        className="row goals-columns"
        aria-current={isOn || undefined}
        onClick={press}
      >
        <span className="row-bar" style={{ width: `${(100 * figures.uniques) / largest}%` }} />
        <span className="goal-cell">
          <span className="row-icon" aria-hidden="true">
            <GoalIcon goal={goal} />
          </span>
          <span className="row-label">{goal.name}</span>
        </span>
        <span className="sr">{`: ${uniques} visitors, ${total} times, ${rate} of visitors. Filter by this.`}</span>
        <span className="is-main" aria-hidden="true" title={uniques}>
          {formatShort(figures.uniques, 'count')}
        </span>
        <span aria-hidden="true" title={total}>
          {formatShort(figures.total, 'count')}
        </span>
        <span aria-hidden="true">{rate}</span>
        <span className="is-main">
          <Amounts amounts={figures.revenue} none={DASH} short />
        </span>
      </button>
    </li>
  );
}
