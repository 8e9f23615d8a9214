import type { Site } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { sitePath } from '../../shell/paths.ts';
import { Badge } from '../../ui/Badge.tsx';
import '../../ui/charts/charts.css';
import { Delta } from '../../ui/charts/Delta.tsx';
import { DASH, formatFull, formatShort } from '../../ui/charts/formats.ts';
import { LiveDot } from '../../ui/LiveDot.tsx';
import { Skeleton, useSlow } from '../../ui/Skeleton.tsx';
import { Tile } from '../../ui/Tile.tsx';
import { type SiteSummary, siteSummaryQuery } from './site-summary.ts';
import { SiteSpark } from './SiteSpark.tsx';
import { useInView } from './use-in-view.ts';

/** A site in the list: its domain, its last 24 hours, a way in. */
export function SiteCard({ site }: { site: Site }) {
  const [card, seen] = useInView<HTMLLIElement>();
  const waiting = site.first_event_at === null;
  return (
    <li ref={card} className="panel site-card">
      <div className="flex items-center gap-2.5 px-5 pt-4">
        <Tile name={site.domain} size={20} />
        <div className="min-w-0">
          <h2>
            <Link href={sitePath(site.org_id, site.id)}>{site.domain}</Link>
          </h2>
        </div>
        {site.name !== site.domain && (
          <span className="truncate text-12 text-ink-3">{site.name}</span>
        )}
      </div>
      {waiting ? <WaitingFigures /> : <Figures site={site} enabled={seen} />}
    </li>
  );
}

function WaitingFigures() {
  return (
    <>
      <div className="flex items-end justify-between px-5 pt-3">
        <div>
          <div className="site-figure text-ink-3">{DASH}</div>
          <span className="text-12 text-ink-3">No events yet</span>
        </div>
        <Badge tone="now">Waiting</Badge>
      </div>
      <div className="hatch mx-5 mt-3 mb-5 h-11 rounded-sm" />
    </>
  );
}

function Figures({ site, enabled }: { site: Site; enabled: boolean }) {
  const { data, error } = useQuery({ ...siteSummaryQuery(site), enabled });
  const slow = useSlow(enabled && !data && !error);
  if (error && !data) {
    return <p className="px-5 pt-3 text-13 text-ink-3">The figures didn’t load.</p>;
  }
  if (!data) {
    return (
      <div className="grid gap-2 px-5 pt-4" aria-busy="true">
        {slow && <Skeleton width={72} height={26} />}
        {slow && <Skeleton width={120} />}
      </div>
    );
  }
  return <SummaryFigures summary={data} />;
}

function SummaryFigures({ summary }: { summary: SiteSummary }) {
  const { visitors, change, hours, now } = summary;
  return (
    <>
      <div className="flex items-end justify-between px-5 pt-3">
        <div>
          <div className="site-figure" title={formatFull(visitors, 'count')}>
            {formatShort(visitors, 'count')}
          </div>
          <span className="text-12 text-ink-3">visitors, last 24 hours</span>
        </div>
        <div className="grid justify-items-end gap-1.5">
          <span className="num flex items-center gap-2.5 text-13">
            <LiveDot off={now === 0} />
            {formatShort(now, 'count')} now
          </span>
          {change !== null && <Delta change={change} metric="visitors" />}
        </div>
      </div>
      <SiteSpark hours={hours} />
    </>
  );
}
