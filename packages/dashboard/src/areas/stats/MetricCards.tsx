import { METRICS, type StatsAnswer } from '@purestat/vocabulary';
import { Delta } from '../../ui/charts/Delta.tsx';
import { DASH, formatFull, formatShort } from '../../ui/charts/formats.ts';
import { Sparkline } from '../../ui/charts/Sparkline.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { definitionOf } from './definition.ts';
import { numberOf } from './rows.ts';
import { CARD_METRICS, type CardMetric } from './view.ts';

interface MetricCardsProps {
  /** undefined while the first answer is awaited. */
  cards: StatsAnswer | undefined;
  /** Nothing is awaited any more; why is told below. */
  failed: boolean;
  /** Oldest first; empty until known. */
  series: StatsAnswer['dimensions'];
  /** Index of the bucket under way: unfinished, so the sparklines end before it. */
  partial: number | null;
  metric: CardMetric;
  onChoose: (metric: CardMetric) => void;
  panelId: string;
}

/** Six figures that are tabs: the chosen one opens into the chart below. */
export function MetricCards(props: MetricCardsProps) {
  const { metric, onChoose, panelId } = props;
  const items = CARD_METRICS.map((value) => ({
    value,
    label: <MetricCard {...props} metric={value} />,
    tip: definitionOf(value),
  }));
  return (
    <Tabs
      label="Metric"
      className="metrics"
      tabClassName="metric"
      items={items}
      value={metric}
      onChange={onChoose}
      panelId={panelId}
    />
  );
}

function MetricCard({ cards, failed, series, partial, metric }: MetricCardsProps) {
  const { label, unit } = METRICS[metric];
  const value = cards?.metrics[metric] ?? null;
  const finished = partial === null ? series : series.slice(0, partial);
  return (
    <>
      <span className="metric-name">{label}</span>
      <span className={value === null || value === 0 ? 'metric-value is-faint' : 'metric-value'}>
        {cards === undefined && !failed ? (
          <span className="skeleton metric-skeleton" aria-label="Loading" />
        ) : (
          <span title={formatFull(value, unit)}>{formatShort(value, unit)}</span>
        )}
      </span>
      <span className="metric-end">
        <Change cards={cards} metric={metric} />
        <Sparkline values={finished.map((row) => numberOf(row, metric))} />
      </span>
    </>
  );
}

/** The change, or what it was where a change cannot be computed. */
function Change({ cards, metric }: Pick<MetricCardsProps, 'cards' | 'metric'>) {
  const comparison = cards?.comparison;
  if (comparison === undefined) return <span />;
  const change = comparison.change[metric] ?? null;
  if (change !== null && cards?.metrics[metric] !== 0) {
    return <Delta change={change} metric={metric} />;
  }
  const was = formatShort(comparison.metrics[metric] ?? null, METRICS[metric].unit);
  return <span className="metric-was">{was === DASH ? '' : `was ${was}`}</span>;
}
