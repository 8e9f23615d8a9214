/**
 * METRICS.md, word by word and slowly: the figures of a list of events, counted in memory. Shares
 * no code with the query engine, so that the two can be held against each other.
 */
import type { Dimension, FilterOperator, Metric } from '@purestat/vocabulary';
import { Temporal } from 'temporal-polyfill';
import type { EventRecord } from '../stores/event-record.ts';

export interface ModelQuery {
  metrics: Metric[];
  dimensions: Dimension[];
  filters: Array<{ dimension: Dimension; operator: FilterOperator; values: string[] }>;
  dateFrom: string;
  dateTo: string;
  /** [fromMs, toMs), within the days. */
  fromMs?: number;
  toMs?: number;
  timezone: string;
}

interface Visit {
  events: EventRecord[];
  first: EventRecord;
  startedMs: number;
  durationMs: number;
  pageviews: number;
  isBounce: boolean;
  entryPage: string;
  exitPage: string;
}

const OF_EVENT = ['pathname', 'hostname', 'event_name'];
const isCounted = (event: EventRecord) => event.name !== 'engagement';

function toVisit(events: EventRecord[]): Visit {
  const first = events.find((event) => event.ts === event.visit_started && isCounted(event))!;
  const pages = events
    .filter((event) => event.name === 'pageview')
    .toSorted((a, b) => a.ts - b.ts || (a.pathname < b.pathname ? -1 : 1))
    .map((event) => event.pathname);
  const isInteraction = (event: EventRecord) =>
    event.name !== 'pageview' && isCounted(event) && event.interactive;
  return {
    events: events.filter(isCounted),
    first,
    startedMs: first.ts,
    durationMs: Math.max(...events.map((event) => event.ts)) - first.ts,
    pageviews: pages.length,
    isBounce: pages.length <= 1 && !events.some(isInteraction),
    entryPage: pages[0] ?? '',
    exitPage: pages.at(-1) ?? '',
  };
}

function visitsOf(records: readonly EventRecord[]): Visit[] {
  const groups = new Map<string, EventRecord[]>();
  for (const record of records) {
    const id = JSON.stringify([record.day, record.visitor, record.visit_started]);
    groups.set(id, [...(groups.get(id) ?? []), record]);
  }
  return [...groups.values()].map(toVisit);
}

function timeLabel(dimension: Dimension, atMs: number, day: string, timezone: string): string {
  const date = Temporal.PlainDate.from(day);
  if (dimension === 'date') return day;
  if (dimension === 'week') return date.subtract({ days: date.dayOfWeek - 1 }).toString();
  if (dimension === 'month') return date.with({ day: 1 }).toString();
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone);
  return `${local.toPlainDateTime().toString().slice(0, 13)}:00:00${local.offset}`;
}

/** The stored value; '' where there is none. */
function storedValue(dimension: Dimension, event: EventRecord, visit: Visit): string {
  if (dimension === 'entry_page') return visit.entryPage;
  if (dimension === 'exit_page') return visit.exitPage;
  if (dimension === 'event_name') return event.name;
  return event[dimension as keyof EventRecord] as string;
}

const missingText = (dimension: Dimension) =>
  dimension === 'source' ? 'Direct / None' : OF_EVENT.includes(dimension) ? null : '(not set)';

function matchesOne(
  value: string,
  wanted: string,
  dimension: Dimension,
  contains: boolean,
): boolean {
  const missing = missingText(dimension);
  if (contains) {
    if (value === '' && missing !== null) return wanted.toLowerCase() === missing.toLowerCase();
    return value.toLowerCase().includes(wanted.toLowerCase());
  }
  if (value === '' && wanted === missing) return true;
  if (dimension !== 'pathname' || !wanted.includes('*')) return value === wanted;
  return matchesPath(value, wanted);
}

/** `*`: one or more characters but `/`; `**`: any characters. */
function matchesPath(path: string, pattern: string): boolean {
  if (pattern === '') return path === '';
  if (pattern.startsWith('**')) {
    return Array.from({ length: path.length + 1 }, (_, taken) => taken).some((taken) =>
      matchesPath(path.slice(taken), pattern.slice(2)),
    );
  }
  if (pattern.startsWith('*')) {
    for (let taken = 1; taken <= path.length && path[taken - 1] !== '/'; taken++) {
      if (matchesPath(path.slice(taken), pattern.slice(1))) return true;
    }
    return false;
  }
  return path !== '' && path[0] === pattern[0] && matchesPath(path.slice(1), pattern.slice(1));
}

