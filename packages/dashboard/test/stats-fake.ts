/**
 * A stats API with lifelike, deterministic figures of one site. "Now" is Thursday,
 * 19 November 2026, 14:20 in Berlin. It understands what the dashboard asks: totals, time series
 * with comparison, breakdowns with filters, search, order and pages.
 */
import {
  METRICS,
  type Filters,
  type MetricValues,
  type RealtimeAnswer,
  type StatsAnswer,
  type StatsBatchLine,
  type StatsBatchQuery,
  type StatsQuery,
} from '@purestat/vocabulary';
import {
  addDays,
  daysBetween,
  startOfMonth,
  startOfWeek,
  weekdayOf,
} from '../src/areas/stats/calendar-dates.ts';
import { rangeOf, type DateRange } from '../src/areas/stats/periods.ts';
import type { ApiAnswer, ApiRequest } from './fake-api.ts';
import { VALUES } from './stats-values.ts';

export const NOW = '2026-11-19T14:20:00+01:00';
export const TODAY = '2026-11-19';
const TIMEZONE = 'Europe/Berlin';
const FIRST_DAY = '2026-01-12';

/** Monday to Sunday. */
const WEEK = [1.04, 1.12, 1.15, 1.09, 0.96, 0.64, 0.7];
const RELEASE: Record<string, number> = {
  '2026-11-03': 1.46,
  '2026-11-04': 1.3,
  '2026-11-05': 1.12,
  '2026-11-10': 1.16,
};

/** A number from 0 to 1 that always belongs to the same text. */
function noise(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 16_777_619) >>> 0;
  }
  return hash / 2 ** 32;
}

function visitorsOn(date: string): number {
  if (date < FIRST_DAY || date > TODAY) return 0;
  const growth = 1 + daysBetween(TODAY, date) / 900;
  const day = 640 * WEEK[weekdayOf(date)]! * growth * (0.955 + noise(date) * 0.09);
  const whole = day * (RELEASE[date] ?? 1);
  return Math.round(date === TODAY ? whole * 0.55 : whole);
}

function sharesOf(dimension: string): [string, number][] {
  return VALUES[dimension] ?? [['(not set)', 100]];
}

/** How much of all visitors the filters leave. */
function leftBy(filters: Filters | undefined): number {
  return Object.entries(filters ?? {}).reduce((left, [dimension, value]) => {
    const matching = matchingValues(dimension, value);
    return left * (matching.reduce((sum, [, share]) => sum + share, 0) / 100);
  }, 1);
}

function matchingValues(dimension: string, filter: Filters[string]): [string, number][] {
  const operators = typeof filter === 'string' || Array.isArray(filter) ? { is: filter } : filter;
  return sharesOf(dimension).filter(([value]) =>
    Object.entries(operators).every(([operator, asked]) => {
      const texts = typeof asked === 'string' ? [asked] : [...asked];
      const lower = value.toLowerCase();
      if (operator === 'is') return texts.includes(value);
      if (operator === 'is_not') return !texts.includes(value);
      const contains = texts.some((text) => lower.includes(text.toLowerCase()));
      return operator === 'contains' ? contains : !contains;
    }),
  );
}

/** All metrics that follow from a number of visitors; the seed makes rows differ. */
function metricsOf(visitors: number, seed: string): MetricValues {
  const visits = Math.round(visitors * (1.29 + noise(`${seed} visits`) * 0.06));
  const pageviews = Math.round(visits * (2.45 + noise(`${seed} views`) * 0.22));
  const some = visits > 0;
  return {
    visitors,
    visits,
    pageviews,
    events: pageviews,
    views_per_visit: some ? Math.round((100 * pageviews) / visits) / 100 : null,
    bounce_rate: some ? Math.round(10 * (39 + noise(`${seed} bounce`) * 6)) / 10 : null,
    conversions: visitors + Math.round(visitors * noise(`${seed} again`) * 0.1),
    conversion_rate: some ? Math.round(10 + noise(`${seed} rate`) * 90) / 10 : null,
    avg_duration: some ? Math.round(168 + noise(`${seed} duration`) * 34) : null,
  };
}

function rangeOfQuery(query: StatsQuery): DateRange {
  if (query.period === 'custom') return { from: query.date_from!, to: query.date_to! };
  return rangeOf(query.period, TODAY) ?? { from: FIRST_DAY, to: TODAY };
}

function comparedRange(query: StatsQuery, range: DateRange): DateRange | null {
  const days = daysBetween(range.from, range.to) + 1;
  if (query.compare === 'custom') return { from: query.compare_from!, to: query.compare_to! };
  if (query.compare === undefined) return null;
  const back = query.compare === 'previous_year' ? 365 : days;
  return { from: addDays(range.from, -back), to: addDays(range.to, -back) };
}

function sumOver({ from, to }: DateRange, left: number): number {
  let sum = 0;
  for (let date = from; date <= to; date = addDays(date, 1)) sum += visitorsOn(date);
  return Math.round(sum * left);
}

