/** Metric cards and the chart they open into: one surface. */
import './traffic.css';
import { useQuery } from '@tanstack/react-query';
import { METRICS, type StatsAnswer } from '@purestat/vocabulary';
import { useId } from 'react';
import { LineChart } from '../../ui/charts/LineChart.tsx';
import { useSlow } from '../../ui/Skeleton.tsx';
import { ChartSkeleton } from './ChartSkeleton.tsx';
import { useDashboard } from './dashboard-context.ts';
import { bucketRange, formatRange } from './date-formats.ts';
import { IntervalMenu } from './IntervalMenu.tsx';
import { MetricCards } from './MetricCards.tsx';
import { NoMatch } from './NoMatch.tsx';
import { LoadError } from './LoadError.tsx';
import { INTERVAL_WORDS, lengthInDays, nameRange, type Interval } from './periods.ts';
import { statsQuery } from './queries.ts';
import { cardsQuery, chartQuery } from './requests.ts';
import { chartPoints, seriesOf, type Series } from './series.ts';
import { cardMetrics, isOfGoals, openMetric } from './view.ts';

/** @param interval null until the length of the period is known */
export function TrafficPanel({ interval }: { interval: Interval | null }) {
  const dashboard = useDashboard();
  const { view, change } = dashboard;
  const cards = useQuery(statsQuery(dashboard, cardsQuery(view)));
  const chart = useQuery({
    ...statsQuery(dashboard, chartQuery(view, interval ?? 'date')),
    enabled: interval !== null,
  });
  const panelId = useId();
  const answer = chart.data?.answer;
  const series = seriesOf(answer, interval ?? 'date');
  const failed = [chart, cards].filter((query) => query.error !== null && query.data === undefined);
  const error = failed[0]?.error ?? null;
  const stale = cards.isPlaceholderData || chart.isPlaceholderData;
  return (
    <section className="panel traffic" aria-label="Traffic" aria-busy={chart.isFetching}>
      <div className={stale ? 'is-stale' : undefined}>
        <MetricCards
          cards={cards.data?.answer}
          failed={cards.isError}
          series={series.rows}
          partial={series.partial}
          metrics={cardMetrics(view)}
          isOfGoals={isOfGoals(view)}
          metric={openMetric(view)}
          onChoose={(metric) => change({ metric })}
          panelId={panelId}
        />
      </div>
      <div id={panelId} role="tabpanel" aria-label={`${METRICS[openMetric(view)].label} over time`}>
        {error !== null ? (
          <LoadError
            what={chart.data === undefined ? 'The chart' : 'The totals'}
            error={error}
            onRetry={() => failed.forEach((query) => void query.refetch())}
          />
        ) : (
          <ChartArea answer={answer} series={series} totals={cards.data?.answer} stale={stale} />
        )}
      </div>
    </section>
  );
}

interface ChartAreaProps {
  answer: StatsAnswer | undefined;
  totals: StatsAnswer | undefined;
  series: Series;
  stale: boolean;
}

function ChartArea({ answer, totals, series, stale }: ChartAreaProps) {
  const { view, change, today } = useDashboard();
  const slow = useSlow(answer === undefined);
  if (answer === undefined) return <ChartSkeleton shown={slow} />;
  const { interval, partial } = series;
  if (totals?.metrics['visits'] === 0 && view.filters.length > 0)
    return <NoMatch answer={answer} />;

  function openBucket(index: number): void {
    const bucket = series.rows[index]?.[interval];
    if (typeof bucket !== 'string' || bucket.slice(0, 10) > today) return;
    const range = bucketRange(bucket, interval);
    const to = range.to > today ? today : range.to;
    const period = nameRange({ from: range.from, to }, today);
    const custom = period === 'custom' ? { from: range.from, to } : null;
    change({ period, range: custom, interval: null }, 'push');
  }
  const range = { from: answer.meta.date_from, to: answer.meta.date_to };
  return (
    <div className={stale ? 'is-stale' : undefined}>
      <div className="chart-head">
        <Legend answer={answer} series={series} today={today} />
        <IntervalMenu days={lengthInDays(range)} interval={interval} />
      </div>
      <LineChart
        metric={openMetric(view)}
        points={chartPoints(series, openMetric(view), answer)}
        partial={partial}
        bucketWord={bucketWord(interval)}
        onOpen={interval === 'hour' ? undefined : openBucket}
      />
    </div>
  );
}

function bucketWord(interval: Interval): string {
  const word = INTERVAL_WORDS[interval].one;
  return word[0]!.toUpperCase() + word.slice(1);
}

const SO_FAR: Record<Interval, string> = {
  hour: 'This hour so far',
  date: 'Today so far',
  week: 'This week so far',
  month: 'This month so far',
};

function Legend(props: { answer: StatsAnswer; series: Series; today: string }) {
  const { answer, series, today } = props;
  const { meta, comparison } = answer;
  return (
    <div className="legend">
      <span>
        <i aria-hidden="true" />
        {formatRange({ from: meta.date_from, to: meta.date_to }, today)}
      </span>
      {comparison !== undefined && (
        <span className="is-compared">
          <i aria-hidden="true" />
          <span className="sr">compared with </span>
          {formatRange({ from: comparison.date_from, to: comparison.date_to }, today)}
        </span>
      )}
      {series.partial !== null && (
        <span className="is-partial">
          <i aria-hidden="true" />
          {SO_FAR[series.interval]}
        </span>
      )}
    </div>
  );
}
