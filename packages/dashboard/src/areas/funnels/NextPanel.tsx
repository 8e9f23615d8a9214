/** What those did who got to a step and not to the next. */
import type { FunnelNext, FunnelStats } from '@purestat/vocabulary';
import DoorOpen from 'lucide-react/icons/door-open';
import File from 'lucide-react/icons/file';
import Inbox from 'lucide-react/icons/inbox';
import Zap from 'lucide-react/icons/zap';
import { useId } from 'react';
import { formatFull, formatShort } from '../../ui/charts/formats.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import '../stats/breakdown.css';
import { useDashboard } from '../stats/dashboard-context.ts';

const ICONS = { pageview: <File />, event: <Zap />, left: <DoorOpen /> };
const SAID = { pageview: 'page', event: 'event', left: '' };

export function NextPanel({ steps }: { steps: FunnelStats['steps'] }) {
  const { view, change } = useDashboard();
  const id = useId();
  const index = Math.min(view.after, steps.length - 1) - 1;
  const rows = steps[index]?.next ?? [];
  const items = steps.slice(0, -1).map((_, step) => ({
    value: String(step),
    label: (
      <>
        <span className={step === index ? undefined : 'sr'}>After step </span>
        {step + 1}
      </>
    ),
  }));
  return (
    <Panel
      title="Where they went instead"
      className="breakdown"
      actions={
        <Tabs
          label="Step"
          items={items}
          value={String(index)}
          onChange={(value) => change({ after: Number(value) + 1 })}
          panelId={id}
        />
      }
    >
      <div
        id={id}
        role="tabpanel"
        aria-label={`After step ${index + 1}`}
        className="breakdown-body"
      >
        {rows.length === 0 ? (
          <EmptyState icon={<Inbox />} title="Nobody left here">
            Everybody who got to this step went on, or nobody got here.
          </EmptyState>
        ) : (
          <Rows rows={rows} />
        )}
      </div>
    </Panel>
  );
}

function Rows({ rows }: { rows: readonly FunnelNext[] }) {
  const largest = Math.max(...rows.map(({ visitors }) => visitors));
  return (
    <>
      <div className="column-head" aria-hidden="true">
        <span>Next page or event</span>
        <span>Visitors</span>
      </div>
      <ul className="rows">
        {rows.map(({ type, value, visitors, percentage }) => (
          <li key={`${type} ${value}`} className="row">
            <span className="row-bar" style={{ width: `${(100 * visitors) / largest}%` }} />
            <span className="row-icon" aria-hidden="true">
              {ICONS[type]}
            </span>
            <span className="row-label" title={value ?? undefined}>
              {value ?? '(left the site)'}
            </span>
            <span className="sr">
              {SAID[type]}: {formatFull(visitors, 'count')} visitors,
            </span>
            <span className="row-share is-shown">{formatFull(percentage, 'percent')}</span>
            <span className="row-value" aria-hidden="true">
              {formatShort(visitors, 'count')}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
