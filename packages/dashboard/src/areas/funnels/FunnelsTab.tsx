/** The site's funnels on the dashboard. A press opens one, in the same period and with the same filters. */
import type { Funnel } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import FunnelIcon from 'lucide-react/icons/funnel';
import Plus from 'lucide-react/icons/plus';
import { Link } from 'wouter';
import { messageOf } from '../../api/errors.ts';
import { funnelPath, funnelsPath } from '../../shell/paths.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { DASH, formatFull, formatShort } from '../../ui/charts/formats.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useOrg } from '../orgs/use-org.ts';
import { canAdminister } from '../orgs/words.ts';
import { useInView } from '../sites/use-in-view.ts';
import { useDashboard } from '../stats/dashboard-context.ts';
import { LoadError } from '../stats/LoadError.tsx';
import { RowsSkeleton } from '../stats/RowsSkeleton.tsx';
import { formatView } from '../stats/view.ts';
import { funnelsQuery, funnelStatsQuery } from './queries.ts';
import './funnels-tab.css';

/** Each is a question of its own; the page of funnels has the rest. */
const SHOWN = 9;

export default function FunnelsTab() {
  const { orgId, siteId, view } = useDashboard();
  const { data: funnels, error, refetch } = useQuery(funnelsQuery(orgId, siteId));
  if (funnels === undefined) {
    return error === null ? (
      <RowsSkeleton />
    ) : (
      <LoadError what="Funnels" error={error} onRetry={() => void refetch()} />
    );
  }
  if (funnels.length === 0) return <NoFunnels />;
  const search = formatView({ ...view, details: null });
  const path = funnelsPath(orgId, siteId);
  return (
    <>
      <div className="funnels-columns column-head" aria-hidden="true">
        <span>Funnel</span>
        <span>Entered</span>
        <span>Completed</span>
        <span>Rate</span>
      </div>
      <ul className="rows">
        {funnels.slice(0, SHOWN).map((funnel) => (
          <Row key={funnel.id} funnel={funnel} />
        ))}
      </ul>
      <div className="panel-foot">
        <span>{`${funnels.length} ${funnels.length === 1 ? 'funnel' : 'funnels'}`}</span>
        <ButtonLink variant="ghost" size="sm" href={search === '' ? path : `${path}?${search}`}>
          All funnels
        </ButtonLink>
      </div>
    </>
  );
}

function NoFunnels() {
  const { orgId, siteId } = useDashboard();
  const mayChange = canAdminister(useOrg(orgId)?.role);
  return (
    <EmptyState
      icon={<FunnelIcon />}
      title="No funnels yet"
      actions={
        mayChange && (
          <ButtonLink href={funnelsPath(orgId, siteId)} icon={<Plus />}>
            Choose the steps
          </ButtonLink>
        )
      }
    >
      Pages and goals in order: see where visitors leave.
    </EmptyState>
  );
}

function Row({ funnel }: { funnel: Funnel }) {
  const dashboard = useDashboard();
  const { orgId, siteId, base, view } = dashboard;
  const [row, isSeen] = useInView<HTMLLIElement>();
  const asked = funnelStatsQuery(dashboard, funnel, { ...base, next: false });
  const { data, isFetching, isPlaceholderData, error } = useQuery({ ...asked, enabled: isSeen });
  const search = formatView({ ...view, details: null });
  const path = funnelPath(orgId, siteId, funnel.id);
  const { entered = null, completed = null, conversion_rate: rate = null } = data?.metrics ?? {};
  const told = [
    `: ${formatFull(entered, 'count')} entered`,
    `${formatFull(completed, 'count')} completed`,
    formatFull(rate, 'percent'),
  ];
  return (
    <li ref={row} className={isPlaceholderData ? 'is-stale' : undefined}>
      <Link
        href={search === '' ? path : `${path}?${search}`}
        className="row funnels-columns"
        aria-busy={isFetching || undefined}
      >
        <span className="row-bar" style={{ width: `${rate ?? 0}%` }} />
        <span className="row-label" title={funnel.steps.map(({ name }) => name).join(' → ')}>
          {funnel.name}
        </span>
        <span className="sr">
          {data === undefined ? (error === null ? '' : `: ${messageOf(error)}`) : told.join(', ')}
        </span>
        <span aria-hidden="true">{formatShort(entered, 'count')}</span>
        <span aria-hidden="true">{formatShort(completed, 'count')}</span>
        <span aria-hidden="true">{rate === null ? DASH : formatFull(rate, 'percent')}</span>
      </Link>
    </li>
  );
}
