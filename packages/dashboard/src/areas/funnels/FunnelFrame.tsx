/** What the pages of funnels share with the dashboard: period, comparison and filters, in the address. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { siteQuery } from '../sites/queries.ts';
import { StatsBatcher } from '../stats/batcher.ts';
import { dateIn } from '../stats/calendar-dates.ts';
import { DashboardContext, type Dashboard } from '../stats/dashboard-context.ts';
import { batchSender } from '../stats/endpoints.ts';
import { rangeOf, type DateRange } from '../stats/periods.ts';
import { baseOf } from '../stats/requests.ts';
import { useNowMs } from '../stats/use-now.ts';
import { useView } from '../stats/use-view.ts';
import { ofDays } from '../stats/view.ts';
import '../stats/stats.css';
import '../stats/toolbar.css';

export interface FrameProps {
  orgId: string;
  siteId: string;
}

export function FunnelFrame({ orgId, siteId, children }: FrameProps & { children: ReactNode }) {
  const { data: site } = useQuery(siteQuery(orgId, siteId));
  const { view: asked, change } = useView();
  const view = useMemo(() => ofDays(asked), [asked]);
  const batcher = useMemo(() => new StatsBatcher(batchSender(orgId, siteId)), [orgId, siteId]);
  const base = useMemo(() => baseOf(view), [view]);
  const timezone = site?.timezone;
  const nowMs = useNowMs();
  const today = dateIn(timezone ?? 'UTC', nowMs);
  const dashboard = useMemo(
    (): Dashboard => ({
      orgId,
      siteId,
      view,
      change,
      base,
      batcher,
      timezone,
      nowMs,
      today,
      hasNoRealtime: true,
    }),
    [orgId, siteId, view, change, base, batcher, timezone, nowMs, today],
  );
  return <DashboardContext value={dashboard}>{children}</DashboardContext>;
}

/** The days on the screen: null where only the server knows them. */
export function shownRange({ view, today }: Pick<Dashboard, 'view' | 'today'>): DateRange | null {
  return view.range ?? rangeOf(view.period, today);
}
