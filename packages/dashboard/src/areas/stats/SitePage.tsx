/**
 * The dashboard of one site. Before its first event it is the page that waits for it; both are
 * views of the same address, and the second follows the first by itself.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { showToast } from '../../ui/toast-store.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { DashboardNotice } from '../billing/NoticeBanner.tsx';
import { siteQuery } from '../sites/queries.ts';
import { StatsBatcher } from './batcher.ts';
import { dateIn } from './calendar-dates.ts';
import { DashboardContext, type Dashboard } from './dashboard-context.ts';
import { DashboardView } from './DashboardView.tsx';
import { batchSender } from './endpoints.ts';
import { statsQuery } from './queries.ts';
import { baseOf, cardsQuery } from './requests.ts';
import './stats.css';
import { useNowMs } from './use-now.ts';
import { useView } from './use-view.ts';

const WaitingPage = lazy(() => import('./WaitingPage.tsx'));

interface SitePageProps {
  orgId: string;
  siteId: string;
}

export default function SitePage({ orgId, siteId }: SitePageProps) {
  const client = useQueryClient();
  const { data: site } = useQuery(siteQuery(orgId, siteId));
  const control = useView();
  const { view, change } = control;
  const batcher = useMemo(() => new StatsBatcher(batchSender(orgId, siteId)), [orgId, siteId]);
  const base = useMemo(() => baseOf(view), [view]);
  const cards = useQuery(statsQuery({ siteId, base, batcher }, cardsQuery(view)));
  usePageTitle(site?.name ?? site?.domain);

  const timezone = cards.data?.answer.meta.timezone ?? site?.timezone;
  const nowMs = useNowMs();
  const today = dateIn(timezone ?? 'UTC', nowMs);
  const dashboard = useMemo(
    (): Dashboard => ({ orgId, siteId, view, change, base, batcher, timezone, nowMs, today }),
    [orgId, siteId, view, change, base, batcher, timezone, nowMs, today],
  );

  // The empty figures asked for while waiting must not be what the dashboard begins with.
  const showDashboard = useCallback(() => {
    showToast('First event received. This is your dashboard.');
    void client.resetQueries({ queryKey: ['stats', siteId] });
  }, [client, siteId]);
  // TRICKY: figures that were asked for before the first event have the last word until they are
  // dropped; else the waiting page would be gone before it can have them dropped.
  const firstEventAt =
    cards.data === undefined ? (site?.first_event_at ?? null) : cards.data.firstEventAt;
  const known = cards.data !== undefined || site !== undefined;
  if (known && firstEventAt === null) {
    return (
      <Suspense fallback={null}>
        <DashboardNotice orgId={orgId} />
        <WaitingPage orgId={orgId} siteId={siteId} onFirstEvent={showDashboard} />
      </Suspense>
    );
  }
  return (
    <DashboardContext value={dashboard}>
      <DashboardNotice orgId={orgId} />
      <DashboardView problems={control.problems} site={site} />
    </DashboardContext>
  );
}
