/** What the details of a dimension ask of the server. Search, order and pages are its work. */
import type { Metric, StatsQuery } from '@purestat/vocabulary';
import type { FilterDimension } from './dimensions.ts';
import { setFilter, toWire, type Filter } from './filters.ts';
import { dimensionsOf } from './requests.ts';
import { hasOwnLabels, labelOf } from './value-labels.ts';

export const DETAIL_ROWS = 10;

export const DETAIL_METRICS = [
  'visitors',
  'visits',
  'pageviews',
  'bounce_rate',
  'avg_duration',
] as const satisfies readonly Metric[];

export interface DetailsOrder {
  by: string;
  direction: 'asc' | 'desc';
}

interface DetailsRequest {
  filters: readonly Filter[];
  dimension: FilterDimension;
  search: string;
  /** Values of the dimension in the period: names are searched here, for the server knows codes. */
  known: readonly string[];
  order: DetailsOrder;
  page: number;
}

/** Two "contains" on one dimension would mean either; searching within one cannot be asked. */
export function canSearch(filters: readonly Filter[], dimension: FilterDimension): boolean {
  return !filters.some(
    (filter) => filter.dimension === dimension && filter.operator === 'contains',
  );
}

function searched({ filters, dimension, search, known }: DetailsRequest): readonly Filter[] {
  if (search === '' || !canSearch(filters, dimension)) return filters;
  if (!hasOwnLabels(dimension)) {
    return setFilter(filters, { dimension, operator: 'contains', values: [search] });
  }
  const text = search.toLowerCase();
  const values = known.filter((value) => labelOf(dimension, value).toLowerCase().includes(text));
  // No value has this text: it is no code either, so nothing will match.
  return setFilter(filters, {
    dimension,
    operator: 'is',
    values: values.length > 0 ? values : [search],
  });
}

export function detailsQuery(request: DetailsRequest): Partial<StatsQuery> {
  const { dimension, order, page } = request;
  return {
    metrics: DETAIL_METRICS,
    dimensions: dimensionsOf(dimension),
    filters: toWire(searched(request)) ?? {},
    order_by: order.by,
    order_dir: order.direction,
    limit: DETAIL_ROWS,
    offset: page * DETAIL_ROWS,
  };
}
