import type { StatsQuery } from '@purestat/vocabulary';
import { createContext, useContext } from 'react';
import type { StatsBatcher } from './batcher.ts';
import type { ChangeView } from './use-view.ts';
import type { View } from './view.ts';

/** What every part of the dashboard needs to know. */
export interface Dashboard {
  view: View;
  change: ChangeView;
  orgId: string;
  siteId: string;
  /** Period and filters of the view, as the stats API takes them. */
  base: StatsQuery;
  batcher: StatsBatcher;
  /** The site's timezone; undefined until the first answer. */
  timezone: string | undefined;
  /** Now, to the half minute, and the day it is in the site's timezone. */
  nowMs: number;
  today: string;
  /** Where nothing is shown of the last minutes: that is no period to choose. */
  hasNoRealtime?: boolean;
}

export const DashboardContext = createContext<Dashboard | null>(null);

export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext);
  if (dashboard === null) throw new Error('useDashboard needs a DashboardContext above it');
  return dashboard;
}
