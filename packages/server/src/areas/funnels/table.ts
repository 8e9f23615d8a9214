/** The figures of a funnel as a flat table: a row for each step, of each value where they are split. */
import type { Funnel, FunnelStats, FunnelStepFigures } from '@purestat/vocabulary';
import type { Table } from '../export/index.ts';

interface Row {
  /** Of the split; absent without one. */
  value?: string;
  /** From 1. */
  step: number;
  name: string;
  figures: FunnelStepFigures;
}

const FIGURES = [
  ['visitors', 'integer'],
  ['entered_rate', 'number'],
  ['previous_rate', 'number'],
  ['dropped', 'integer'],
  ['drop_rate', 'number'],
  ['median_seconds', 'integer'],
] as const satisfies ReadonlyArray<readonly [keyof FunnelStepFigures, string]>;

export function funnelTable(funnel: Funnel, { steps, split }: FunnelStats): Table<Row> {
  const rowsOf = (figures: readonly FunnelStepFigures[], value?: string) =>
    figures.map((one, index): Row => ({
      ...(value !== undefined && { value }),
      step: index + 1,
      name: funnel.steps[index]!.name,
      figures: one,
    }));
  const rows =
    split === undefined ? rowsOf(steps) : split.rows.flatMap((row) => rowsOf(row.steps, row.value));
  const columns = columnsOf(split?.dimension);
  return {
    columns,
    toObject: (row) => Object.fromEntries(columns.map(({ name, read }) => [name, read(row)])),
    batches: once(rows),
  };
}

function columnsOf(split: string | undefined): Table<Row>['columns'] {
  const ofSplit = { type: 'text', read: ({ value }: Row) => value ?? null } as const;
  return [
    ...(split === undefined ? [] : [{ ...ofSplit, name: split }]),
    { name: 'step', type: 'integer', read: ({ step }) => step },
    { name: 'name', type: 'text', read: ({ name }) => name },
    ...FIGURES.map(([name, type]) => ({
      name,
      type,
      read: ({ figures }: Row) => figures[name],
    })),
  ];
}

async function* once(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
