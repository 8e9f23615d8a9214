/**
 * A site without events: how to install the snippet, and a chart that waits. It asks whether the
 * first event has arrived and gives way to the dashboard by itself. It claims nothing it does not
 * know: since when it has been listening, and that nothing has arrived yet.
 */
import './waiting.css';
import { useQuery } from '@tanstack/react-query';
import { METRICS, type Site } from '@purestat/vocabulary';
import ExternalLink from 'lucide-react/icons/external-link';
import Lock from 'lucide-react/icons/lock';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Send from 'lucide-react/icons/send';
import Shield from 'lucide-react/icons/shield';
import { useEffect, useState } from 'react';
import { DASH } from '../../ui/charts/formats.ts';
import { Badge } from '../../ui/Badge.tsx';
import { buttonClass } from '../../ui/Button.tsx';
import { LiveDot } from '../../ui/LiveDot.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { siteQuery } from '../sites/queries.ts';
import { trackerSnippet } from '../sites/snippet.ts';
import { formatClock } from './date-formats.ts';
import { InstallSnippet } from './InstallSnippet.tsx';
import { CARD_METRICS } from './view.ts';

interface WaitingPageProps {
  orgId: string;
  siteId: string;
  onFirstEvent: () => void;
}

/** Whoever has just pasted the snippet looks at the screen; after a while nobody does. */
const EAGER_MS = 2_000;
const PATIENT_MS = 5_000;
const EAGER_FOR_MS = 5 * 60_000;

export default function WaitingPage({ orgId, siteId, onFirstEvent }: WaitingPageProps) {
  const [startedAtMs] = useState(() => Date.now());
  const { data: site } = useQuery({
    ...siteQuery(orgId, siteId),
    refetchInterval: () => (Date.now() - startedAtMs < EAGER_FOR_MS ? EAGER_MS : PATIENT_MS),
    staleTime: 0,
  });
  const arrived = (site?.first_event_at ?? null) !== null;
  useEffect(() => {
    if (arrived) onFirstEvent();
  }, [arrived, onFirstEvent]);
  if (site === undefined) return null;
  return (
    <div className="page waiting">
      <PageHeader title="Waiting for your first event" actions={<SendToDeveloper site={site} />}>
        Add the snippet to {site.domain} and open any page. This screen switches to your dashboard
        by itself.
      </PageHeader>
      <output className="sr">Listening for the first event.</output>
      <ListeningChart />
      <div className="waiting-parts">
        <Panel title="Install the snippet">
          <ol className="steps">
            <li>
              <div>
                <h3>Copy the code for your site</h3>
                <p>Under 1 KB, loads after your content, sets no cookies.</p>
                <InstallSnippet domain={site.domain} />
              </div>
            </li>
            <li>
              <div>
                <h3>Publish, then visit your site</h3>
                <p>One page load is enough. Your own visit counts, so you can watch it arrive.</p>
                <a
                  className={buttonClass({}, 'max-w-full')}
                  href={`https://${site.domain}`}
                  target="_blank"
                  rel="noreferrer"
                >
                  <ExternalLink />
                  <span className="truncate leading-normal">Open {site.domain}</span>
                </a>
              </div>
            </li>
          </ol>
        </Panel>
        <aside>
          <Listening sinceMs={startedAtMs} />
          <Tips />
        </aside>
      </div>
    </div>
  );
}

function SendToDeveloper({ site }: { site: Site }) {
  const subject = encodeURIComponent(`Add analytics to ${site.domain}`);
  const body = encodeURIComponent(
    `Please add this line inside <head> on every page of ${site.domain}:\n\n` +
      `${trackerSnippet(site.domain, window.location.origin)}\n\n` +
      'It is under 1 KB, loads after the content and sets no cookies.\n',
  );
  return (
    <a className={buttonClass({ size: 'lg' })} href={`mailto:?subject=${subject}&body=${body}`}>
      <Send />
      Send to a developer
    </a>
  );
}

/** The dashboard's place, hatched: nothing is known yet. */
function ListeningChart() {
  return (
    <section className="panel" aria-label="No figures yet">
      <div className="metrics" aria-hidden="true">
        {CARD_METRICS.map((metric) => (
          <div key={metric} className="metric">
            <span className="metric-name">{METRICS[metric].label}</span>
            <span className="metric-value is-faint">{DASH}</span>
          </div>
        ))}
      </div>
      <div className="listening">
        <span className="listening-zero">0</span>
        <div className="listening-grid" aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
        <div className="hatch" aria-hidden="true" />
        <span className="listening-badge">
          <Badge tone="now">Listening</Badge>
        </span>
        <LiveDot />
      </div>
    </section>
  );
}

function Listening({ sinceMs }: { sinceMs: number }) {
  return (
    <Panel title="Live check">
      <ul className="checks">
        <li>
          <LiveDot />
          <div>
            <b>Listening</b>
            <p>Since {formatClock(sinceMs, undefined)}</p>
          </div>
        </li>
        <li>
          <span className="check-ring" aria-hidden="true" />
          <div>
            <b className="is-faint">First event received</b>
            <p>Shown here within seconds of the visit</p>
          </div>
        </li>
      </ul>
    </Panel>
  );
}

function Tips() {
  return (
    <Panel className="tips">
      <h3>Nothing arriving?</h3>
      <ul>
        <li>
          <Shield />
          <span>
            Pause content blockers for this visit, and Do Not Track or Global Privacy Control: who
            asks not to be counted isn’t. Nor are visits to localhost.
          </span>
        </li>
        <li>
          <RefreshCw />
          <span>Purge your page cache after publishing.</span>
        </li>
        <li>
          <Lock />
          <span>
            Allow <code className="code-inline">{window.location.host}</code> in{' '}
            <code className="code-inline">script-src</code> and{' '}
            <code className="code-inline">connect-src</code> if your site has a content security
            policy.
          </span>
        </li>
      </ul>
    </Panel>
  );
}
