import Pencil from 'lucide-react/icons/pencil';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Goal, StatsAnswer } from '@purestat/vocabulary';
import { sitePath } from '../../shell/paths.ts';
import { Badge } from '../../ui/Badge.tsx';
import { DASH, formatFull } from '../../ui/charts/formats.ts';
import '../../ui/charts/charts.css';
import { Sparkline } from '../../ui/charts/Sparkline.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useDashboard } from '../stats/dashboard-context.ts';
import { setFilter } from '../stats/filters.ts';
import type { Interval } from '../stats/periods.ts';
import { formatView } from '../stats/view.ts';
import { DeleteGoal } from './DeleteGoal.tsx';
import { figuresOf, seriesOfGoal, type GoalFigures } from './goal-figures.ts';
import { conditionsInWords, targetInWords, TYPE_WORDS } from './goal-words.ts';
import { GoalDialog } from './GoalDialog.tsx';
import { GoalIcon } from './GoalIcon.tsx';
import { Amounts } from './Amounts.tsx';

interface Props {
  goals: readonly Goal[];
  /** undefined while awaited. */
  figures: StatsAnswer | undefined;
  series: { series: StatsAnswer; buckets: StatsAnswer; interval: Interval } | undefined;
  stale: boolean;
  period: string;
  mayChange: boolean;
}

interface Opened {
  goal: Goal;
  what: 'edit' | 'delete';
}

export function GoalsList(props: Props) {
  const { goals, figures, series, stale, period, mayChange } = props;
  const { orgId, siteId } = useDashboard();
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  return (
    <>
      <table className={stale ? 'goals-table is-stale' : 'goals-table'} aria-label="Goals">
        <thead>
          <tr>
            <th scope="col">Goal</th>
            <th scope="col" className="max-sm:hidden">
              Matches
            </th>
            <th scope="col" className="max-sm:hidden">
              {period}
            </th>
            <th scope="col" className="is-number">
              Uniques
            </th>
            <th scope="col" className="is-number max-sm:hidden">
              Total
            </th>
            <th scope="col" className="is-number">
              <abbr title="Conversion rate">CR</abbr>
            </th>
            <th scope="col" className="is-number max-sm:hidden">
              Revenue
            </th>
            {mayChange && (
              <th scope="col">
                <span className="sr">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {goals.map((goal) => (
            <Row
              key={goal.id}
              goal={goal}
              figures={figures && figuresOf(figures, goal.name)}
              values={series && seriesOfGoal(series, goal.name)}
              onOpen={mayChange ? (what) => setOpened({ goal, what }) : null}
            />
          ))}
        </tbody>
      </table>
      {goals.length === 0 && <p className="goals-none">No goal is called like that.</p>}
      {opened?.what === 'edit' && (
        <GoalDialog site={{ orgId, siteId }} goal={opened.goal} onClose={close} />
      )}
      {opened?.what === 'delete' && (
        <DeleteGoal site={{ orgId, siteId }} goal={opened.goal} onClose={close} />
      )}
    </>
  );
}

interface RowProps {
  goal: Goal;
  figures: GoalFigures | undefined;
  values: number[] | undefined;
  onOpen: ((what: Opened['what']) => void) | null;
}

const count = (value: number | undefined) =>
  value === undefined ? '' : formatFull(value, 'count');

function Row({ goal, figures, values, onOpen }: RowProps) {
  const { orgId, siteId, view } = useDashboard();
  const filters = setFilter(view.filters, {
    dimension: 'goal',
    operator: 'is',
    values: [goal.name],
  });
  return (
    <tr>
      <th scope="row">
        <span className="goal-name">
          <GoalIcon goal={goal} />
          <Link
            href={`${sitePath(orgId, siteId)}?${formatView({ ...view, filters })}`}
            className="truncate"
            title={`${goal.name}: see it on the dashboard`}
          >
            {goal.name}
          </Link>
        </span>
      </th>
      <td className="max-sm:hidden">
        <Badge>{TYPE_WORDS[goal.goal_type]}</Badge> <code>{targetInWords(goal)}</code>
        {conditionsInWords(goal).map((words) => (
          <span key={words} className="goal-condition">
            {words}
          </span>
        ))}
      </td>
      <td className="goal-spark max-sm:hidden">
        <Sparkline values={values ?? []} />
      </td>
      <td className="is-number is-main">{count(figures?.uniques)}</td>
      <td className="is-number max-sm:hidden">{count(figures?.total)}</td>
      <td className="is-number">
        {figures === undefined ? '' : formatFull(figures.rate, 'percent')}
      </td>
      <td className="is-number max-sm:hidden">
        {figures === undefined ? '' : <Amounts amounts={figures.revenue} none={DASH} />}
      </td>
      {onOpen !== null && (
        <td className="goal-actions">
          <IconButton size="sm" label={`Edit ${goal.name}`} onClick={() => onOpen('edit')}>
            <Pencil />
          </IconButton>
          <IconButton size="sm" label={`Delete ${goal.name}`} onClick={() => onOpen('delete')}>
            <Trash2 />
          </IconButton>
        </td>
      )}
    </tr>
  );
}
