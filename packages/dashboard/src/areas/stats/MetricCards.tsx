import { METRICS, type AnyMetricValue, type StatsAnswer } from '@purestat/vocabulary';
import { Delta } from '../../ui/charts/Delta.tsx';
import { DASH, formatFull, formatMoney, formatShort, isMoney } from '../../ui/charts/formats.ts';
import { Sparkline } from '../../ui/charts/Sparkline.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { definitionOf } from './definition.ts';
import { numberOf } from './rows.ts';
import type { CardMetric } from './view.ts';

interface MetricCardsProps {
  /** undefined while the first answer is awaited. */
  cards: StatsAnswer | undefined;
  /** Nothing is awaited any more; why is told below. */
  failed: boolean;
  /** Oldest first; empty until known. */
  series: StatsAnswer['dimensions'];
  /** Index of the bucket under way: unfinished, so the sparklines end before it. */
  partial: number | null;
  metrics: readonly CardMetric[];
  /** They speak of a goal: who converted, how often. */
  isOfGoals: boolean;
  metric: CardMetric;
  onChoose: (metric: CardMetric) => void;
  panelId: string;
}

/** Six figures that are tabs: the chosen one opens into the chart below. */
export function MetricCards(props: MetricCardsProps) {
  const { metrics, metric, onChoose, panelId } = props;
  const items = metrics.map((value) => ({
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

/** Under a goal, visitors are those who met it. */
const WORDS_OF_GOALS: { [metric in CardMetric]?: string } = {
  visitors: 'Unique conversions',
  conversions: 'Total conversions',
};

function inWords(value: AnyMetricValue, metric: CardMetric, isShort: boolean): string {
  if (isMoney(value)) return formatMoney(value, undefined, isShort);
  const number = typeof value === 'number' ? value : null;
  return (isShort ? formatShort : formatFull)(number, METRICS[metric].unit);
}

function MetricCard({ cards, failed, series, partial, metric, isOfGoals }: MetricCardsProps) {
  const label = (isOfGoals ? WORDS_OF_GOALS[metric] : undefined) ?? METRICS[metric].label;
  const value: AnyMetricValue = cards?.metrics[metric] ?? null;
  const finished = partial === null ? series : series.slice(0, partial);
  return (
    <>
      <span className="metric-name">{label}</span>
      <span className={value === null || value === 0 ? 'metric-value is-faint' : 'metric-value'}>
        {cards === undefined && !failed ? (
          <span className="skeleton metric-skeleton" aria-label="Loading" />
        ) : (
          <span title={inWords(value, metric, false)}>{inWords(value, metric, true)}</span>
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
  const was = inWords(comparison.metrics[metric] ?? null, metric, true);
  return <span className="metric-was">{was === DASH ? '' : `was ${was}`}</span>;
}