function compare(now: MetricValues, then: MetricValues) {
  const change = Object.entries(now).map(([metric, value]) => {
    const before = then[metric] ?? null;
    if (value === null || before === null) return [metric, null];
    const isPoints = METRICS[metric as keyof typeof METRICS].unit === 'percent';
    if (!isPoints && before === 0) return [metric, null];
    const difference = isPoints ? value - before : (100 * (value - before)) / before;
    return [metric, Math.round(10 * difference) / 10];
  });
  return { metrics: then, change: Object.fromEntries(change) as MetricValues };
}

const INTERVALS = ['hour', 'date', 'week', 'month'];

/** The buckets of a range with their visitors, oldest first. */
function bucketsOf(range: DateRange, interval: string, left: number): [string, number][] {
  const buckets = new Map<string, number>();
  for (let date = range.from; date <= range.to; date = addDays(date, 1)) {
    const day = visitorsOn(date) * left;
    for (const [bucket, part] of partsOf(date, interval)) {
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + day * part);
    }
  }
  return [...buckets].map(([bucket, visitors]) => [bucket, Math.round(visitors)]);
}

function partsOf(date: string, interval: string): [string, number][] {
  if (interval === 'week') return [[startOfWeek(date), 1]];
  if (interval === 'month') return [[startOfMonth(date), 1]];
  if (interval === 'date') return [[date, 1]];
  const hours = date === TODAY ? 15 : 24;
  return Array.from({ length: hours }, (_, hour) => {
    const part = (1 + Math.sin(((hour - 8) / 24) * 2 * Math.PI)) / hours;
    return [`${date}T${String(hour).padStart(2, '0')}:00:00+01:00`, part];
  });
}

function partialOf(range: DateRange, interval: string): string | null {
  if (range.to < TODAY) return null;
  return partsOf(TODAY, interval).at(-1)![0];
}

function timeRows(query: StatsQuery, range: DateRange, interval: string, left: number) {
  const buckets = bucketsOf(range, interval, left);
  const other = comparedRange(query, range);
  const before = other === null ? [] : bucketsOf(other, interval, left);
  const rows = buckets.map(([bucket, visitors], index) => {
    const metrics = metricsOf(visitors, bucket);
    const then = metricsOf(before[index]?.[1] ?? 0, `then ${bucket}`);
    return {
      [interval]: bucket,
      ...metrics,
      ...(other === null ? {} : { comparison: compare(metrics, then) }),
    };
  });
  return rows.toReversed();
}

const COMPANIONS: Record<string, (value: string) => string> = {
  country: (value) => value.slice(-3, -1),
  browser: () => 'Chrome',
  os: () => 'macOS',
};

/** `California [US]` is the region California of the country US. */
function bare(value: string): string {
  return value.replace(/ \[\w\w\]$/, '');
}

/** The dashboard asks in no other form. */
function objectForm({ filters }: StatsQuery): Filters | undefined {
  return filters as Filters | undefined;
}

function valueRows(query: StatsQuery, visitors: number) {
  const [dimension = '', companion] = query.dimensions ?? [];
  const filter = objectForm(query)?.[dimension];
  const all = filter === undefined ? sharesOf(dimension) : matchingValues(dimension, filter);
  const kept = all.reduce((sum, [, share]) => sum + share, 0);
  const country = objectForm(query)?.['country'];
  const own = all.filter(
    ([value]) =>
      country === undefined ||
      !value.endsWith(']') ||
      JSON.stringify(country).includes(value.slice(-3, -1)),
  );
  const rows = own.map(([value, share]) => ({
    [dimension]: bare(value),
    ...(companion === undefined ? {} : { [companion]: COMPANIONS[companion]?.(value) ?? '' }),
    ...metricsOf(Math.max(1, Math.round((visitors * share) / kept)), value),
  }));
  const by = query.order_by ?? 'visitors';
  const sign = query.order_dir === 'asc' ? 1 : -1;
  rows.sort((a, b) => {
    const [left, right] = [a[by] ?? 0, b[by] ?? 0];
    return left === right ? 0 : (left > right ? 1 : -1) * sign;
  });
  return rows;
}

/** Sum and average of the property whose numbers are asked for, from its values. */
function numbersOf({ metrics = [] }: StatsQuery, visitors: number) {
  const key = metrics.map((name) => /^sum:props:(.+)$/.exec(name)?.[1]).find((one) => one);
  if (key === undefined) return null;
  const given = sharesOf(`props:${key}`).filter(([value]) => value !== '(none)');
  const counts = given.map(
    ([value, share]) => [Number(value), Math.round((visitors * share) / 100)] as const,
  );
  const numbers = counts.filter(([value]) => !Number.isNaN(value));
  const sum = numbers.reduce((total, [value, count]) => total + value * count, 0);
  const count = numbers.reduce((total, [, events]) => total + events, 0);
  const skipped = counts.reduce((total, [, events]) => total + events, 0) - count;
  return {
    metrics: {
      [`sum:props:${key}`]: count === 0 ? null : sum,
      [`average:props:${key}`]: count === 0 ? null : sum / count,
    },
    values: [{ key, numbers: count, skipped, numeric: count > skipped }],
  };
}

