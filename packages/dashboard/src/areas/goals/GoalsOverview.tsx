/** The goals with their figures, found by name and by type. */
import { useQuery } from '@tanstack/react-query';
import Search from 'lucide-react/icons/search';
import { useState } from 'react';
import type { Goal, GoalType } from '@purestat/vocabulary';
import { Panel } from '../../ui/Panel.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { siteQuery } from '../sites/queries.ts';
import { useDashboard } from '../stats/dashboard-context.ts';
import { LoadError } from '../stats/LoadError.tsx';
import { PERIOD_WORDS } from '../stats/periods.ts';
import { formatRange } from '../stats/date-formats.ts';
import { statsQuery } from '../stats/queries.ts';
import { daysOf, includesToday, intervalOf } from '../stats/requests.ts';
import { useAutoRefresh } from '../stats/use-auto-refresh.ts';
import { bucketsQuery, figuresOf, goalFiguresQuery, goalSeriesQuery } from './goal-figures.ts';
import { targetInWords } from './goal-words.ts';
import { GoalsList } from './GoalsList.tsx';

const REFRESH_MS = 30_000;
const TABS: ReadonlyArray<{ value: GoalType | 'all'; label: string }> = [
  { value: 'all', label: 'All' },
  { value: 'event', label: 'Events' },
  { value: 'page', label: 'Pages' },
  { value: 'scroll', label: 'Scroll' },
];

interface Props {
  goals: readonly Goal[];
  mayChange: boolean;
}

export function GoalsOverview({ goals, mayChange }: Props) {
  const { view, today, siteId } = useDashboard();
  const [text, setText] = useState('');
  const [type, setType] = useState<GoalType | 'all'>('all');
  const { figures, series, buckets, interval } = useFigures();
  useAutoRefresh(siteId, includesToday(view.period, view.range, today), REFRESH_MS);
  const ofType = (wanted: GoalType | 'all') =>
    goals.filter(({ goal_type }) => wanted === 'all' || goal_type === wanted);
  const shown = ofType(type).filter((goal) =>
    `${goal.name} ${targetInWords(goal)}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  const answer = figures.data?.answer;
  const ranked =
    answer === undefined
      ? shown
      : shown.toSorted(
          (a, b) => figuresOf(answer, b.name).uniques - figuresOf(answer, a.name).uniques,
        );
  const period =
    view.range === null ? PERIOD_WORDS[view.period].label : formatRange(view.range, today);
  return (
    <Panel busy={figures.isFetching} className="goals-panel">
      <div className="goals-head">
        <TextField
          label="Find a goal"
          hideLabel
          size="sm"
          type="search"
          placeholder="Find a goal"
          value={text}
          onChange={(event) => setText(event.target.value)}
          start={<Search />}
        />
        <Segments
          label="Type of goal"
          items={TABS.map(({ value, label }) => ({
            value,
            label: `${label} ${ofType(value).length}`,
          }))}
          value={type}
          onChange={setType}
        />
      </div>
      {figures.error !== null && answer === undefined ? (
        <LoadError
          what="The figures"
          error={figures.error}
          onRetry={() => void figures.refetch()}
        />
      ) : (
        <GoalsList
          goals={ranked}
          figures={answer}
          stale={figures.isPlaceholderData}
          period={period}
          mayChange={mayChange}
          series={
            series.data === undefined || buckets.data === undefined
              ? undefined
              : { series: series.data.answer, buckets: buckets.data.answer, interval }
          }
        />
      )}
    </Panel>
  );
}

/** All that the page shows, asked for at the same moment and so in one request. */
function useFigures() {
  const dashboard = useDashboard();
  const { view, nowMs, orgId, siteId } = dashboard;
  const { data: site } = useQuery(siteQuery(orgId, siteId));
  const interval = intervalOf(view, daysOf(view, site, nowMs) ?? 1);
  return {
    interval,
    figures: useQuery(statsQuery(dashboard, goalFiguresQuery)),
    series: useQuery(statsQuery(dashboard, goalSeriesQuery(interval))),
    buckets: useQuery(statsQuery(dashboard, bucketsQuery(interval))),
  };
}