function passes(filter: ModelQuery['filters'][number], value: string): boolean {
  const contains = filter.operator.startsWith('contains');
  const any = filter.values.some((wanted) => matchesOne(value, wanted, filter.dimension, contains));
  return filter.operator.endsWith('_not') ? !any : any;
}

interface Counted {
  values: string[];
  visitors: Set<string>;
  pageviews: number;
  events: number;
  visits: Set<Visit>;
}

function ratio(of: number, per: number, decimals: number): number | null {
  return per === 0
    ? null
    : Number((Math.round((of / per) * 10 ** decimals + 1e-9) / 10 ** decimals).toFixed(decimals));
}

function metricOf(metric: Metric, counted: Counted, entered: Visit[]): number | null {
  const sum = (of: (visit: Visit) => number) =>
    entered.reduce((total, visit) => total + of(visit), 0);
  switch (metric) {
    case 'visitors':
      return counted.visitors.size;
    case 'visits':
      return counted.visits.size;
    case 'pageviews':
      return counted.pageviews;
    case 'events':
      return counted.events;
    case 'views_per_visit':
      return ratio(
        sum((visit) => visit.pageviews),
        entered.length,
        2,
      );
    case 'bounce_rate':
      return ratio(100 * sum((visit) => Number(visit.isBounce)), entered.length, 1);
    default:
      return ratio(sum((visit) => visit.durationMs) / 1000, entered.length, 0);
  }
}

export type ModelRow = Record<string, string | number | null>;

/** One row for each combination of values that occurs, in no order; without dimensions exactly one. */
export function modelRows(records: readonly EventRecord[], query: ModelQuery): ModelRow[] {
  const rows = new Map<string, Counted>();
  const rowOf = (values: string[]) => {
    const id = JSON.stringify(values);
    if (!rows.has(id)) {
      rows.set(id, { values, visitors: new Set(), pageviews: 0, events: 0, visits: new Set() });
    }
    return rows.get(id)!;
  };
  if (query.dimensions.length === 0) rowOf([]);
  const isInRange = (ms: number) =>
    ms >= (query.fromMs ?? -Infinity) && ms < (query.toMs ?? Infinity);
  for (const visit of visitsOf(records)) {
    for (const event of visit.events) {
      if (event.day < query.dateFrom || event.day > query.dateTo || !isInRange(event.ts)) continue;
      const isChosen = query.filters.every((filter) =>
        passes(filter, storedValue(filter.dimension, event, visit)),
      );
      if (!isChosen) continue;
      const valuesAt = (ms: number) =>
        query.dimensions.map((dimension) =>
          ['hour', 'date', 'week', 'month'].includes(dimension)
            ? timeLabel(dimension, ms, event.day, query.timezone)
            : storedValue(dimension, event, visit) || missingText(dimension)!,
        );
      const row = rowOf(valuesAt(event.ts));
      row.visitors.add(JSON.stringify([event.day, event.visitor]));
      row.events += 1;
      row.pageviews += Number(event.name === 'pageview');
      if (isInRange(visit.startedMs)) rowOf(valuesAt(visit.startedMs)).visits.add(visit);
    }
  }
  return [...rows.values()].map((counted) => {
    const row: ModelRow = {};
    query.dimensions.forEach((dimension, index) => (row[dimension] = counted.values[index]!));
    const entered = enteredVisits(counted, query);
    for (const metric of query.metrics) row[metric] = metricOf(metric, counted, entered);
    return row;
  });
}

/** With a pathname filter or dimension the visits that entered on that page, else all of the row. */
function enteredVisits(counted: Counted, query: ModelQuery): Visit[] {
  const filters = query.filters.filter(({ dimension }) => dimension === 'pathname');
  const page = query.dimensions.indexOf('pathname');
  if (filters.length === 0 && page === -1) return [...counted.visits];
  return [...counted.visits].filter(
    ({ entryPage }) =>
      entryPage !== '' &&
      filters.every((filter) => passes(filter, entryPage)) &&
      (page === -1 || entryPage === counted.values[page]),
  );
}
