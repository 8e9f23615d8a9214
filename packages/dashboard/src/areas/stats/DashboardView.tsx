/** The dashboard itself, from the toolbar to the foot. */
import { useQuery } from '@tanstack/react-query';
import type { Site } from '@purestat/vocabulary';
import { lazy, Suspense, useState } from 'react';
import { GoalsTable } from '../goals/GoalsTable.tsx';
import { BreakdownPanel } from './BreakdownPanel.tsx';
import { useDashboard } from './dashboard-context.ts';
import { formatRange } from './date-formats.ts';
import { PANEL_IDS } from './dimensions.ts';
import { Footnotes } from './Footnotes.tsx';
import { PERIOD_WORDS, rangeOf, type DateRange, type Interval } from './periods.ts';
import { Problems } from './Problems.tsx';
import { statsQuery } from './queries.ts';
import { cardsQuery, daysOf, includesToday, intervalOf } from './requests.ts';
import { Toolbar } from './Toolbar.tsx';
import { TrafficPanel } from './TrafficPanel.tsx';
import { useAutoRefresh } from './use-auto-refresh.ts';
import { useShortcuts } from './use-shortcuts.ts';

const DetailsDialog = lazy(() => import('./DetailsDialog.tsx'));
const RealtimeView = lazy(() => import('./RealtimeView.tsx'));
const ShortcutsDialog = lazy(() => import('./ShortcutsDialog.tsx'));

interface DashboardViewProps {
  /** What could not be read in the address, one sentence each. */
  problems: readonly string[];
  site: Site | undefined;
}

export function DashboardView({ problems, site }: DashboardViewProps) {
  const { view, today, nowMs } = useDashboard();
  const range = useShownRange();
  const days = daysOf(view, site, nowMs);
  const interval = days === null ? null : intervalOf(view, days);
  const [helping, setHelping] = useState(false);
  useShortcuts(range, () => setHelping(true));
  useFreshFigures();
  const isRealtime = view.period === 'realtime';
  const name = site?.name ?? 'Dashboard';
  const period =
    view.range === null
      ? PERIOD_WORDS[view.period].label.toLowerCase()
      : formatRange(view.range, today);
  return (
    <div className="page dashboard">
      <h1 className="sr">{`${name}, ${period}`}</h1>
      <Toolbar range={range} interval={interval} />
      <Problems problems={problems} />
      {isRealtime ? (
        <Suspense fallback={<div className="realtime-space" />}>
          <RealtimeView />
        </Suspense>
      ) : (
        <Figures interval={interval} />
      )}
      <Footnotes onHelp={() => setHelping(true)} />
      {view.details !== null && !isRealtime && <Details />}
      {helping && (
        <Suspense fallback={null}>
          <ShortcutsDialog onClose={() => setHelping(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Figures({ interval }: { interval: Interval | null }) {
  return (
    <>
      <TrafficPanel interval={interval} />
      <div className="panels">
        {PANEL_IDS.map((panel) => (
          <BreakdownPanel key={panel} panel={panel} />
        ))}
      </div>
      <GoalsTable />
    </>
  );
}

function Details() {
  const { view } = useDashboard();
  return (
    <Suspense fallback={null}>
      {view.details !== null && <DetailsDialog key={view.details} panel={view.details} />}
    </Suspense>
  );
}

/** The days on the screen: as answered, or before that as the period's name says. */
function useShownRange(): DateRange | null {
  const dashboard = useDashboard();
  const { view, today } = dashboard;
  const { data, isPlaceholderData } = useQuery(statsQuery(dashboard, cardsQuery(view)));
  if (view.range !== null) return view.range;
  if (data === undefined || isPlaceholderData) return rangeOf(view.period, today);
  return { from: data.answer.meta.date_from, to: data.answer.meta.date_to };
}

const REFRESH_MS = 30_000;
/** While the first visit is on its way into the figures. */
const FIRST_REFRESH_MS = 1_500;
const FIRST_MINUTES_MS = 120_000;

function useFreshFigures(): void {
  const dashboard = useDashboard();
  const { view, siteId, today, nowMs } = dashboard;
  const { data } = useQuery(statsQuery(dashboard, cardsQuery(view)));
  const grows = view.period !== 'realtime' && includesToday(view.period, view.range, today);
  const firstAtMs = Date.parse(data?.firstEventAt ?? '');
  const isFirst =
    view.filters.length === 0 &&
    data?.answer.metrics['visitors'] === 0 &&
    nowMs - firstAtMs < FIRST_MINUTES_MS;
  useAutoRefresh(siteId, grows, isFirst ? FIRST_REFRESH_MS : REFRESH_MS);
}
