/** Rows that were counted by the day, as the engine would list them: added up, chosen, ordered, limited. Pure. */
import type { ResultRow } from '../stores/event-store.ts';
import { addUpDays } from './day-plans.ts';
import { metricValue, type Measured } from './metrics.ts';
import { isTimeDimension } from './parts.ts';
import { completeOrder, type OnlyRows, type OrderTerm, type PlanInput } from './plan.ts';
import { TOTAL_ROWS } from './sql.ts';

/** Who might have converted, divided by some of the rows' dimensions. */
export interface BaseRows {
  rows: readonly ResultRow[];
  /** Places among the rows' dimensions of the base's own ones. */
  places: readonly number[];
}

/** @param byDay see `addUpDays` */
export function listRows(
  input: PlanInput,
  byDay: readonly ResultRow[],
  base: BaseRows | null,
): ResultRow[] {
  const added = addUpDays(byDay, input);
  return chooseRows(input, base === null ? added : withBase(added, base, input));
}

/** Of the rows those that are asked for, in their order. @param rows one for each combination of values */
export function chooseRows(input: PlanInput, rows: readonly ResultRow[]): ResultRow[] {
  const { only, order = [], limit, offset = 0 } = input;
  const chosen = only === undefined ? rows : rows.filter((row) => isAmong(row, only));
  const ordered = order.length === 0 ? [...chosen] : orderRows(chosen, input);
  if (limit === undefined) return ordered;
  return ordered
    .slice(offset, offset + limit)
    .map((row) => ({ ...row, [TOTAL_ROWS]: ordered.length }));
}

/** Rows of time alone are there whether or not anybody converted. */
function withBase(
  rows: readonly ResultRow[],
  base: BaseRows,
  { dimensions }: PlanInput,
): ResultRow[] {
  const visitors = new Map<string, number>();
  for (const row of base.rows) {
    visitors.set(
      keyOf(
        row,
        base.places.map((_, index) => index),
      ),
      Number(row['visitors']),
    );
  }
  const known = rows.map((row) => ({
    ...row,
    base_visitors: visitors.get(keyOf(row, base.places)) ?? 0,
  }));
  if (!dimensions.every(isTimeDimension)) return known;
  const places = dimensions.map((_, index) => index);
  const there = new Set(rows.map((row) => keyOf(row, places)));
  const others = base.rows.filter((row) => !there.has(keyOf(row, places)));
  return [
    ...known,
    ...others.map(({ visitors: count, ...row }) => ({ ...row, base_visitors: Number(count) })),
  ];
}

const keyOf = (row: ResultRow, places: readonly number[]) =>
  JSON.stringify(places.map((place) => row[`d${place}`]));

function isAmong(row: ResultRow, { places, values }: OnlyRows): boolean {
  return values.some((combination) =>
    combination.every((value, index) => String(row[`d${places[index]!}`]) === value),
  );
}

function orderRows(rows: readonly ResultRow[], input: PlanInput): ResultRow[] {
  const terms = completeOrder({ order: input.order ?? [], dimensions: [...input.dimensions] });
  return rows.toSorted((one, other) => {
    for (const term of terms) {
      const difference = compareBy(term, one, other);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

/** Values that there are not come last, in either direction. */
function compareBy({ by, direction }: OrderTerm, one: ResultRow, other: ResultRow): number {
  const sign = direction === 'asc' ? 1 : -1;
  if ('dimension' in by) {
    const column = `d${by.dimension}`;
    return sign * compareTexts(String(one[column]), String(other[column]));
  }
  const valueOf = (row: ResultRow) =>
    metricValue(by.metric, { ...row, query_visitors: by.queryVisitors ?? 0 } as Measured);
  const [left, right] = [valueOf(one), valueOf(other)];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return sign * (Number(left) - Number(right));
}

/** As the engines compare: by their bytes. */
const compareTexts = (one: string, other: string) =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));
