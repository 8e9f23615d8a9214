/** What the pages of funnels share with the dashboard: period, comparison and filters, in the address. */
import type { ReactNode } from 'react';
import { DashboardContext, type Dashboard } from '../stats/dashboard-context.ts';
import { rangeOf, type DateRange } from '../stats/periods.ts';
import { useDaysDashboard } from '../stats/use-days-dashboard.ts';
import '../stats/stats.css';
import '../stats/toolbar.css';

export interface FrameProps {
  orgId: string;
  siteId: string;
}

export function FunnelFrame({ orgId, siteId, children }: FrameProps & { children: ReactNode }) {
  const dashboard = useDaysDashboard(orgId, siteId);
  return <DashboardContext value={dashboard}>{children}</DashboardContext>;
}

/** The days on the screen: null where only the server knows them. */
export function shownRange({ view, today }: Pick<Dashboard, 'view' | 'today'>): DateRange | null {
  return view.range ?? rangeOf(view.period, today);
}
