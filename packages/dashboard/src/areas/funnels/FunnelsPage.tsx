/** All funnels of a site, each with how many enter and complete it. */
import type { Funnel, FunnelQuery } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import Funnel2 from 'lucide-react/icons/funnel';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { funnelPath } from '../../shell/paths.ts';
import { Button } from '../../ui/Button.tsx';
import { formatFull } from '../../ui/charts/formats.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useInView } from '../sites/use-in-view.ts';
import { useDashboard } from '../stats/dashboard-context.ts';
import { DatePicker } from '../stats/DatePicker.tsx';
import { FunnelForm } from './FunnelForm.tsx';
import { FunnelFrame, shownRange, type FrameProps } from './FunnelFrame.tsx';
import { useMayChange } from './FunnelPage.tsx';
import './funnels.css';
import { funnelsQuery, funnelStatsQuery } from './queries.ts';

export default function FunnelsPage(ids: FrameProps) {
  usePageTitle('Funnels');
  return (
    <FunnelFrame {...ids}>
      <FunnelsView />
    </FunnelFrame>
  );
}

function FunnelsView() {
  const dashboard = useDashboard();
  const { orgId, siteId } = dashboard;
  const funnels = useQuery(funnelsQuery(orgId, siteId));
  const mayChange = useMayChange();
  const [creating, setCreating] = useState(false);
  const [, go] = useLocation();
  const create = mayChange && (
    <Button variant="primary" icon={<Plus />} onClick={() => setCreating(true)}>
      New funnel
    </Button>
  );
  const hasSome = funnels.data !== undefined && funnels.data.length > 0;
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Funnels</h1>
          <p>How many go from one step to the next within a day. Nothing links days.</p>
        </div>
        <div className="toolbar-when">
          {hasSome && <DatePicker range={shownRange(dashboard)} />}
          {hasSome && create}
        </div>
      </div>
      <Loaded query={funnels} what="Funnels" bare skeleton={<Skeleton height={160} />}>
        {(loaded) => (hasSome ? <List funnels={loaded} /> : <NoFunnels action={create} />)}
      </Loaded>
      {creating && (
        <FunnelForm
          {...{ orgId, siteId }}
          funnel={null}
          onClose={() => setCreating(false)}
          onSaved={(saved) => go(funnelPath(orgId, siteId, saved.id))}
        />
      )}
    </div>
  );
}

function NoFunnels({ action }: { action: React.ReactNode }) {
  return (
    <div className="panel">
      <EmptyState icon={<Funnel2 />} title="No funnels yet" actions={action} headingLevel={2}>
        {action === false
          ? 'Owners and admins of the organization can make one.'
          : 'Choose two to eight steps, pages or goals, and see where visitors leave. It counts back in time.'}
      </EmptyState>
    </div>
  );
}

function List({ funnels }: { funnels: readonly Funnel[] }) {
  return (
    <div className="panel funnel-list-box">
      <table className="funnel-list">
        <thead>
          <tr>
            <th scope="col">Funnel</th>
            <th scope="col">Entered</th>
            <th scope="col">Completed</th>
            <th scope="col">Conversion</th>
          </tr>
        </thead>
        <tbody>
          {funnels.map((funnel) => (
            <Row key={funnel.id} funnel={funnel} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ funnel }: { funnel: Funnel }) {
  const dashboard = useDashboard();
  const { orgId, siteId, base } = dashboard;
  // There may be a hundred of them, each a question of its own.
  const [row, isSeen] = useInView<HTMLTableRowElement>();
  const query: FunnelQuery = { ...base, next: false };
  const asked = funnelStatsQuery(dashboard, funnel, query);
  const { data, error, isPlaceholderData } = useQuery({ ...asked, enabled: isSeen });
  const search = useSearch();
  const path = funnelPath(orgId, siteId, funnel.id);
  return (
    <tr
      ref={row}
      aria-busy={isPlaceholderData || undefined}
      className={isPlaceholderData ? 'is-stale' : undefined}
    >
      <th scope="row">
        <Link href={search === '' ? path : `${path}?${search}`}>{funnel.name}</Link>
        <span>{funnel.steps.map(({ name }) => name).join(' → ')}</span>
      </th>
      {data === undefined ? (
        <td colSpan={3}>{error === null ? '…' : messageOf(error)}</td>
      ) : (
        <>
          <td>{formatFull(data.metrics.entered, 'count')}</td>
          <td>{formatFull(data.metrics.completed, 'count')}</td>
          <td>{formatFull(data.metrics.conversion_rate, 'percent')}</td>
        </>
      )}
    </tr>
  );
}
