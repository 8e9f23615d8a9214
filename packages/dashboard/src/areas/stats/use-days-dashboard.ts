import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { siteQuery } from '../sites/queries.ts';
import { StatsBatcher } from './batcher.ts';
import { dateIn } from './calendar-dates.ts';
import type { Dashboard } from './dashboard-context.ts';
import { batchSender } from './endpoints.ts';
import { baseOf } from './requests.ts';
import { useNowMs } from './use-now.ts';
import { useView } from './use-view.ts';
import { ofDays } from './view.ts';

/** For pages whose figures are of whole days: the dashboard's period and filters, in the same address. */
export function useDaysDashboard(orgId: string, siteId: string): Dashboard {
  const { data: site } = useQuery(siteQuery(orgId, siteId));
  const { view: asked, change } = useView();
  const view = useMemo(() => ofDays(asked), [asked]);
  const batcher = useMemo(() => new StatsBatcher(batchSender(orgId, siteId)), [orgId, siteId]);
  const base = useMemo(() => baseOf(view), [view]);
  const timezone = site?.timezone;
  const nowMs = useNowMs();
  const today = dateIn(timezone ?? 'UTC', nowMs);
  return useMemo(
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
}