function answerQuery(query: StatsQuery): StatsAnswer {
  const range = rangeOfQuery(query);
  const left = leftBy(objectForm(query));
  const visitors = sumOver(range, left);
  const metrics = metricsOf(visitors, 'total');
  const other = comparedRange(query, range);
  const then = other === null ? null : metricsOf(sumOver(other, left), 'then');
  const interval = query.dimensions?.find((name) => INTERVALS.includes(name));
  const rows =
    interval !== undefined
      ? timeRows(query, range, interval, left)
      : query.dimensions === undefined || query.dimensions.length === 0
        ? []
        : valueRows(query, visitors);
  const offset = query.offset ?? 0;
  const numbers = numbersOf(query, visitors);
  return {
    metrics: { ...metrics, ...numbers?.metrics },
    dimensions: interval === undefined ? rows.slice(offset, offset + (query.limit ?? 100)) : rows,
    meta: {
      timezone: TIMEZONE,
      date_from: range.from,
      date_to: range.to,
      total_rows: rows.length,
      sampled: false,
      partial_bucket: interval === undefined ? null : partialOf(range, interval),
      ...(numbers !== null && { property_values: numbers.values }),
    },
    ...(then === null
      ? {}
      : { comparison: { date_from: other!.from, date_to: other!.to, ...compare(metrics, then) } }),
  };
}

export function fakeRealtime(visitors: number): RealtimeAnswer {
  return {
    visitors,
    pageviews: visitors * 2 + 3,
    top_pages: [
      { pathname: '/', visitors: 5 },
      { pathname: '/pricing', visitors: 3 },
      { pathname: '/docs/getting-started', visitors: 2 },
    ],
    top_sources: [
      { source: 'Google', visitors: 6 },
      { source: 'Direct / None', visitors: 4 },
    ],
    countries: [
      { country: 'US', visitors: 5 },
      { country: 'DE', visitors: 4 },
    ],
    per_minute: Array.from({ length: 30 }, (_, index) => {
      const minute = String((51 + index) % 60).padStart(2, '0');
      const hour = index < 9 ? '13' : '14';
      const count = Math.round(2 + noise(`minute ${index}`) * 6);
      return {
        minute: `2026-11-19T${hour}:${minute}:00+01:00`,
        visitors: count,
        pageviews: 2 * count,
      };
    }),
  };
}

export interface FakeStats {
  /** Bodies of the batches asked for, oldest first. */
  batches: StatsBatchQuery[];
  /** Parameters of the exports asked for. */
  exports: URLSearchParams[];
  /** True: their connection ends before they do. */
  cutsExports: boolean;
  firstEventAt: string | null;
  currentVisitors: number;
  /** How the lines of an answer are sent; all at once unless a test says otherwise. */
  tell: (lines: StatsBatchLine[]) => Iterable<StatsBatchLine> | AsyncIterable<StatsBatchLine>;
  /** Given to `FakeApi.intercept`. */
  handle: (request: ApiRequest) => ApiAnswer | undefined;
}

export function createFakeStats(): FakeStats {
  const fake: FakeStats = {
    batches: [],
    exports: [],
    cutsExports: false,
    firstEventAt: '2026-01-12T09:00:00.000Z',
    currentVisitors: 12,
    tell: (lines) => lines,
    handle: ({ method, path, query, body, takesLines }) => {
      if (method === 'GET' && path.endsWith('/realtime')) {
        return { status: 200, body: fakeRealtime(fake.currentVisitors) };
      }
      if (method === 'GET' && path.endsWith('/export')) {
        fake.exports.push(query);
        const text = `date,visitors\r\n${TODAY},3\r\n`;
        const name = `purestat-export-${TODAY}.csv`;
        return { status: 200, file: { name, text, isCut: fake.cutsExports } };
      }
      if (!path.endsWith('/stats/batch')) return undefined;
      return answerBatch(fake, body as StatsBatchQuery, takesLines);
    },
  };
  return fake;
}

function answerBatch(fake: FakeStats, batch: StatsBatchQuery, takesLines: boolean): ApiAnswer {
  fake.batches.push(batch);
  const results: Record<string, StatsAnswer> = {};
  for (const [name, query] of Object.entries(batch.queries)) {
    results[name] = answerQuery({ ...batch.base, ...query });
  }
  const realtime = batch.realtime === true ? { realtime: fakeRealtime(fake.currentVisitors) } : {};
  const first = { first_event_at: fake.firstEventAt };
  if (!takesLines) return { status: 200, body: { results, ...realtime, ...first } };
  const lines = [
    first,
    ...Object.entries(results).map(([name, result]) => ({ name, result })),
    ...(batch.realtime === true ? [realtime as { realtime: RealtimeAnswer }] : []),
    { ...first, done: true as const },
  ];
  return { status: 200, lines: fake.tell(lines) };
}

/** Names the dimensions that a batch asks for, in order; `total` for the cards. */
export function askedFor({ queries }: StatsBatchQuery): string[] {
  return Object.values(queries)
    .map((query) => query.dimensions?.join('+') || 'total')
    .sort();
}
