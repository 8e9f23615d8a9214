import { PROPERTY_PREFIX, type PropertyMetric, type PropertyValues } from '@purestat/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { formatDecimal, formatFull } from '../../ui/charts/formats.ts';
import { useDashboard } from '../stats/dashboard-context.ts';
import { statsQuery } from '../stats/queries.ts';
import { toNumber } from '../stats/rows.ts';

/** Sum and average of a property over the period, where the server says that its values are numbers. */
export function PropertyNumbers({ property }: { property: string }) {
  const dashboard = useDashboard();
  const sum: PropertyMetric = `sum:${PROPERTY_PREFIX}${property}`;
  const average: PropertyMetric = `average:${PROPERTY_PREFIX}${property}`;
  const { data, isPlaceholderData } = useQuery(
    statsQuery(dashboard, { metrics: [sum, average], dimensions: [] }),
  );
  const values = data?.answer.meta.property_values?.[0];
  if (data === undefined || values?.numeric !== true) return null;
  const { metrics } = data.answer;
  return (
    <div className={isPlaceholderData ? 'property-numbers is-stale' : 'property-numbers'}>
      <dl>
        <Figure name="Sum" value={toNumber(metrics[sum])} />
        <Figure name="Average" value={toNumber(metrics[average])} />
      </dl>
      {values.skipped > 0 && <p>{skippedInWords(values)}</p>}
    </div>
  );
}

function Figure({ name, value }: { name: string; value: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={value === null ? undefined : String(value)}>{formatDecimal(value)}</dd>
    </div>
  );
}

function skippedInWords({ skipped }: PropertyValues): string {
  return skipped === 1
    ? '1 value is not a number'
    : `${formatFull(skipped, 'count')} values are not numbers`;
}
