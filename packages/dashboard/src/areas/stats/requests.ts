/** What a view asks of the stats API. Pure: view in, query out. */
import type { Site, StatsQuery } from '@purestat/vocabulary';
import { dateIn } from './calendar-dates.ts';
import { companionOf, dimensionOf, type FilterDimension, type PanelTab } from './dimensions.ts';
import { toWire } from './filters.ts';
import {
  defaultInterval,
  intervalsFor,
  lengthInDays,
  rangeOf,
  type DateRange,
  type ViewPeriod,
  type Interval,
} from './periods.ts';
import { canCompare, cardMetrics, type View } from './view.ts';

/** Rows of a panel; the map needs every country. */
export const PANEL_ROWS = 9;
const ALL_COUNTRIES = 250;

/** What all queries of the view share: period and filters. */
export function baseOf(view: View): StatsQuery {
  const filters = toWire(view.filters);
  return {
    // Realtime has an endpoint of its own; what stands beside it (suggestions) looks at today.
    period: view.period === 'realtime' ? 'today' : view.period,
    ...(view.range === null ? {} : { date_from: view.range.from, date_to: view.range.to }),
    ...(filters === undefined ? {} : { filters }),
  };
}

/** What the view is compared with, as the API takes it. */
export function compareOf(view: View): Partial<StatsQuery> {
  if (view.compare === 'off' || !canCompare(view.period)) return {};
  if (view.compareRange === null) return { compare: view.compare };
  const { from, to } = view.compareRange;
  return { compare: 'custom', compare_from: from, compare_to: to };
}

export function cardsQuery(view: View): Partial<StatsQuery> {
  return { metrics: cardMetrics(view), ...compareOf(view) };
}

export function chartQuery(view: View, interval: Interval): Partial<StatsQuery> {
  return { metrics: cardMetrics(view), dimensions: [interval], ...compareOf(view) };
}

/** The dimension itself, and what tells its values apart: regions with their country. */
export function dimensionsOf(dimension: FilterDimension): FilterDimension[] {
  const companion = companionOf(dimension);
  return companion === undefined ? [dimension] : [dimension, companion];
}

/** Map and countries share one query: all countries, of which the list shows the first nine. */
export function panelQuery(tab: PanelTab): Partial<StatsQuery> {
  const dimension = dimensionOf(tab);
  return {
    metrics: ['visitors'],
    dimensions: dimensionsOf(dimension),
    limit: dimension === 'country' ? ALL_COUNTRIES : PANEL_ROWS,
  };
}

/**
 * How many days the view covers: from its own range, the period, or for `all` from the site's
 * first event. null while that is not known.
 */
export function daysOf(view: View, site: Site | undefined, nowMs: number): number | null {
  if (view.range !== null) return lengthInDays(view.range);
  if (view.period === 'all') return site === undefined ? null : daysSinceFirst(site, nowMs);
  // The length of every other period hardly depends on the timezone.
  return lengthInDays(rangeOf(view.period, dateIn(site?.timezone ?? 'UTC', nowMs))!);
}

function daysSinceFirst(site: Site, nowMs: number): number {
  const firstMs = Date.parse(site.first_event_at ?? '');
  const range: DateRange = {
    from: dateIn(site.timezone, Number.isNaN(firstMs) ? nowMs : firstMs),
    to: dateIn(site.timezone, nowMs),
  };
  return lengthInDays(range);
}

/** Back-filled events may lie years before the first that arrived: hours could be too many. */
const LEAST_DAYS_OF_ALL = 15;

/** The interval asked for where it fits the range, else the one that suits it. */
export function intervalOf(view: View, days: number): Interval {
  const span = view.period === 'all' ? Math.max(days, LEAST_DAYS_OF_ALL) : days;
  const allowed = intervalsFor(span);
  if (view.interval !== null && allowed.includes(view.interval)) return view.interval;
  return defaultInterval(span);
}

/** Whether the period reaches today, so that its figures still grow. */
export function includesToday(period: ViewPeriod, range: DateRange | null, today: string): boolean {
  if (period === 'custom') return range !== null && range.to >= today;
  return period !== 'yesterday' && period !== 'last_month';
}
