import type { FunnelStats, Metric } from '@purestat/vocabulary';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import '../../ui/charts/charts.css';
import { Delta } from '../../ui/charts/Delta.tsx';
import { describeChange, formatFull } from '../../ui/charts/formats.ts';

const KPIS = [
  { name: 'entered', label: 'Entered', unit: 'count', like: 'visitors' },
  { name: 'completed', label: 'Completed', unit: 'count', like: 'visitors' },
  { name: 'conversion_rate', label: 'Conversion', unit: 'percent', like: 'conversion_rate' },
  { name: 'median_seconds', label: 'Median time to finish', unit: 'seconds', like: null },
] as const satisfies ReadonlyArray<{
  name: keyof FunnelStats['metrics'];
  label: string;
  unit: 'count' | 'percent' | 'seconds';
  /** Whose changes read alike; null: less is better. */
  like: Metric | null;
}>;

/** Four figures of the whole funnel. */
export function FunnelKpis({ stats }: { stats: FunnelStats | undefined }) {
  return (
    <dl className="funnel-kpis">
      {KPIS.map(({ name, label, unit, like }) => {
        const change = stats?.comparison?.change[name] ?? null;
        return (
          <div key={name}>
            <dt>{label}</dt>
            <dd className="num">
              {stats === undefined ? (
                <span className="skeleton metric-skeleton" aria-label="Loading" />
              ) : (
                formatFull(stats.metrics[name], unit)
              )}
            </dd>
            <dd className="funnel-kpi-change">
              {change !== null && like !== null && <Delta change={change} metric={like} />}
              {change !== null && like === null && <TimeDelta change={change} />}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A time that gets shorter is good news. */
function TimeDelta({ change }: { change: number }) {
  const { text, spoken, direction } = describeChange(change, 'avg_duration');
  if (direction === 'same') return <span className="delta">No change</span>;
  const Arrow = direction === 'up' ? ArrowUp : ArrowDown;
  return (
    <span className={direction === 'up' ? 'delta is-bad' : 'delta is-good'}>
      <Arrow aria-hidden="true" />
      <span aria-hidden="true">{text}</span>
      <span className="sr">{spoken}</span>
    </span>
  );
}
