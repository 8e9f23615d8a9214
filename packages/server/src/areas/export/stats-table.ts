/** Rows of figures as a flat table: dimensions, metrics, then what they are compared with. */
import { METRICS, type AnyMetricValue, type Money, type RowComparison } from '@purestat/vocabulary';
import { isPropertyMetric, type StatsExport } from '../../query/index.ts';
import type { Cell } from '../../stores/event-store.ts';
import type { Column, Table } from './table.ts';

type StatsRow = StatsExport['rows'] extends AsyncIterable<ReadonlyArray<infer Row>> ? Row : never;
type Read = (row: StatsRow) => AnyMetricValue;
type Comparison = RowComparison<AnyMetricValue>;

export function statsTable(answer: StatsExport): Table<StatsRow> {
  const dimensions = answer.dimensions.map((name): Column<StatsRow> => ({
    name,
    type: 'text',
    read: (row) => row[name] as string,
  }));
  const metrics = answer.metrics.flatMap((metric) =>
    metricColumns(metric, (row) => row[metric.name] as AnyMetricValue),
  );
  const compared = answer.isCompared ? answer.metrics.flatMap(comparedColumns) : [];
  return {
    columns: [...dimensions, ...metrics, ...compared],
    toObject: (row) => row,
    batches: answer.rows,
  };
}

type Named = StatsExport['metrics'][number];

/** An amount has its currency in a column of its own. */
function metricColumns({ name, metric }: Named, read: Read): Array<Column<StatsRow>> {
  if (isPropertyMetric(metric)) {
    return [{ name, type: 'number', read: (row) => read(row) as Cell }];
  }
  const { unit, decimals } = METRICS[metric];
  if (unit === 'money') {
    return [
      { name, type: 'number', read: (row) => (read(row) as Money | null)?.value ?? null },
      {
        name: `${name}_currency`,
        type: 'text',
        read: (row) => (read(row) as Money | null)?.currency ?? null,
      },
    ];
  }
  if (unit === 'money_list') return [{ name, type: 'text', read: (row) => amountsText(read(row)) }];
  return [{ name, type: decimals === 0 ? 'integer' : 'number', read: (row) => read(row) as Cell }];
}

/** `EUR 12.5; USD 3`. */
function amountsText(value: AnyMetricValue): string {
  const amounts = (value ?? []) as readonly Money[];
  return amounts.map((amount) => `${amount.currency} ${amount.value}`).join('; ');
}

function comparedColumns({ name, metric }: Named): Array<Column<StatsRow>> {
  const comparison = (row: StatsRow) => row['comparison'] as Comparison;
  return [
    ...metricColumns({ name: `${name}_comparison`, metric }, (row) =>
      valueOf(comparison(row).metrics, name),
    ),
    {
      name: `${name}_change`,
      type: 'number',
      read: (row) => valueOf(comparison(row).change, name) as Cell,
    },
  ];
}

const valueOf = (values: Readonly<Record<string, AnyMetricValue | undefined>>, name: string) =>
  values[name] ?? null;
